import { defaultConfig } from '../../core/config.ts';
import type { Environment } from '../../core/environment.ts';
import {
  type Clock,
  type Config,
  createPaastis,
  createTranslate,
  errorReport,
  isPaastisError,
  type Translate,
} from '../../core/index.ts';
import { createForge } from '../github/forge.ts';
import type { GitHub } from '../github/github.ts';
import type { Inputs } from '../inputs.ts';
import { type Actions, createActionLog } from '../log.ts';
import type { RunResult } from '../result.ts';
import type { Runner } from '../runner.ts';
import { findCheckedOutSha, judgeCheckout } from '../settings/checkout.ts';
import { findMissingToken } from '../settings/missing-token.ts';
import { withIdleAfter } from '../settings/rules.ts';
import { readTextFile } from '../settings/text-file.ts';
import { type ActionSettings, listSecrets, noAppsError, readActionSettings } from '../settings.ts';
import { Reporter, type ReporterDeps } from '../telling/reporter.ts';
import type { Subject, Trust } from '../trigger/decide.ts';
import { slugOf } from '../trigger/slug.ts';
import { limited } from './limited.ts';
import { failed, skipped } from './result.ts';
import type { Session } from './session.ts';

/** What main and post step have in common. */
export interface RunDeps {
  readonly inputs: Inputs;
  readonly runner: Runner;
  readonly env: Environment;
  readonly actions: Actions;
  readonly clock: Clock;
  /** Aborts when the run is cancelled. */
  readonly signal: AbortSignal;
}

export interface OpenOptions {
  readonly trust: Trust;
  readonly subject: Subject | undefined;
  readonly github: GitHub | undefined;
  /** How long nobody may have used an app that sleeps now; left out: as settings and inputs say. */
  readonly idleAfterMs?: number;
  /** Who keeps what awake matters, and the comment knows. */
  readonly readsKeeps: boolean;
  /** Names of apps beyond those asked for may be told: whoever asks has written the workflow. */
  readonly proposes: boolean;
  /** What the post step gets to know. */
  readonly save: ReporterDeps['save'];
}

export type Opened =
  | { readonly session: Session; close(graceMs: number): Promise<void> }
  /** Nothing can be done, or need be; whoever waits for an answer can still be told. */
  | { readonly ended: RunResult; readonly reporter: Reporter; readonly translate: Translate };

/** Settings, accounts and reporting of one run, ready to work with; whatever is wrong with them is a result. */
export async function openSession(deps: RunDeps, options: OpenOptions): Promise<Opened> {
  const { inputs } = deps;
  let settings: ActionSettings;
  try {
    settings = await readSettings(deps, options);
  } catch (error) {
    if (!isPaastisError(error)) throw error;
    const config = { ...defaultConfig, language: inputs.language };
    return end(failed(errorReport(error, createTranslate(inputs.language, 'github'))), config, deps, options);
  }
  // Before anything else: whatever is logged from here on may quote them.
  for (const secret of listSecrets(settings.config)) deps.actions.setSecret(secret.reveal());
  const translate = createTranslate(settings.config.language, 'github');
  const missing = findMissingToken(settings, inputs, options.trust);
  if (missing !== undefined) {
    const skips = missing.verdict === 'skip';
    const result = skips ? skipped(translate(missing.notice)) : failed(errorReport(missing.error, translate));
    return end(result, settings.config, deps, options);
  }
  if (settings.scope.length === 0)
    return end(failed(errorReport(noAppsError(), translate)), settings.config, deps, options);
  const config =
    options.idleAfterMs === undefined ? settings.config : withIdleAfter(settings.config, options.idleAfterMs);
  return start({ ...settings, config }, deps, options);
}

async function readSettings(deps: RunDeps, { trust, subject, github }: OpenOptions): Promise<ActionSettings> {
  const { clock, env, inputs, runner } = deps;
  const branch = subject?.pullRequest && slugOf(subject.pullRequest.headRef);
  return readActionSettings(inputs, {
    runner,
    trust,
    env,
    clock,
    checkedOut: await findCheckedOutSha(runner.workspace),
    captures: { ...(subject && { pr: subject.number }), ...(branch !== undefined && { branch }) },
    readFile: readTextFile,
    findFile: async (path, ref) => github?.findFile(path, ref),
  });
}

/** A privileged trigger with the code of a fork on the disk: whatever runs next is that fork's. */
export async function isForkCode({ runner }: RunDeps, trust: Trust): Promise<boolean> {
  return judgeCheckout({ ...trust, sha: runner.sha }, await findCheckedOutSha(runner.workspace)) === 'refuse';
}

async function end(ended: RunResult, config: Config, deps: RunDeps, options: OpenOptions): Promise<Opened> {
  const translate = createTranslate(config.language, 'github');
  return { ended, reporter: createReporter(config, deps, options), translate };
}

function createReporter(config: Config, deps: RunDeps, { github, subject, save }: OpenOptions): Reporter {
  const { clock, inputs, runner } = deps;
  return new Reporter({
    github,
    number: subject?.number,
    inputs,
    runner,
    timezone: config.timezone,
    ...idleAfterOf(config),
    translate: createTranslate(config.language, 'github'),
    clock,
    save,
  });
}

async function start(settings: ActionSettings, deps: RunDeps, options: OpenOptions): Promise<Opened> {
  const { config, proxy, scope } = settings;
  const { actions, clock, inputs, runner, signal } = deps;
  const { github, trust } = options;
  const translate = createTranslate(config.language, 'github');
  const reporter = createReporter(config, deps, options);
  const told = options.readsKeeps ? await reporter.read() : undefined;
  const asks = {
    readKeeps: (number: number) => reporter.of(number).readKeeps(),
    onFailure: (error: unknown) => reporter.note(error),
  };
  const paastis = await createPaastis(config, {
    clock,
    log: createActionLog(actions),
    store: { memory: true },
    scope: { ...(scope === 'managed' ? { managed: true } : { words: scope }), proposes: options.proposes },
    onSecret: (secret) => actions.setSecret(secret.reveal()),
    keeps: told?.keeps ?? [],
    // Our own look at an app that has just come up is nobody's use of it.
    wokenAt: (ref) => told?.apps.find((app) => app.ref === ref && app.status === 'running')?.since,
    contended: true,
    readsPrices: true,
    ...(github && { forge: createForge(github, asks) }),
    ...(proxy && { proxy }),
  });
  const [where] = config.providers.map(({ type, region }) => `${type}/${region}`);
  const session = {
    inputs,
    runner,
    trust,
    config,
    paastis: limited(paastis, { clock, timeoutMs: inputs.timeoutMs, where: where ?? '', translate }),
    github,
    reporter,
    actions,
    clock,
    translate,
    signal,
  };
  return { session, close: (graceMs) => paastis.close({ graceMs }) };
}

/** The one limit all rules share, for people to read; none where they differ. */
function idleAfterOf({ rules }: Config): { readonly idleAfterMs?: number } {
  const limits = new Set(rules.map(({ idleAfterMs }) => idleAfterMs));
  const [only] = limits;
  return limits.size === 1 && typeof only === 'number' ? { idleAfterMs: only } : {};
}
