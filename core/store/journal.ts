import { type FileHandle, open, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Log } from '../log.ts';
import { FILE_MODE, syncFolder, systemCode } from './durable-file.ts';
import { migrations, readRecord } from './migrations.ts';
import { type EventRecord, eventRecord } from './records.ts';

/** Events in one file; the next event after that starts another. */
const SEGMENT_EVENTS = 5_000;
/** Whole files go, oldest first, while at least so many events stay. */
const KEPT_EVENTS = 5_000;

/** One file of the journal, as far as it is valid: what lies behind `bytes` was never acknowledged. */
export const segmentSchema = z.object({
  file: z.string().regex(/^events-\d{9}\.jsonl$/),
  bytes: z.number().int().min(0),
  events: z.number().int().min(0),
});

export type Segment = z.infer<typeof segmentSchema>;

/** What an append will do, known before it is done. */
export interface AppendPlan {
  /** All segments once the append is valid. */
  readonly segments: readonly Segment[];
  /** Segments that are not needed any more after it. */
  readonly dropped: readonly Segment[];
  readonly text: string;
}

/**
 * Events, one JSON line each, in files that only grow. Which bytes are valid is written in the state file, so that
 * the one rename that replaces the state makes the records and the events of a write true at the same instant.
 */
export class Journal {
  readonly #folder: string;
  readonly #log: Log;
  #segments: readonly Segment[] = [];
  #current: { readonly file: string; readonly handle: FileHandle } | undefined;
  #lastNumber = 0;
  /** After a failure nobody knows how much of the last file the state on the disk calls valid: it is not written again. */
  #startsNewFile = false;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Reads all valid events, oldest first, and removes what a kill has left behind them. */
  async open(segments: readonly Segment[]): Promise<EventRecord[]> {
    const names = await listFiles(this.#folder);
    const used = new Set(segments.map(({ file }) => file));
    await Promise.all(names.filter((name) => !used.has(name)).map((name) => rm(join(this.#folder, name))));
    this.#lastNumber = Math.max(0, ...[...names, ...used].map((name) => Number(name.slice(7, 16))));
    const events: EventRecord[] = [];
    for (const segment of segments) events.push(...(await this.#read(segment)));
    return events;
  }

  plan(events: readonly EventRecord[]): AppendPlan {
    if (events.length === 0) return { segments: this.#segments, dropped: [], text: '' };
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    const last = this.#segments.at(-1);
    const fits = last !== undefined && last.events < SEGMENT_EVENTS && !this.#startsNewFile;
    const before = fits ? this.#segments.slice(0, -1) : this.#segments;
    const { file, bytes, events: count } = fits ? last : { file: this.#nextFile(), bytes: 0, events: 0 };
    const grown = { file, bytes: bytes + Buffer.byteLength(text), events: count + events.length };
    const all = [...before, grown];
    const dropped = outgrown(all);
    return { segments: all.slice(dropped.length), dropped, text };
  }

  /** The planned text is on the disk once this resolves, and valid once the state names it. */
  async append({ segments, text }: AppendPlan): Promise<void> {
    const segment = segments.at(-1);
    if (text === '' || segment === undefined) return;
    const handle = await this.#handleOf(segment.file);
    const bytes = Buffer.from(text);
    await writeAll(handle, bytes, segment.bytes - bytes.length);
    await handle.datasync();
  }

  /** The state that names the plan's segments is on the disk. */
  async commit({ segments, dropped, text }: AppendPlan): Promise<void> {
    this.#segments = segments;
    if (text !== '') this.#startsNewFile = false;
    // Best effort: what stays is removed at the next start.
    await Promise.all(dropped.map(({ file }) => rm(join(this.#folder, file), { force: true }).catch(() => undefined)));
  }

  /** The append, or the write of the state after it, has failed. */
  async abandon(): Promise<void> {
    this.#startsNewFile = true;
    await this.close().catch(() => undefined);
  }

  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.handle.close();
  }

  #nextFile(): string {
    this.#lastNumber += 1;
    return `events-${String(this.#lastNumber).padStart(9, '0')}.jsonl`;
  }

  async #handleOf(file: string): Promise<FileHandle> {
    if (this.#current?.file === file) return this.#current.handle;
    await this.close();
    const isNew = !this.#segments.some((segment) => segment.file === file);
    const handle = await open(join(this.#folder, file), isNew ? 'wx+' : 'r+', FILE_MODE);
    this.#current = { file, handle };
    if (isNew) await syncFolder(this.#folder);
    return handle;
  }

  /** Lost history must not keep apps asleep: what cannot be read is told and left out. */
  async #read(segment: Segment): Promise<EventRecord[]> {
    const path = join(this.#folder, segment.file);
    const content = await readContent(path);
    const bytes = Math.min(segment.bytes, content.length);
    if (content.length > bytes) await truncate(path, bytes);
    if (segment.bytes > bytes) this.#startsNewFile = true;
    const events = parseLines(content.subarray(0, bytes).toString('utf8'));
    const lost = segment.events - events.length;
    if (lost > 0) this.#log.warn({ file: segment.file, lost }, 'events lost from the journal');
    if (bytes > 0) this.#segments = [...this.#segments, { file: segment.file, bytes, events: events.length }];
    return events;
  }
}

/**
 * The journal without its state file, which somebody has removed: all whole lines are taken to be valid. A kill
 * cannot lead here, because the state file is written before the first event.
 */
export async function findSegments(folder: string): Promise<Segment[]> {
  const files = (await listFiles(folder)).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const content = await readContent(join(folder, file));
      const bytes = content.lastIndexOf('\n') + 1;
      return { file, bytes, events: parseLines(content.subarray(0, bytes).toString('utf8')).length };
    }),
  );
}

async function listFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names.filter((name) => segmentSchema.shape.file.safeParse(name).success);
}

async function readContent(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

/** The oldest segments without which there are still enough events. */
function outgrown(segments: readonly Segment[]): readonly Segment[] {
  let left = segments.reduce((sum, { events }) => sum + events, 0);
  const needed = segments.findIndex(({ events }) => {
    left -= events;
    return left < KEPT_EVENTS;
  });
  return segments.slice(0, Math.max(0, needed));
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** Lines that are no JSON are left out. @throws {StoreError} store_invalid for an event of a newer Paastis */
function parseLines(text: string): EventRecord[] {
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.flatMap((line, at) => {
    const raw = parseJson(line);
    return raw === undefined ? [] : [readRecord(eventRecord, migrations.event, raw, `event ${at + 1}`)];
  });
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
