import { type Environment, readVariable as readAnyVariable } from '../core/environment.ts';
import type { TextKey, Translate } from '../core/index.ts';

/** Every environment variable the bot reads, with what it is for; the guard on the documentation reads this table. */
export const variables = {
  PAASTIS_CONFIG: 'settings file; default `paastis.yml` in the working directory',
  PAASTIS_DATA: 'folder of the embedded store; default `./data`',
  PAASTIS_PUBLIC_URL: 'where the bot is reached from outside',
  PAASTIS_ENCRYPTION_KEY: 'key for secrets at rest, 32 bytes in base64',
  DATABASE_URL: 'PostgreSQL, for several instances',
  PORT: 'port of the HTTP server; default 3000',
  HOST: 'address the HTTP server listens on; default 0.0.0.0',
  LOG_LEVEL: 'trace, debug, info, warn, error, fatal or silent; default info',
  HTTP_PROXY: 'proxy for what is reached without TLS, and for all where HTTPS_PROXY is not set',
  HTTPS_PROXY: 'proxy for what is reached by TLS',
  NO_PROXY: 'hosts that are reached without a proxy, separated by commas',
  LANG: 'language where the settings name none: `fr_FR.UTF-8` is French, anything else English',
  SLACK_BOT_TOKEN: 'one Slack workspace: the token of the bot',
  SLACK_SIGNING_SECRET: 'proves that a request comes from Slack',
  SLACK_APP_TOKEN: 'Socket Mode, instead of the signing secret',
  SLACK_MODE: '`http` or `socket`, where both could be; default: `socket` where there is an app token',
  SLACK_CLIENT_ID: 'several workspaces by OAuth',
  SLACK_CLIENT_SECRET: 'several workspaces by OAuth',
  SLACK_STATE_SECRET: 'several workspaces by OAuth',
  SLACK_API_URL: 'another base of Slack’s Web API',
  SCALINGO_API_TOKEN: 'API token of one Scalingo account, where the settings list no provider',
  SCALINGO_REGION: 'its region; default `osc-fr1`',
  SCALINGO_API_URL: 'default API host of every Scalingo provider',
  SCALINGO_AUTH_URL: 'default authentication host of every Scalingo provider',
  CLEVER_API_TOKEN: 'API token of one Clever Cloud account, where the settings list no provider',
  CLEVER_CONSUMER_KEY: 'OAuth, instead of the API token',
  CLEVER_CONSUMER_SECRET: 'OAuth, instead of the API token',
  CLEVER_TOKEN: 'OAuth, instead of the API token',
  CLEVER_SECRET: 'OAuth, instead of the API token',
  CLEVER_OWNER: 'organisation; default: the account’s own space',
  CLEVER_REGION: 'zone; default `par`',
  CLEVER_API_URL: 'default API host of every Clever Cloud provider',
} as const;

export type VariableName = keyof typeof variables;

export type { Environment };

/** Of the names above only, so that none is read that is not documented. */
export const readVariable: (env: Environment, name: VariableName) => string | undefined = readAnyVariable;

/** Those of the names that are not set. */
export function missingVariables(env: Environment, names: readonly VariableName[]): readonly VariableName[] {
  return names.filter((name) => readVariable(env, name) === undefined);
}

/** What is wrong with variables, in no language yet; never with what they hold. */
export interface VariableFault {
  readonly names: readonly string[];
  readonly key: Extract<TextKey, `variable.${string}` | 'fault.address'>;
  readonly values?: Readonly<Record<string, string>>;
}

export function renderVariableFault({ names, key, values = {} }: VariableFault, translate: Translate): string {
  return translate('program.variable', { names: names.join(', '), text: translate(key, values) });
}
