import { dirname, resolve } from 'node:path';
import { type Config, defaultConfig } from '../core/config.ts';
import { ConfigError } from '../core/errors.ts';
import {
  createTranslate,
  describeError,
  type ProxySettings,
  parseSettings,
  readProxy,
  withHosts,
} from '../core/index.ts';
import { Secret } from '../core/log.ts';
import { addressFault, readAddress, readProviders } from './config-providers.ts';
import { readSlack, type SlackSettings } from './config-slack.ts';
import { type Environment, readVariable, renderVariableFault, type VariableFault } from './variables.ts';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export type LogLevel = (typeof logLevels)[number];

/** What concerns the program rather than the apps. */
export interface BotSettings {
  /** Absolute. */
  readonly dataFolder: string;
  readonly port: number;
  readonly host: string;
  readonly logLevel: LogLevel;
  /** Without a trailing slash. */
  readonly publicUrl?: string;
  readonly encryptionKey?: Secret;
  readonly databaseUrl?: Secret;
  readonly slack?: SlackSettings;
  /** By which vendors and apps are reached. */
  readonly proxy?: ProxySettings;
}

export interface BotConfig {
  readonly config: Config;
  readonly bot: BotSettings;
  /** Absolute path of the settings file that was read. */
  readonly settingsFile?: string;
}

export interface ConfigSources {
  /** Undefined when there is no such file. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  readonly cwd: string;
  readonly now: Date;
  /** IANA name of the machine's zone, for settings that name none; default UTC. */
  readonly timezone?: string;
}

/**
 * Environment and settings file to what the program runs with. No providers in the answer: nobody named an account.
 * @throws {ConfigError} config_invalid with the faults of both at once
 */
export async function readConfig(env: Environment, sources: ConfigSources): Promise<BotConfig> {
  const faults: VariableFault[] = [];
  const bot = readBot(env, sources.cwd, faults);
  const settings = await readSettings(env, sources, faults);
  const own = settings.config.providers;
  const broken: string[] = [];
  const providers = withHosts(own.length > 0 ? own : readProviders(env, faults), env, broken);
  faults.push(...broken.map(addressFault));
  const { refused } = settings;
  if (faults.length > 0 || refused !== undefined) throw invalid(faults, settings, languageOf(env));
  const { settingsFile } = settings;
  const config = Object.freeze({ ...settings.config, providers });
  return { config, bot, ...(settingsFile !== undefined && { settingsFile }) };
}

interface SettingsRead extends Pick<BotConfig, 'config' | 'settingsFile'> {
  /** Why the file cannot be used. */
  readonly refused?: ConfigError;
}

/** The faults of both at once; for logs in English, for people in their language. */
function invalid(
  faults: readonly VariableFault[],
  { refused, settingsFile }: SettingsRead,
  language: Config['language'],
): ConfigError {
  const told = (tongue: Config['language']) =>
    faults.map((fault) => renderVariableFault(fault, createTranslate(tongue)));
  const logged = [...told('en'), ...(refused === undefined ? [] : [refused.message])];
  return new ConfigError('config_invalid', `Settings or environment: ${logged.join('; ')}`, {
    context: {
      faults: [...told(language), ...(refused?.context.faults ?? [])],
      subject: settingsFile ?? createTranslate(language)('program.environment'),
    },
  });
}

async function readSettings(env: Environment, sources: ConfigSources, faults: VariableFault[]): Promise<SettingsRead> {
  const named = readVariable(env, 'PAASTIS_CONFIG');
  const fileName = named ?? 'paastis.yml';
  const settingsFile = resolve(sources.cwd, fileName);
  const { timezone = defaultConfig.timezone } = sources;
  const fallback = { language: languageOf(env), timezone };
  const withoutFile: SettingsRead = { config: { ...defaultConfig, ...fallback } };
  const text = await readText(settingsFile, sources.readFile);
  // A folder in its place, or no right to it: never to be taken for no settings at all.
  if (text instanceof Error) {
    const values = { file: settingsFile, reason: reasonOf(text) };
    faults.push({ names: ['PAASTIS_CONFIG'], key: 'variable.unreadable', values });
    return withoutFile;
  }
  if (text === undefined) {
    if (named !== undefined)
      faults.push({ names: ['PAASTIS_CONFIG'], key: 'variable.file', values: { file: settingsFile } });
    return withoutFile;
  }
  try {
    const readCalendar = calendarsBeside(settingsFile, sources.readFile);
    const source = { fileName, env, now: sources.now, readCalendar, fallback };
    return { config: await parseSettings(text, source), settingsFile };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { ...withoutFile, settingsFile, refused: error };
  }
}

