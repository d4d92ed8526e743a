import { readInputs } from '../../action/inputs.ts';
import { runPost } from '../../action/post.ts';
import { run } from '../../action/run.ts';
import { readRunner } from '../../action/runner.ts';
import { type Decision, decide } from '../../action/trigger/decide.ts';
import { parseEvent } from '../../action/trigger/event.ts';
import type { Clock } from '../../core/clock.ts';

export interface InProcessStart {
  readonly clock: Clock;
  readonly event: string;
  readonly payload: unknown;
  /** The step's `with:`; what is left out is as `action.yml` has it. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface InProcessEnding {
  readonly ok: boolean;
  /** Whatever was said, commands and outputs included, oldest first. */
  readonly texts: readonly string[];
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  /** For the post step; undefined: the main step has left nothing. */
  readonly left: string | undefined;
}

/** A run of the Action without a process, for many at once on a clock that a test moves. */
export async function runInProcess(start: InProcessStart): Promise<InProcessEnding> {
  const { inputs, runner, desk, deps } = prepare(start);
  const decision: Decision = decide(parseEvent(runner.eventName, start.payload), {
    command: inputs.command,
    actor: runner.actor,
  });
  const ok = await run({ ...deps, decision, save: desk.save });
  return desk.ending(ok);
}

/** The post step of a main step that has left this. */
export async function runPostInProcess(start: InProcessStart, left: string): Promise<InProcessEnding> {
  const { desk, deps } = prepare(start);
  return desk.ending(await runPost({ ...deps, left }));
}

function prepare({ clock, event, inputs: given, env, signal = new AbortController().signal }: InProcessStart) {
  const { inputs, faults } = readInputs((name) => given[name] ?? '');
  if (inputs === undefined) throw new Error(JSON.stringify(faults));
  const runner = readRunner({ ...env, GITHUB_EVENT_NAME: event });
  const desk = createDesk();
  return { inputs, runner, desk, deps: { inputs, runner, env, actions: desk.actions, clock, signal } };
}

/** Stands in for the runner's side of `@actions/core`, whose own writes to the one standard output of this process. */
function createDesk() {
  const texts: string[] = [];
  const warnings: string[] = [];
  const errors: string[] = [];
  const outputs: Record<string, string> = {};
  let left: string | undefined;
  const say = (text: string | Error) => void texts.push(String(text));
  return {
    actions: {
      debug: say,
      endGroup: () => undefined,
      info: say,
      notice: say,
      saveState: () => undefined,
      setSecret: () => undefined,
      startGroup: say,
      error: (text: string | Error) => void errors.push(String(text)),
      warning: (text: string | Error) => void warnings.push(String(text)),
      setOutput: (name: string, value: unknown) => {
        outputs[name] = String(value);
      },
    },
    save: (state: string | undefined) => {
      left = state;
    },
    ending: (ok: boolean): InProcessEnding => ({
      ok,
      texts: [...texts, ...warnings, ...errors, ...Object.values(outputs), left ?? ''],
      warnings,
      errors,
      outputs,
      left,
    }),
  };
}
