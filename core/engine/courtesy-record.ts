import * as z from 'zod';
import type { StoreChange } from '../store/store.ts';
import type { CourtesyNotice } from './courtesy.ts';

const instant = z.iso.datetime();

/** What front ends keep of a notice too, to draw it anew. */
export const courtesyNotice = z.object({
  id: z.string(),
  apps: z.array(
    z.object({
      ref: z.string(),
      name: z.string(),
      url: z.string().exactOptional(),
      pricePerHour: z.number().exactOptional(),
    }),
  ),
  group: z.string().exactOptional(),
  channel: z.string(),
  people: z.array(z.string()),
  reason: z.string(),
  sleepsAt: instant,
});

const endSchema = z.object({
  id: z.string(),
  outcome: z.enum(['asleep', 'kept', 'used', 'failed', 'changed', 'gone']),
  at: instant.exactOptional(),
  by: z.string().exactOptional(),
  until: instant.exactOptional(),
  reason: z.string().exactOptional(),
});

const courtesyRecord = z.object({
  v: z.literal(1),
  notice: courtesyNotice,
  at: instant,
  /** Each app of the notice, in its order. */
  apps: z.array(z.object({ key: z.string(), idleSinceAt: instant.exactOptional() })),
  /** How it ended, from when that is known on. */
  end: endSchema.exactOptional(),
  /** The desk has heard of the end; kept only where its apps are still to be put to sleep. */
  told: z.boolean().exactOptional(),
});

/** What must be known of a notice after a crash: written before anybody is told. */
export type CourtesyRecord = z.infer<typeof courtesyRecord>;

const PREFIX = 'courtesy:';

/** @returns undefined for any other note, and for one that nobody can read */
export function readCourtesy(note: { readonly key: string; readonly value?: string }): CourtesyRecord | undefined {
  if (!note.key.startsWith(PREFIX)) return undefined;
  try {
    return courtesyRecord.safeParse(JSON.parse(note.value ?? '')).data;
  } catch {
    return undefined;
  }
}

export function courtesyWrite(record: CourtesyRecord): StoreChange {
  const value = JSON.stringify(record);
  return { put: 'note', record: { v: 1, key: `${PREFIX}${record.notice.id}`, at: record.at, value } };
}

export function courtesyRemoval({ id }: Pick<CourtesyNotice, 'id'>): StoreChange {
  return { remove: 'note', key: `${PREFIX}${id}` };
}

/** People were told, and it has not ended: its apps wait until then, and are not announced once more. */
export function isPending({ end }: CourtesyRecord): boolean {
  return end === undefined || end.outcome === 'failed';
}
