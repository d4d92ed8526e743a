import type { Caller, Paastis, ProgressReport, Report } from '../../core/index.ts';

/** What the core answers to a line. */
export type Script = (line: string, caller: Caller) => Promise<Report> | Report;

export interface FakePaastis extends Paastis {
  readonly asked: readonly { readonly line: string; readonly caller: Caller }[];
}

/** A core that answers as told, for tests of the front ends alone. */
export function fakePaastis(script: Script): FakePaastis {
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
    close: async () => undefined,
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
