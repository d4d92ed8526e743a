import * as z from 'zod';
import { type CourtesyNotice, courtesyNotice, type Notes } from '../../../core/index.ts';

const postedSchema = z.object({ channel: z.string(), ts: z.string() });

const noteSchema = z.object({ v: z.literal(1), notice: courtesyNotice, messages: z.array(postedSchema) });

/** Where a message was posted. */
export type Posted = z.infer<typeof postedSchema>;

/** A notice under way, and its messages: one in the channel, or one for each person. */
export interface NoticeNote {
  readonly notice: CourtesyNotice;
  readonly messages: readonly Posted[];
}

const keyOf = (id: string) => `slack:courtesy:${id}`;

export async function findNotice(notes: Notes, id: string): Promise<NoticeNote | undefined> {
  try {
    return noteSchema.safeParse(JSON.parse((await notes.find(keyOf(id))) ?? '')).data;
  } catch {
    return undefined;
  }
}

export function putNotice(notes: Notes, { notice, messages }: NoticeNote): Promise<void> {
  return notes.put(keyOf(notice.id), JSON.stringify({ v: 1, notice, messages }));
}

export function removeNotice(notes: Notes, id: string): Promise<void> {
  return notes.remove(keyOf(id));
}
