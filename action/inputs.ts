import { type Language, languages } from '../core/i18n/index.ts';
import type { Secret } from '../core/log.ts';
import { providerTypes } from '../core/model/region.ts';
import type { InputFault } from './inputs/faults.ts';
import { createForm, type InputForm, type Wrong } from './inputs/form.ts';
import { parseApps } from './inputs/targets.ts';

/** The inputs of `action.yml`, read once; durations in ms. What is absent was left empty. */
export interface Inputs {
  /** `auto`, or a line of the command language. */
  readonly command: string;
  /** As written: `{pr}` and `{branch}` not yet filled in. */
  readonly apps: readonly string[];
  /** Path of the settings file below the workspace. */
  readonly config: string;
  /** It was named by the workflow: then it must exist. */
  readonly configGiven: boolean;
  readonly provider: 'scalingo' | 'clever-cloud';
  readonly region?: string;
  readonly owner?: string;
  readonly token?: Secret;
  readonly idleAfterMs?: number;
  readonly wait: boolean;
  readonly timeoutMs: number;
  /** Another one than the default: then it is stronger than the settings' rules. */
  readonly timeoutGiven: boolean;
  readonly readyPath: string;
  readonly readyPathGiven: boolean;
  readonly sleepAfter: boolean;
  readonly comment: boolean;
  readonly deployment: boolean;
  readonly dryRun: boolean;
  readonly missingToken?: 'skip' | 'fail';
  readonly language: Language;
  readonly languageGiven: boolean;
  readonly githubToken?: Secret;
}

export interface InputReading {
  /** Absent with any fault. */
  readonly inputs?: Inputs;
  readonly faults: readonly InputFault[];
  /** In which these are told. */
  readonly language: Language;
}

/** `action.yml` fills these in itself: what equals them was not asked for, and does not overrule the settings file. */
const DEFAULT_CONFIG = 'paastis.yml';
const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const DEFAULT_READY_PATH = '/';
const DEFAULT_LANGUAGE = 'en';

/** Longer than a job may run is no limit at all; shorter than that nothing starts. */
const timeoutBounds = { least: '5s', most: '1h', example: '10m' };

const idleBounds = { least: '0s', most: '366d', example: '2h' };

/** @param get `getInput` of the toolkit: trimmed, missing gives `''` */
export function readInputs(get: (name: string) => string): InputReading {
  const form = createForm(get);
  const language = form.choice('language', languages) ?? DEFAULT_LANGUAGE;
  const provider = form.choice('provider', providerTypes) ?? 'scalingo';
  const timeoutMs = form.duration('timeout', timeoutBounds) ?? DEFAULT_TIMEOUT_MS;
  const readyPath = form.checked('ready-path', readyPathFault) ?? DEFAULT_READY_PATH;
  const config = normalPath(form.checked('config', configFault) ?? DEFAULT_CONFIG);
  const inputs: Inputs = {
    command: readCommand(form),
    apps: parseApps(form.text('apps'), form.faults, form.secrets()),
    config,
    configGiven: config !== DEFAULT_CONFIG,
    provider,
    ...given('region', form.checked('region', regionFault)),
    ...given('owner', form.checked('owner', ownerFault(provider))),
    ...given('token', form.secret('token', tokenExample(provider))),
    ...given('idleAfterMs', form.duration('idle-after', idleBounds)),
    wait: form.flag('wait', true),
    timeoutMs,
    timeoutGiven: timeoutMs !== DEFAULT_TIMEOUT_MS,
    readyPath,
    readyPathGiven: readyPath !== DEFAULT_READY_PATH,
    sleepAfter: form.flag('sleep-after', false),
    comment: form.flag('comment', true),
    deployment: form.flag('deployment', false),
    dryRun: form.flag('dry-run', false),
    ...given('missingToken', form.choice('missing-token', ['skip', 'fail'] as const)),
    language,
    languageGiven: language !== DEFAULT_LANGUAGE,
    ...given('githubToken', form.secret('github-token', `\${{ github.token }}`)),
  };
  const { faults } = form;
  return faults.length === 0 ? { inputs, faults, language } : { faults, language };
}

/** The secret that people call after their provider. */
export function tokenExample(provider: Inputs['provider']): string {
  return provider === 'scalingo' ? `\${{ secrets.SCALINGO_API_TOKEN }}` : `\${{ secrets.CLEVER_API_TOKEN }}`;
}

/** No key at all where there is no value. */
function given<Key extends string, Value>(key: Key, value: Value | undefined): Partial<Record<Key, Value>> {
  const values: Partial<Record<string, Value>> = value === undefined ? {} : { [key]: value };
  return values;
}

function readCommand(form: InputForm): string {
  const line = form.checked('command', (text) =>
    /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text) ? { key: 'input.fault.command_lines', example: 'auto' } : undefined,
  );
  return line === undefined || line.toLowerCase() === 'auto' ? 'auto' : line;
}

/** A second slash, or a backslash, would lead to another host than the app's. */
function readyPathFault(path: string): Wrong | undefined {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(path) ? undefined : { key: 'fault.path', example: '/health' };
}

/** Below the workspace and nowhere else: what is read decides what is touched. */
function configFault(path: string): Wrong | undefined {
  const parts = path.split(/[/\\]/);
  const leaves = parts.includes('..') || parts[0] === '' || /^[a-z]:/i.test(path) || /\p{Cc}/u.test(path);
  return leaves || parts.at(-1) === '' ? { key: 'input.fault.config_path', example: DEFAULT_CONFIG } : undefined;
}

function normalPath(path: string): string {
  const parts = path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
  return parts.length === 0 ? DEFAULT_CONFIG : parts.join('/');
}

function regionFault(region: string): Wrong | undefined {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(region)) return undefined;
  return { key: 'fault.region', values: { example: 'osc-fr1' }, example: 'osc-fr1' };
}

function ownerFault(provider: Inputs['provider']): (owner: string) => Wrong | undefined {
  return (owner) => {
    const known = /^(orga|user)_[\w-]+$/.test(owner);
    if (known && provider === 'clever-cloud') return undefined;
    const name = known ? owner : 'orga_00000000-0000-0000-0000-000000000000';
    const example = ['provider: clever-cloud', `owner: ${name}`];
    return { key: known ? 'input.fault.owner_provider' : 'fault.owner', example };
  };
}
