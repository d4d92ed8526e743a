/**
 * A process of its own that interrupts a store at every single file operation of a write and of an opening: by
 * standing still before it, as a kill does, in the middle of what it writes, or by an error of the disk. It prints
 * how many interruptions it has made and every fault it has found.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../core/clock.ts';
import { describeError, isPaastisError } from '../../core/errors.ts';
import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';
import type { Store } from '../../core/store/store.ts';
import { findFaults, numberedChanges, readNumber } from './numbered-changes.ts';

type Way = 'stop' | 'tear' | 'fail';

/** The operation to interrupt, counted from 1; nothing happens to the others. */
interface Interruption {
  readonly at: number;
  readonly way: Way;
  readonly reached: PromiseWithResolvers<void>;
  count: number;
}

let interruption: Interruption | undefined;

const forever = new Promise<never>(() => undefined);

/** Half of the bytes that a write was given. */
function halved(args: readonly unknown[]): unknown[] {
  const [content, ...rest] = args;
  if (typeof content === 'string') return [content.slice(0, content.length / 2), ...rest];
  if (!(content instanceof Uint8Array)) return [...args];
  if (rest.length === 0) return [content.subarray(0, content.length / 2)];
  const [offset, length, position] = rest;
  return [content, offset, Math.floor(Number(length) / 2), position];
}

function wrap(target: object, name: string): void {
  const original: unknown = Reflect.get(target, name);
  if (typeof original !== 'function') throw new TypeError(`no file operation ${name}`);
  const interrupted = async function (this: unknown, ...args: unknown[]): Promise<unknown> {
    const current = interruption;
    if (current !== undefined) current.count += 1;
    if (current === undefined || current.count !== current.at) return Reflect.apply(original, this, args);
    current.reached.resolve();
    if (current.way === 'fail') throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    if (current.way === 'tear' && name.startsWith('write')) await Reflect.apply(original, this, halved(args));
    return forever;
  };
  Reflect.set(target, name, interrupted);
}

async function wrapAll(): Promise<void> {
  const handle = await fs.open(process.execPath);
  const methods = Object.getPrototypeOf(handle);
  await handle.close();
  for (const name of ['write', 'writeFile', 'sync', 'datasync']) wrap(methods, name);
  for (const name of ['open', 'rename', 'rm', 'readdir', 'readFile', 'link', 'utimes', 'truncate']) wrap(fs, name);
  syncBuiltinESMExports();
}

const open = (folder: string) => createStore({ folder }, { clock: systemClock, log: silentLog });

/** Runs the task with its nth file operation interrupted; false when it has fewer. */
async function interrupt(
  at: number,
  way: Way,
  task: () => Promise<unknown>,
): Promise<{ hit: boolean; error?: unknown }> {
  const current: Interruption = { at, way, reached: Promise.withResolvers(), count: 0 };
  interruption = current;
  const stopped = way === 'fail' ? forever : current.reached.promise;
  try {
    await Promise.race([task(), stopped]);
    // What else was under way at that instant (half a write) has come to its end after a few turns.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    return { hit: current.count >= at };
  } catch (error) {
    return { hit: true, error };
  } finally {
    interruption = undefined;
  }
}

/** Opens what a kill would leave behind: the folder as it is, with nobody alive to hold the lock. */
async function openRemains(folder: string): Promise<Store> {
  const copy = `${folder}-remains`;
  await fs.rm(copy, { recursive: true, force: true });
  await fs.cp(folder, copy, { recursive: true });
  for (const name of await fs.readdir(copy)) if (name.startsWith('lock-')) await fs.rm(join(copy, name));
  return open(copy);
}

const faults: string[] = [];
let interruptions = 0;

async function expectNumber(store: Store, allowed: readonly number[], count: number, what: string): Promise<void> {
  const number = await readNumber(store);
  if (!allowed.includes(number)) faults.push(`${what}: holds write ${number}, not ${allowed.join(' or ')}`);
  faults.push(...(await findFaults(store, count)).map((fault) => `${what}: ${fault}`));
}

/** One write, the third, interrupted at its nth operation. */
async function interruptWrite(folder: string, at: number, way: Way): Promise<boolean> {
  const what = `${way} at operation ${at} of a write with ${events} events`;
  const store = await open(folder);
  for (const number of [1, 2]) await store.write(numberedChanges(number, events));
  const { hit, error } = await interrupt(at, way, () => store.write(numberedChanges(3, events)));
  if (!hit) {
    await store.close();
    return false;
  }
  if (way === 'fail' && error !== undefined) {
    if (!isPaastisError(error) || error.code !== 'store_unwritable') faults.push(`${what}: ${describeError(error)}`);
    await expectNumber(store, [2], events, `${what}, memory`);
    await store.write(numberedChanges(3, events));
  }
  const remains = await openRemains(folder);
  await expectNumber(remains, way === 'fail' ? [3] : [2, 3], events, what);
  await remains.write(numberedChanges((await readNumber(remains)) + 1, events));
  await remains.close();
  const again = await open(`${folder}-remains`);
  await expectNumber(again, [3, 4], events, `${what}, one write later`);
  await again.close();
  if (way === 'fail') await store.close();
  return true;
}

/** An opening interrupted at its nth operation, after a write that was torn. */
async function interruptOpening(folder: string, at: number, way: Way): Promise<boolean> {
  const store = await open(folder);
  for (const number of [1, 2]) await store.write(numberedChanges(number, 1));
  await store.close();
  await fs.appendFile(join(folder, 'events-000000001.jsonl'), '{"v":1,"id":"3.0');
  await fs.writeFile(join(folder, 'paastis.json.1-1.tmp'), '{"version":1,');
  const { hit } = await interrupt(at, way, () => open(folder));
  if (!hit) return false;
  const remains = await openRemains(folder);
  await expectNumber(remains, [2], 1, `${way} at operation ${at} of an opening`);
  await remains.close();
  return true;
}

/** From the first operation on, until the task has no more. */
async function interruptAll(task: (folder: string, at: number) => Promise<boolean>): Promise<void> {
  for (let at = 1, hit = true; hit; at += 1) {
    const folder = await fs.mkdtemp(join(tmpdir(), 'paastis-steps-'));
    hit = await task(folder, at);
    if (hit) interruptions += 1;
    await fs.rm(folder, { recursive: true, force: true });
    await fs.rm(`${folder}-remains`, { recursive: true, force: true });
  }
}

/** Events of each write; 5,000 fill a file of the journal, so that each write starts one and makes one go. */
const events = Number(process.argv[2] ?? 1);

await wrapAll();
for (const way of ['stop', 'tear', 'fail'] as const) {
  await interruptAll((folder, at) => interruptWrite(folder, at, way));
  if (way !== 'fail') await interruptAll((folder, at) => interruptOpening(folder, at, way));
}
process.stdout.write(JSON.stringify({ interruptions, faults }));
process.exit(0);