type ReadFile = ConfigSources['readFile'];

/** The text, nothing, or why it cannot be read. */
export function readText(path: string, readFile: ReadFile): Promise<string | undefined | Error> {
  return readFile(path).catch((error: unknown) => (error instanceof Error ? error : new Error(describeError(error))));
}

/** `EISDIR`: what an operator searches for. */
export function reasonOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}

/** Paths of calendars start at the folder of the settings; one that cannot be read is not there. */
export function calendarsBeside(settingsFile: string, readFile: ReadFile): ReadFile {
  return async (path) => {
    const text = await readText(resolve(dirname(settingsFile), path), readFile);
    return text instanceof Error ? undefined : text;
  };
}

function readBot(env: Environment, cwd: string, faults: VariableFault[]): BotSettings {
  const publicUrl = readAddress(env, 'PAASTIS_PUBLIC_URL', faults);
  const encryptionKey = readEncryptionKey(env, faults);
  const databaseUrl = readVariable(env, 'DATABASE_URL');
  const slack = readSlack(env, faults);
  const brokenProxies: string[] = [];
  const proxy = readProxy(env, brokenProxies);
  faults.push(...brokenProxies.map((name) => ({ names: [name], key: 'variable.proxy' as const })));
  return {
    dataFolder: resolve(cwd, readVariable(env, 'PAASTIS_DATA') ?? 'data'),
    port: readPort(env, faults),
    host: readVariable(env, 'HOST') ?? '0.0.0.0',
    logLevel: readLogLevel(env, faults),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(encryptionKey === undefined ? {} : { encryptionKey }),
    ...(databaseUrl === undefined ? {} : { databaseUrl: new Secret(databaseUrl) }),
    ...(slack === undefined ? {} : { slack }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

function readPort(env: Environment, faults: VariableFault[]): number {
  const text = readVariable(env, 'PORT') ?? '3000';
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  faults.push({ names: ['PORT'], key: 'variable.port' });
  return 0;
}

function readLogLevel(env: Environment, faults: VariableFault[]): LogLevel {
  const text = (readVariable(env, 'LOG_LEVEL') ?? 'info').toLowerCase();
  const level = logLevels.find((known) => known === text);
  if (level === undefined)
    faults.push({ names: ['LOG_LEVEL'], key: 'variable.level', values: { levels: logLevels.join(', ') } });
  return level ?? 'info';
}

function readEncryptionKey(env: Environment, faults: VariableFault[]): Secret | undefined {
  const text = readVariable(env, 'PAASTIS_ENCRYPTION_KEY');
  if (text === undefined) return undefined;
  if (Buffer.from(text, 'base64').length !== 32)
    faults.push({ names: ['PAASTIS_ENCRYPTION_KEY'], key: 'variable.key' });
  return new Secret(text);
}

/** LC_ALL and its kin are left alone: LANG is the documented one. */
export function languageOf(env: Environment): Config['language'] {
  return /^fr(?:[_.@-]|$)/i.test(readVariable(env, 'LANG') ?? '') ? 'fr' : 'en';
}

/** Only a locale that names another encoding, or none but its own, tells that a terminal does not know UTF-8. */
export function knowsUtf8(env: Environment): boolean {
  const locale = readVariable(env, 'LANG') ?? '';
  return /utf-?8/i.test(locale) || !/^(?:C|POSIX)$|\./.test(locale);
}
