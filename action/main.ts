import { readFile } from 'node:fs/promises';
import {
  debug,
  endGroup,
  error,
  getInput,
  getState,
  info,
  notice,
  saveState,
  setFailed,
  setOutput,
  setSecret,
  startGroup,
  warning,
} from '@actions/core';
import { systemClock } from '../core/clock.ts';
import { ConfigError, describeError } from '../core/errors.ts';
import { createTranslate } from '../core/i18n/index.ts';
import { isPersonal } from './github/personal.ts';
import { inputError } from './inputs/faults.ts';
import { type Inputs, readInputs } from './inputs.ts';
import { oneLine } from './log.ts';
import { outputsOfNothing } from './outputs.ts';
import { type Runner, readRunner } from './runner.ts';
import { systemCode } from './settings/text-file.ts';
import { type Decision, decide } from './trigger/decide.ts';
import { parseEvent } from './trigger/event.ts';
import { explain } from './trigger/explain.ts';

/** Named one by one: handing on the whole package would bring its HTTP client into every start. */
const actions = {
  debug,
  endGroup,
  error,
  getInput,
  getState,
  info,
  notice,
  saveState,
  setFailed,
  setOutput,
  setSecret,
  startGroup,
  warning,
};

/** Where the post step finds what the main step left. */
const STATE = 'paastis';

/** Nothing to undo. Without any state the post step, which is this very program, would take itself for the main step. */
const NOTHING_LEFT = 'nothing';

/** The runner takes a cancelled step's process away 7.5 s after it asked. */
const CANCEL_GRACE_MS = 6_500;

const reading = readInputs((name) => actions.getInput(name));

// What nobody waited for would end the process with a stack and no annotation.
process.once('uncaughtException', (error) => void fail(error).finally(() => process.exit(1)));
await main().catch(fail);

async function main(): Promise<void> {
  const left = actions.getState(STATE);
  if (left === NOTHING_LEFT) return;
  if (left === '') actions.saveState(STATE, NOTHING_LEFT);
  maskTokens();
  const { inputs, faults, language } = reading;
  if (inputs === undefined) throw inputError(faults, language);
  const runner = readRunner(process.env);
  if (left !== '') return undo(inputs, runner, left);
  const decision = decide(parseEvent(runner.eventName, await readPayload()), {
    command: inputs.command,
    actor: runner.actor,
    personal: isPersonal(inputs.githubToken?.reveal() ?? ''),
  });
  if (decision.intent.kind !== 'nothing') return work(inputs, runner, decision);
  actions.info(oneLine(explain(decision.intent, createTranslate(language))));
  setOutputs('skipped');
}

/** As they were given, usable or not; the name of a variable in a token's place is a slip and no secret. */
function maskTokens(): void {
  for (const name of ['token', 'github-token']) {
    const value = actions.getInput(name);
    if (value !== '' && !value.startsWith('$')) actions.setSecret(value);
  }
}

/** Tells why nothing could be done, or that the fault is ours; what it takes is loaded only now. */
async function fail(error: unknown): Promise<void> {
  process.exitCode = 1;
  try {
    const { tellFailure } = await import('./telling/failure.ts');
    await tellFailure(error, { actions, clock: systemClock, env: process.env, inputs: reading });
  } catch {
    actions.setFailed(oneLine(describeError(error)));
  }
}

function setOutputs(status: 'failed' | 'skipped'): void {
  for (const [name, value] of Object.entries(outputsOfNothing(status))) actions.setOutput(name, value);
}

/** Everything heavy is loaded only here: most events ask for nothing. */
async function work(inputs: Inputs, runner: Runner, decision: Decision): Promise<void> {
  const cancel = cancelled();
  const { run } = await import('./run.ts');
  const save = (state: string | undefined) => actions.saveState(STATE, state ?? NOTHING_LEFT);
  const deps = { inputs, runner, decision, env: process.env, actions, clock: systemClock, save, signal: cancel.signal };
  process.exitCode = (await run(deps)) ? 0 : 1;
  cancel.end();
}

async function undo(inputs: Inputs, runner: Runner, left: string): Promise<void> {
  const cancel = cancelled();
  const { runPost } = await import('./post.ts');
  const deps = { inputs, runner, left, env: process.env, actions, clock: systemClock, signal: cancel.signal };
  process.exitCode = (await runPost(deps)) ? 0 : 1;
  cancel.end();
}

/** Aborts when the runner takes the step back; what is then still not tidied up is given up in time. */
function cancelled(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = () => {
    // Who asks twice is not heard twice: without a listener the second signal would end the process at once.
    if (controller.signal.aborted) return;
    controller.abort();
    systemClock.timeout(CANCEL_GRACE_MS).signal.addEventListener('abort', () => process.exit(1));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  return {
    signal: controller.signal,
    end: () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      // What was asked for goes on at the provider, and the core follows it: nobody waits for that any more.
      if (controller.signal.aborted) process.stdout.write('', () => process.exit());
    },
  };
}

/** @throws {ConfigError} config_invalid, reason event_file */
async function readPayload(): Promise<unknown> {
  const path = process.env.GITHUB_EVENT_PATH ?? '';
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const detail = systemCode(error) ?? 'not valid JSON';
    throw new ConfigError('config_invalid', `The event cannot be read from ${path}: ${detail}`, {
      context: { reason: 'event_file', subject: path === '' ? 'GITHUB_EVENT_PATH' : path, detail },
    });
  }
}
