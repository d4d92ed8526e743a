import { dirname, resolve } from 'node:path';
import { type Config, defaultConfig } from '../core/config.ts';
import { ConfigError } from '../core/errors.ts';
import { type ProxySettings, parseSettings } from '../core/index.ts';
import { Secret } from '../core/log.ts';
import { readAddress, readProviders, withHosts } from './config-providers.ts';
import { readProxy } from './config-proxy.ts';
import { readSlack, type SlackSettings } from './config-slack.ts';
import { type Environment, readVariable } from './variables.ts';

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
  const faults: string[] = [];
  const bot = readBot(env, sources.cwd, faults);
  const settings = await readSettings(env, sources, faults);
  const own = settings.config.providers;
  const providers = withHosts(own.length > 0 ? own : readProviders(env, faults), env, faults);
  if (faults.length > 0)
    throw new ConfigError('config_invalid', `Settings or environment: ${faults.join('; ')}`, {
      context: { faults, subject: settings.settingsFile ?? 'environment' },
    });
  return { ...settings, config: Object.freeze({ ...settings.config, providers }), bot };
}

type SettingsRead = Pick<BotConfig, 'config' | 'settingsFile'>;

async function readSettings(env: Environment, sources: ConfigSources, faults: string[]): Promise<SettingsRead> {
  const named = readVariable(env, 'PAASTIS_CONFIG');
  const fileName = named ?? 'paastis.yml';
  const settingsFile = resolve(sources.cwd, fileName);
  const { timezone = defaultConfig.timezone } = sources;
  const fallback = { language: languageOf(env), timezone };
  const withoutFile: SettingsRead = { config: { ...defaultConfig, ...fallback } };
  const text = await sources.readFile(settingsFile);
  if (text === undefined) {
    if (named !== undefined) faults.push(`PAASTIS_CONFIG: there is no file ${settingsFile}`);
    return withoutFile;
  }
  try {
    const readCalendar = (path: string) => sources.readFile(resolve(dirname(settingsFile), path));
    const source = { fileName, env, now: sources.now, readCalendar, fallback };
    return { config: await parseSettings(text, source), settingsFile };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...(error.context.faults ?? [error.message]));
    return { ...withoutFile, settingsFile };
  }
}

function readBot(env: Environment, cwd: string, faults: string[]): BotSettings {
  const publicUrl = readAddress(env, 'PAASTIS_PUBLIC_URL', faults);
  const encryptionKey = readEncryptionKey(env, faults);
  const databaseUrl = readVariable(env, 'DATABASE_URL');
  const slack = readSlack(env, faults);
  const proxy = readProxy(env, faults);
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

function readPort(env: Environment, faults: string[]): number {
  const text = readVariable(env, 'PORT') ?? '3000';
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  faults.push('PORT: expected a number from 0 to 65535');
  return 0;
}

function readLogLevel(env: Environment, faults: string[]): LogLevel {
  const text = (readVariable(env, 'LOG_LEVEL') ?? 'info').toLowerCase();
  const level = logLevels.find((known) => known === text);
  if (level === undefined) faults.push(`LOG_LEVEL: expected ${logLevels.join(' or ')}`);
  return level ?? 'info';
}

function readEncryptionKey(env: Environment, faults: string[]): Secret | undefined {
  const text = readVariable(env, 'PAASTIS_ENCRYPTION_KEY');
  if (text === undefined) return undefined;
  if (Buffer.from(text, 'base64').length !== 32) faults.push('PAASTIS_ENCRYPTION_KEY: expected 32 bytes in base64');
  return new Secret(text);
}

/** LC_ALL and its kin are left alone: LANG is the documented one. */
export function languageOf(env: Environment): Config['language'] {
  return /^fr(?:[_.@-]|$)/i.test(readVariable(env, 'LANG') ?? '') ? 'fr' : 'en';
}
