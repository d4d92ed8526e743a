import type { Config, ProviderConfig } from '../../core/config.ts';
import type { Environment } from '../../core/environment.ts';
import {
  ConfigError,
  createTranslate,
  type Fault,
  type Language,
  readSettings,
  renderFault,
  type SettingsReading,
} from '../../core/index.ts';
import type { Secret } from '../../core/log.ts';
import type { FoundFile } from './file.ts';

export interface ParseOptions {
  readonly fileName: string;
  readonly env: Environment;
  readonly now: Date;
  /** In which faults are told; left out: that of the file. */
  readonly language?: Language;
  readonly fallbackLanguage: Language;
}

/** The settings, but for accounts whose token did not reach the step. */
export interface ParsedFile {
  readonly config: Config;
  readonly withoutToken: readonly AccountWithoutToken[];
}

export interface AccountWithoutToken {
  readonly provider: ProviderConfig;
  /** Of the variables that are not set. */
  readonly variables: readonly string[];
}

/** No region, address or owner can be that: in whatever else it turns up, the variable is no token. */
const MARK = 'NOT_SET__';

/**
 * A variable that is not set is a fault of the settings, save where it stands for the token of an account: a workflow
 * that gets no secrets, such as a fork's, is no mistake in the file.
 * @throws {ConfigError} config_invalid with every fault, each with its line and column
 */
export async function parseFile({ text, readCalendar }: FoundFile, options: ParseOptions): Promise<ParsedFile> {
  const { fileName, env, now, fallbackLanguage } = options;
  const source = { fileName, now, readCalendar, fallback: { language: fallbackLanguage, timezone: 'UTC' } };
  const reading = await readSettings(text, { ...source, env });
  if (reading.config !== undefined) return { config: reading.config, withoutToken: [] };
  const names = unsetNames(reading.faults);
  const filled = Object.fromEntries(names.map((name) => [name, `${MARK}${name}__`]));
  const again = names.length === 0 ? undefined : await readSettings(text, { ...source, env: { ...env, ...filled } });
  const config = again?.config;
  if (config === undefined || isMarked(config)) throw invalid(reading, options);
  return splitAccounts(config, names);
}

/** A variable that stands for anything but a credential; secrets print nothing of themselves. */
function isMarked(config: Config): boolean {
  const text = JSON.stringify(config, (key, value: unknown) => (key === 'consumerKey' ? '' : value));
  return text.includes(MARK);
}

/** None, where anything else is wrong as well: then that is told first. */
function unsetNames(faults: readonly Fault[]): readonly string[] {
  const names = faults.map(({ key, values }) =>
    key === 'fault.variable_unset' || key === 'fault.variable_empty' ? values?.name : undefined,
  );
  return names.every((name) => typeof name === 'string') ? [...new Set(names)] : [];
}

function splitAccounts(config: Config, names: readonly string[]): ParsedFile {
  const accounts = config.providers.map((provider) => {
    const credentials = credentialsOf(provider);
    const variables = names.filter((name) => credentials.some((text) => text.includes(`${MARK}${name}__`)));
    return { provider, variables };
  });
  const whole = accounts.filter(({ variables }) => variables.length === 0).map(({ provider }) => provider);
  const withoutToken = accounts.filter(({ variables }) => variables.length > 0);
  return { config: { ...config, providers: whole }, withoutToken };
}

function credentialsOf(provider: ProviderConfig): readonly string[] {
  const key =
    provider.type === 'clever-cloud' && provider.credentials.kind === 'oauth' ? provider.credentials.consumerKey : '';
  return [key, ...secretsOf(provider).map((secret) => secret.reveal())];
}

/** All that must be masked. */
export function secretsOf(provider: ProviderConfig): readonly Secret[] {
  if (provider.type === 'scalingo') return [provider.token];
  const { credentials } = provider;
  if (credentials.kind === 'api_token') return [credentials.token];
  return [credentials.consumerSecret, credentials.token, credentials.secret];
}

function invalid({ faults, language }: SettingsReading, options: ParseOptions): ConfigError {
  const { fileName } = options;
  const told = (tongue: Language) => faults.map((fault) => renderFault(fault, fileName, createTranslate(tongue)));
  // Logs are read by whoever searches for their words: they stay English.
  return new ConfigError('config_invalid', `${fileName}: ${told('en').join('; ')}`, {
    context: { subject: fileName, faults: told(options.language ?? language) },
  });
}
