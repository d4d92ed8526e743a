import type { Clock } from '../core/clock.ts';
import { type Config, defaultConfig } from '../core/config.ts';
import { ConfigError, type ProxySettings, type Secret } from '../core/index.ts';
import { inputError, shown } from './inputs/faults.ts';
import { type Captures, expandTargets } from './inputs/targets.ts';
import type { Inputs } from './inputs.ts';
import { accountsOf } from './settings/accounts.ts';
import { judgeCheckout } from './settings/checkout.ts';
import { type FileSources, type FoundFile, findSettingsFile } from './settings/file.ts';
import { type ParsedFile, parseFile, secretsOf } from './settings/parse.ts';
import { isReadable, managesAny, matchOf, rulesFor, withIdleAfter } from './settings/rules.ts';
import { readSurroundings } from './settings/surroundings.ts';
import type { Trust } from './trigger/decide.ts';

/** What a run works with: the settings file, if there is one, with the inputs over it. */
export interface ActionSettings {
  readonly config: Config;
  /** What the run may touch at all: words of the command language, or what the rules manage. */
  readonly scope: readonly string[] | 'managed';
  /** Where the settings file came from. */
  readonly source: 'file' | 'api' | 'none';
  /** Variables the file takes tokens from, and that are not set: see `findMissingToken`. */
  readonly missingVariables: readonly string[];
  /** By which providers and apps are reached. */
  readonly proxy?: ProxySettings;
}

export interface SettingsDeps extends Omit<FileSources, 'verdict' | 'fork'> {
  readonly trust: Pick<Trust, 'privileged' | 'fork'>;
  /** Of the pull request, where there is one. */
  readonly captures: Captures;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Reads the settings and puts the inputs over them.
 * @throws {ConfigError} config_invalid: faults of the file or the environment; reasons inputs, no_file, unreadable, no_apps
 */
export async function readActionSettings(inputs: Inputs, deps: SettingsDeps): Promise<ActionSettings> {
  checkPatterns(inputs);
  const verdict = judgeCheckout({ ...deps.trust, sha: deps.runner.sha }, deps.checkedOut);
  const file = await findSettingsFile(inputs, { ...deps, verdict, fork: deps.trust.fork });
  const { config: read, withoutToken } = await readFound(file, inputs, deps);
  const { providers, missingVariables } = accountsOf(inputs, read.providers, withoutToken);
  const language = file === undefined || inputs.languageGiven ? inputs.language : read.language;
  const { hosted, proxy } = readSurroundings(providers, deps.env, language);
  const config: Config = Object.freeze({
    ...withRules(read, inputs),
    providers: hosted,
    language,
    mode: file === undefined ? 'enforce' : read.mode,
  });
  if (hosted.length > 0 && missingVariables.length === 0) checkAnyApps(inputs, config);
  const scope = scopeOf(inputs.apps, deps.captures);
  return { config, scope, source: file?.source ?? 'none', missingVariables, ...(proxy && { proxy }) };
}

/** All that must be masked before anything can be logged. */
export function listSecrets({ providers }: Pick<Config, 'providers'>): readonly Secret[] {
  return providers.flatMap(secretsOf);
}

function checkPatterns({ apps, language }: Inputs): void {
  const broken = apps.filter((app) => !isReadable(matchOf(app) ?? ''));
  if (broken.length === 0) return;
  const example = ['apps: shop-pr{pr}'];
  const key = 'input.fault.target_pattern';
  throw inputError(
    broken.map((app) => ({ input: 'apps', key, given: shown(app), example }) as const),
    language,
  );
}

async function readFound(file: FoundFile | undefined, inputs: Inputs, deps: SettingsDeps): Promise<ParsedFile> {
  if (file === undefined) return { config: defaultConfig, withoutToken: [] };
  const { language, languageGiven, config: fileName } = inputs;
  return parseFile(file, {
    fileName,
    env: deps.env,
    now: deps.clock.now(),
    fallbackLanguage: language,
    ...(languageGiven && { language }),
  });
}

/** Rules of both, the limit of the workflow over them; nobody is told beforehand here, so nothing waits for that. */
function withRules(read: Config, inputs: Inputs): Config {
  const { idleAfterMs } = inputs;
  const rules = rulesFor(inputs, read);
  const config: Config = { ...read, rules, defaults: { ...read.defaults, courtesyMs: 'off' } };
  return idleAfterMs === undefined ? config : withIdleAfter(config, idleAfterMs);
}

/** Both ways out: which one is right depends on who should decide. */
const anyApps = `with:
  apps: shop-pr{pr}

# paastis.yml
rules:
  - match: 'shop-pr{pr}'
    manage: true`;

function checkAnyApps({ apps }: Inputs, config: Config): void {
  if (apps.length === 0 && !managesAny(config)) throw noAppsError();
}

/** Nothing says what to act on; where a pull request alone would have, none is there. */
export function noAppsError(): ConfigError {
  return new ConfigError('config_invalid', 'Neither apps nor a rule that manages any', {
    context: { reason: 'no_apps', paste: anyApps },
  });
}

/**
 * What the run is kept to. Names keep their captures, so that a command may mean another pull request of the same
 * repository; a pull request or an address needs its number.
 */
function scopeOf(apps: readonly string[], captures: Captures): ActionSettings['scope'] {
  if (apps.length === 0) return 'managed';
  return apps.flatMap((app) => {
    const match = matchOf(app);
    if (match !== undefined) return [match];
    const { targets } = expandTargets([app], captures);
    // A group is found by a pattern as well.
    return targets.length > 0 || !app.startsWith('@') ? targets : [app.replace(/\{(pr|branch)\}/g, '*')];
  });
}
