import type { Caller, Notes, Paastis, ProgressReport, Report } from '../../core/index.ts';

/** What the core answers to a line. */
export type Script = (line: string, caller: Caller) => Promise<Report> | Report;

export interface FakePaastis extends Paastis {
  readonly asked: readonly { readonly line: string; readonly caller: Caller }[];
}

/** A core that answers as told, for tests of the front ends alone. */
export function fakePaastis(script: Script, changes: Partial<Paastis> = {}): FakePaastis {
  const asked: { line: string; caller: Caller }[] = [];
  return {
    asked,
    run: async (line, caller) => {
      asked.push({ line, caller });
      return script(line, caller);
    },
    recovered: Promise.resolve(),
    check: async () => [],
    subscribe: () => () => undefined,
    start: async () => undefined,
    reload: async () => undefined,
    deliverDigests: async () => undefined,
    overview: async () => ({ at: '2026-11-23T09:00:00.000Z', mode: 'observe', apps: [], failed: [], savedEur: 0 }),
    may: () => ({ allowed: true }),
    digestOf: async () => {
      throw new Error('This test has no digest');
    },
    switchMode: async () => {
      throw new Error('This test switches nothing');
    },
    mode: () => ({ mode: 'observe' }),
    tellBeforeSleep: () => undefined,
    keeps: async () => [],
    notes: fakeNotes(),
    close: async () => undefined,
    ...changes,
  };
}

function fakeNotes(): Notes {
  const notes = new Map<string, string>();
  return {
    find: async (key) => notes.get(key),
    list: async (prefix) =>
      [...notes].flatMap(([key, value]) =>
        key.startsWith(prefix) ? [{ key, value, at: '2026-11-23T09:00:00.000Z' }] : [],
      ),
    put: async (key, value) => void notes.set(key, value),
    remove: async (key) => void notes.delete(key),
  };
}

export function progressOf(name: string, changes: Partial<ProgressReport> = {}): ProgressReport {
  return {
    ref: `scalingo/osc-fr1/${name}`,
    name,
    verb: 'wake',
    phase: 'booting',
    text: 'booting',
    elapsedMs: 0,
    ...changes,
  };
}

export function wokenReport(
  name: string,
  changes: Partial<Extract<Report, { kind: 'operation' }>['results'][0]> = {},
): Report {
  return {
    kind: 'operation',
    verb: 'wake',
    results: [
      {
        ref: `scalingo/osc-fr1/${name}`,
        name,
        before: 'asleep',
        after: 'running',
        changed: true,
        seconds: 25,
        reason: 'woke in 25 s',
        url: `https://${name}.osc-fr1.scalingo.io`,
        ...changes,
      },
    ],
  };
}
