import { type FSWatcher, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type Clock, type Config, ConfigError, createTranslate, type Language } from '../core/index.ts';

type ReadFile = (path: string) => Promise<string | undefined>;

/** What of the disk is looked at; tests bring their own. */
export interface WatchedFiles {
  /** Undefined when there is no such file. */
  readonly readFile: ReadFile;
  /** Changes with every write and every exchange of the file; undefined when there is none. */
  readonly stampOf: (path: string) => Promise<string | undefined>;
  /** Tells of changes in a folder until the returned function is called. Need not tell of all: files are polled too. */
  readonly watchFolder: (folder: string, onChange: () => void) => () => void;
}

export interface SettingsWatchOptions {
  /** Absolute path of the settings; it need not exist yet. */
  readonly path: string;
  readonly files: WatchedFiles;
  /** Reads the whole configuration anew through the given function, which sees what is read: calendars are watched too. */
  readonly read: (readFile: ReadFile) => Promise<Config>;
  /** What the settings in effect were read from, by absolute path; what differs from it takes effect at once. */
  readonly inEffect: ReadonlyMap<string, string | undefined>;
  /** What was read differs from before and is without fault. What it throws refuses the new settings. */
  readonly onConfig: (config: Config) => void | Promise<void>;
  /** The old settings stay. */
  readonly onRefused: (error: unknown) => void;
  /** Tells of SIGHUP: read now. */
  readonly onHangup?: (listener: () => void) => void;
  readonly language: Language;
  readonly clock: Clock;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** Editors write in several steps; a file is read once nothing has happened to it for that long. */
const SETTLE_MS = 300;

/** For disks that do not tell of changes: networks, some containers. */
const POLL_MS = 30_000;

type Contents = ReadonlyMap<string, string | undefined>;

/** Reads the settings again whenever their file, or a calendar they name, changes. Resolves when the signal aborts. */
export async function watchSettings(options: SettingsWatchOptions): Promise<void> {
  const { path, files, clock, signal, onHangup } = options;
  const bell = createBell();
  const folders = new Map<string, () => void>();
  onHangup?.(bell.ring);
  // Before the reading: what is written while it goes on would else wait for the next poll.
  watchFolders([path, ...options.inEffect.keys()], { folders, files, ring: bell.ring });
  // What was written since the start is no change of a file that anybody watched: it is read once more.
  let known: Known = await reload({ contents: options.inEffect, textInEffect: options.inEffect.get(path) }, options);
  let stamps = '';
  try {
    while (!signal.aborted) {
      watchFolders([path, ...known.contents.keys()], { folders, files, ring: bell.ring });
      await bell.wait(POLL_MS, clock, signal);
      const settled = await settle([...known.contents.keys()], options);
      if (signal.aborted || settled === stamps) continue;
      stamps = settled;
      known = await reload(known, options);
    }
  } finally {
    for (const close of folders.values()) close();
  }
}

interface Read {
  readonly contents: Contents;
  readonly config?: Config;
  readonly error?: unknown;
}

interface Known extends Read {
  /** Of the settings that are followed, which need not be those that are there. */
  readonly textInEffect?: string | undefined;
}

/** Reads everything and remembers what was read, by path. */
async function readAll({ path, files, read }: SettingsWatchOptions): Promise<Read> {
  const contents = new Map<string, string | undefined>([[path, undefined]]);
  const recording: ReadFile = async (file) => {
    const content = await files.readFile(file);
    contents.set(file, content);
    return content;
  };
  try {
    return { contents, config: await read(recording) };
  } catch (error) {
    return { contents, error };
  }
}

/** Tells what the files say now, unless they say what they said. */
async function reload(known: Known, options: SettingsWatchOptions): Promise<Known> {
  const fresh = await readAll(options);
  const { textInEffect } = known;
  if (sameContents(known.contents, fresh.contents)) return known;
  try {
    const text = fresh.contents.get(options.path);
    if (textInEffect !== undefined) refuseLoss(text, options);
    if (fresh.config === undefined) throw fresh.error;
    await options.onConfig(fresh.config);
    return { ...fresh, textInEffect: text };
  } catch (error) {
    options.onRefused(error);
    return { ...fresh, textInEffect };
  }
}

/**
 * A file that is gone or empty would set the defaults and take every protection away, and it is what one sees of a file
 * that is just being written.
 */
function refuseLoss(text: string | undefined, { path, language }: SettingsWatchOptions): void {
  if (text !== undefined && text.trim() !== '') return;
  const key = text === undefined ? 'check.gone' : 'check.emptied';
  const told = (tongue: Language) => createTranslate(tongue)(key, { file: basename(path) });
  throw new ConfigError('config_invalid', told('en'), { context: { subject: path, faults: [told(language)] } });
}

function sameContents(a: Contents, b: Contents): boolean {
  return a.size === b.size && [...a].every(([path, content]) => b.has(path) && b.get(path) === content);
}

/** Waits until two looks see the same; one that changes for ever is read all the same after a while. */
async function settle(paths: readonly string[], { files, clock, signal }: SettingsWatchOptions): Promise<string> {
  let before = await stampsOf(paths, files);
  for (let look = 0; look < 20 && !signal.aborted; look++) {
    await clock.delay(SETTLE_MS, signal).catch(() => undefined);
    const after = await stampsOf(paths, files);
    if (after === before) break;
    before = after;
  }
  return before;
}

async function stampsOf(paths: readonly string[], { stampOf }: WatchedFiles): Promise<string> {
  const stamps = await Promise.all(paths.map((path) => stampOf(path)));
  return JSON.stringify(stamps.map((stamp, index) => [paths[index], stamp ?? null]));
}

interface FolderWatching {
  readonly folders: Map<string, () => void>;
  readonly files: WatchedFiles;
  readonly ring: () => void;
}

/** Folders, not files: an editor puts another file in its place, and a cluster exchanges a link beside it. */
function watchFolders(paths: readonly string[], { folders, files, ring }: FolderWatching): void {
  const wanted = new Set(paths.map((path) => dirname(path)));
  for (const [folder, close] of folders) {
    if (wanted.has(folder)) continue;
    close();
    folders.delete(folder);
  }
  for (const folder of wanted) if (!folders.has(folder)) folders.set(folder, files.watchFolder(folder, ring));
}

interface Bell {
  readonly ring: () => void;
  /** Until it rings, the time is over, or the signal aborts; a ring in between is not lost. */
  wait(ms: number, clock: Clock, signal: AbortSignal): Promise<void>;
}

function createBell(): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    wait: async (ms, clock, signal) => {
      await clock.delay(ms, AbortSignal.any([signal, rung.signal])).catch(() => undefined);
      rung = new AbortController();
    },
  };
}

/** The disk itself. */
export function watchedFiles(readFile: ReadFile): WatchedFiles {
  return { readFile, stampOf, watchFolder };
}

async function stampOf(path: string): Promise<string | undefined> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await stat(path);
    return [ino, size, mtimeMs, ctimeMs].join(' ');
  } catch {
    // Gone, or not for us to see: reading it tells which.
    return undefined;
  }
}

function watchFolder(folder: string, onChange: () => void): () => void {
  let watcher: FSWatcher | undefined;
  try {
    watcher = watch(folder, { persistent: false }, onChange);
    // No folder, no watches left: what is polled is enough.
    watcher.on('error', () => watcher?.close());
  } catch {
    return () => undefined;
  }
  return () => watcher?.close();
}
