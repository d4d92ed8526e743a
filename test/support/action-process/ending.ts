import type { ChildProcess } from 'node:child_process';
import { parseCommandFile } from './command-files.ts';
import type { Annotation, JobLog } from './job-log.ts';
import type { Stage } from './stage.ts';
import type { WorkflowCommand } from './workflow-commands.ts';

/** How a step ended. */
export interface ActionEnding {
  readonly code: number | null;
  /** Set when a signal ended it. */
  readonly killedBy: NodeJS.Signals | null;
  /** Raw, before the runner looks at it. */
  readonly stdout: string;
  readonly stderr: string;
  /** The job's log: masked, without commands. */
  readonly log: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly state: Readonly<Record<string, string>>;
  /** Variables for later steps, and additions to their `PATH`. */
  readonly exported: Readonly<Record<string, string>>;
  readonly paths: readonly string[];
  /** Masked, as it is shown; empty when it was too big to be taken. */
  readonly summary: string;
  /** All of them: GitHub keeps ten of each level and 4,096 characters of each. */
  readonly annotations: readonly Annotation[];
  readonly masks: readonly string[];
  readonly groups: readonly string[];
  readonly debug: readonly string[];
  /** `::set-output::` and its like. */
  readonly deprecated: readonly WorkflowCommand[];
  /** Lines that look like commands and are none. */
  readonly unknown: readonly WorkflowCommand[];
  /** Inputs that `action.yml` does not know; the runner warns of them. */
  readonly unexpectedInputs: readonly string[];
  readonly durationMs: number;
  /** Where a secret shows: lines of the log, the summary, outputs, state and variables. */
  leaks(secret: string): readonly string[];
}

/** In bytes; what is bigger is not shown at all. */
const SUMMARY_LIMIT = 1_048_576;

export interface Ended {
  readonly child: ChildProcess;
  readonly stage: Stage;
  readonly log: JobLog;
  readonly texts: { readonly stdout: string; readonly stderr: string };
  readonly durationMs: number;
}

/** Reads what the step has left behind. */
export async function tellEnding({ child, stage, log, texts, durationMs }: Ended): Promise<ActionEnding> {
  const [output, state, exported, paths, summary] = await Promise.all([
    stage.read('OUTPUT'),
    stage.read('STATE'),
    stage.read('ENV'),
    stage.read('PATH'),
    stage.read('STEP_SUMMARY'),
  ]);
  const taken = Buffer.byteLength(summary) <= SUMMARY_LIMIT;
  if (!taken) log.annotations.push({ level: 'error', message: 'The summary is over 1024k and was not taken' });
  const told = {
    outputs: parseCommandFile(output),
    state: parseCommandFile(state),
    exported: parseCommandFile(exported),
    summary: taken ? log.mask(summary) : '',
  };
  const { lines, annotations, masks, groups, debug, deprecated, unknown } = log;
  return {
    ...texts,
    ...told,
    code: child.exitCode,
    killedBy: child.signalCode,
    log: lines,
    paths: paths.split('\n').filter((path) => path !== ''),
    annotations,
    masks,
    groups,
    debug,
    deprecated,
    unknown,
    unexpectedInputs: stage.unexpected,
    durationMs,
    leaks: (secret) => [...lines, ...shownIn(told)].filter((line) => line.includes(secret)),
  };
}

type Values = Readonly<Record<string, string>>;

interface Told {
  readonly outputs: Values;
  readonly state: Values;
  readonly exported: Values;
  readonly summary: string;
}

function shownIn({ summary, ...values }: Told): readonly string[] {
  const kinds = Object.entries(values).flatMap(([kind, entries]) =>
    Object.entries(entries).map(([name, value]) => `${kind} ${name}: ${value}`),
  );
  return [...summary.split('\n').map((line) => `summary: ${line}`), ...kinds];
}
