import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { Notes } from '../../../core/index.ts';

/** More apps than anybody reads about; a note stays small. */
export const MOST_REFS = 200;

const ref = z.string().min(1).max(255);
const instant = z.iso.datetime();

/** What must be known of a message to render it again: nothing is ever read back from the message itself. */
const digestNote = z.object({
  v: z.literal(1),
  /** As the core knows it, `slack:C0123456` or `#dev`. */
  channel: z.string().min(1),
  since: instant,
  until: instant,
  language: z.enum(['en', 'fr']),
  /** In the order shown. */
  refs: z.array(ref).max(MOST_REFS),
  /** What it told was the same as in another one with the same key. */
  key: z.string(),
  /** Of the post; an edit that brings another period does not change it. */
  postedAt: instant,
  /** Its buttons are gone. */
  closed: z.literal(true).exactOptional(),
});

export type DigestNote = z.infer<typeof digestNote>;

/** A message of Slack's: a channel's id and a timestamp. */
export interface Place {
  readonly channel: string;
  readonly ts: string;
}

export interface PlacedDigest {
  readonly place: Place;
  readonly note: DigestNote;
}

const POSTED = 'slack:digest:';
const POSTING = 'slack:digest_posting:';

export async function findDigest(notes: Notes, place: Place): Promise<DigestNote | undefined> {
  return read(await notes.find(postedKey(place)), digestNote);
}

export async function listDigests(notes: Notes): Promise<readonly PlacedDigest[]> {
  return (await notes.list(POSTED)).flatMap(({ key, value }) => {
    const [channel, ts] = key.slice(POSTED.length).split(':');
    const note = read(value, digestNote);
    return note === undefined || channel === undefined || ts === undefined ? [] : [{ place: { channel, ts }, note }];
  });
}

export function putDigest(notes: Notes, place: Place, note: DigestNote): Promise<void> {
  return notes.put(postedKey(place), JSON.stringify(note));
}

export function removeDigest(notes: Notes, place: Place): Promise<void> {
  return notes.remove(postedKey(place));
}

function postedKey({ channel, ts }: Place): string {
  return `${POSTED}${channel}:${ts}`;
}

/** Written before a post: its message may be there although nobody lived to note where. */
export function putPosting(notes: Notes, note: DigestNote): Promise<void> {
  return notes.put(`${POSTING}${note.channel}`, JSON.stringify(note));
}

export async function findPosting(notes: Notes, channel: string): Promise<DigestNote | undefined> {
  return read(await notes.find(`${POSTING}${channel}`), digestNote);
}

export function removePosting(notes: Notes, channel: string): Promise<void> {
  return notes.remove(`${POSTING}${channel}`);
}

const suggestionNote = z.object({ v: z.literal(1), actor: z.string().min(1), at: instant });

/** Somebody thinks that an app should never be managed; the settings are for others to change. */
export interface Suggestion {
  readonly actor: string;
  readonly at: string;
}

const SUGGESTION = 'slack:suggestion:';

export function putSuggestion(notes: Notes, app: string, { actor, at }: Suggestion): Promise<void> {
  return notes.put(`${SUGGESTION}${app}`, JSON.stringify({ v: 1, actor, at }));
}

/** By app. */
export async function listSuggestions(notes: Notes): Promise<ReadonlyMap<string, Suggestion>> {
  return new Map(
    (await notes.list(SUGGESTION)).flatMap(({ key, value }) => {
      const suggestion = read(value, suggestionNote);
      if (suggestion === undefined) return [];
      const { actor, at } = suggestion;
      return [[key.slice(SUGGESTION.length), { actor, at }] as const];
    }),
  );
}

/** An app in the few characters that an option's value may have. */
export function shortOf(app: string): string {
  return createHash('sha256').update(app).digest('hex').slice(0, 12);
}

/** What cannot be read is as good as absent. */
function read<Schema extends z.ZodType>(value: string | undefined, schema: Schema): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(value ?? '')).data;
  } catch {
    return undefined;
  }
}
