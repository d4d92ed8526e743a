import { link, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Clock, Deadline } from '../clock.ts';
import { describeError, StoreError } from '../errors.ts';
import type { Log } from '../log.ts';
import { systemCode, temporaryName, writeDurably } from './durable-file.ts';
import { isRunning, type ProcessIdentity, thisProcess } from './process.ts';

/** How often the holder shows that it lives. */
const HEARTBEAT_MS = 5_000;
/** Another machine's holder without a heartbeat for so long is taken to be dead. */
const FRESH_MS = 15_000;
/** Rounds lost against other processes that start or stop at the same time. */
const MAX_ROUNDS = 100;

const lockSchema = z.object({
  pid: z.number().int(),
  host: z.string(),
  machine: z.string(),
  startTicks: z.string().exactOptional(),
  since: z.iso.datetime(),
  released: z.boolean(),
});

type LockRecord = z.infer<typeof lockSchema>;

interface Found {
  readonly number: number;
  /** Absent when the file is not one of ours. */
  readonly record?: LockRecord;
  /** Its last heartbeat, ms since 1970. */
  readonly beatMs: number;
}

/** The right to write into the folder, held until `release`. */
export interface ProcessLock {
  /** @throws {StoreError} store_locked once another process has taken the lock, so that we must not write any more. */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

interface LockDeps {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * One process at a time. Each holder adds the file `lock-<n + 1>.json` after the highest there is, by a link that
 * exactly one of several racing processes can make, and only then removes the lower ones. The highest is never
 * removed, not even on release: a process that read an old list of names could otherwise take a number that was held
 * and dropped meanwhile, and two would hold the lock.
 * @throws {StoreError} store_locked, `context.holder` says who and since when
 */
export async function acquireLock(folder: string, { clock, log }: LockDeps): Promise<ProcessLock> {
  const self = await thisProcess();
  const record: LockRecord = { ...self, since: clock.now().toISOString(), released: false };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const top = await findTop(folder);
    if (top !== undefined && (await isHeld(top, self, clock))) throw lockedError(top.record);
    const number = (top?.number ?? 0) + 1;
    if (!(await create(folder, number, record, clock))) continue;
    if ((await topNumber(folder)) !== number) {
      // Our list of names was old: a later holder is there already.
      await rm(join(folder, lockName(number)), { force: true });
      continue;
    }
    if (top?.record?.released === false)
      log.warn({ holder: printHolder(top.record) }, 'took over the lock of a dead process');
    await removeLower(folder, number);
    return hold(folder, number, record, { clock, log });
  }
  throw lockedError(undefined);
}

function lockName(number: number): string {
  return `lock-${String(number).padStart(9, '0')}.json`;
}

async function listNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => {
    const digits = /^lock-(\d{9})\.json$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
}

async function topNumber(folder: string): Promise<number | undefined> {
  const numbers = await listNumbers(folder);
  return numbers.length === 0 ? undefined : Math.max(...numbers);
}

async function findTop(folder: string): Promise<Found | undefined> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const number = await topNumber(folder);
    if (number === undefined) return undefined;
    const found = await readLock(folder, number);
    // Gone since the names were listed: a higher one has come.
    if (found !== undefined) return found;
  }
  throw lockedError(undefined);
}

async function readLock(folder: string, number: number): Promise<Found | undefined> {
  const path = join(folder, lockName(number));
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const record = parseLock(text);
    return { number, beatMs: mtimeMs, ...(record === undefined ? {} : { record }) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseLock(text: string): LockRecord | undefined {
  try {
    return lockSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

async function isHeld({ record, beatMs }: Found, self: ProcessIdentity, clock: Clock): Promise<boolean> {
  if (record?.released === true) return false;
  if (record?.machine === self.machine) return isRunning(record);
  return clock.now().getTime() - beatMs < FRESH_MS;
}

/** False when another process was faster. */
async function create(folder: string, number: number, record: LockRecord, clock: Clock): Promise<boolean> {
  const temporary = join(folder, temporaryName('lock'));
  try {
    await writeDurably(temporary, JSON.stringify(record));
    await utimes(temporary, clock.now(), clock.now());
    await link(temporary, join(folder, lockName(number)));
    return true;
  } catch (error) {
    // ENOENT: the new holder has cleaned up our temporary file.
    if (systemCode(error) === 'EEXIST' || systemCode(error) === 'ENOENT') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function removeLower(folder: string, number: number): Promise<void> {
  const numbers = await listNumbers(folder);
  const lower = numbers.filter((other) => other < number);
  await Promise.all(lower.map((other) => rm(join(folder, lockName(other)), { force: true })));
}

function hold(folder: string, number: number, record: LockRecord, { clock, log }: LockDeps): ProcessLock {
  const path = join(folder, lockName(number));
  const stopBeating = beat(path, clock, log);
  return {
    async confirm() {
      if ((await topNumber(folder)) !== number) throw lockedError((await findTop(folder))?.record);
    },
    async release() {
      stopBeating();
      if ((await topNumber(folder)) !== number) return;
      const temporary = join(folder, temporaryName('lock'));
      await writeDurably(temporary, JSON.stringify({ ...record, released: true }));
      await rename(temporary, path);
    },
  };
}

/** Touches the file from time to time. Rests on a deadline because a deadline lets the process end. */
function beat(path: string, clock: Clock, log: Log): () => void {
  let deadline: Deadline;
  const next = () => {
    deadline = clock.timeout(HEARTBEAT_MS);
    deadline.signal.addEventListener('abort', touch, { once: true });
  };
  const touch = () => {
    const now = clock.now();
    // A failure is told by the next write, which cannot succeed either.
    utimes(path, now, now).catch((error: unknown) => log.warn({ error: describeError(error) }, 'lock not renewed'));
    next();
  };
  next();
  return () => deadline.cancel();
}

function printHolder({ pid, host, since }: LockRecord): string {
  return `process ${pid} on host ${host} since ${since}`;
}

function lockedError(record: LockRecord | undefined): StoreError {
  const holder = record === undefined ? 'another process' : printHolder(record);
  return new StoreError('store_locked', `The store is in use by ${holder}`, { context: { holder } });
}
