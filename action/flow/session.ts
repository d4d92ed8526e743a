import type { Caller, Clock, Config, Paastis, ProgressReport, Translate } from '../../core/index.ts';
import type { GitHub } from '../github/github.ts';
import type { Inputs } from '../inputs.ts';
import type { Actions } from '../log.ts';
import type { Runner } from '../runner.ts';
import type { Reporter } from '../telling/reporter.ts';
import type { Trust } from '../trigger/decide.ts';

/** What every flow works with: one run of the Action on one event. */
export interface Session {
  readonly inputs: Inputs;
  readonly runner: Runner;
  readonly trust: Trust;
  readonly config: Config;
  readonly paastis: Paastis;
  /** Absent where no GitHub token reaches the step: then nothing is told but by log, summary and outputs. */
  readonly github: GitHub | undefined;
  readonly reporter: Reporter;
  readonly actions: Actions;
  readonly clock: Clock;
  readonly translate: Translate;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
}

/** Whoever caused the run asks through it, and hears how it goes. */
export function callerOf(
  { runner, inputs, signal, config }: Session,
  onProgress: (progress: ProgressReport) => void,
  login = runner.actor,
): Caller {
  return {
    actor: `github:${login}`,
    entryPoint: 'github',
    language: config.language,
    ...(!inputs.wait && { waitFor: 'requested' as const }),
    onProgress,
    signal,
  };
}
