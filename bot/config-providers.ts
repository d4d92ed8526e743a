import type { CleverCloudCredentials, ProviderConfig } from '../core/config.ts';
import { Secret } from '../core/log.ts';
import {
  type Environment,
  missingVariables,
  readVariable,
  type VariableFault,
  type VariableName,
} from './variables.ts';

/** The accounts that the environment alone names: at most one of each type. */
export function readProviders(env: Environment, faults: VariableFault[]): readonly ProviderConfig[] {
  const scalingo = readVariable(env, 'SCALINGO_API_TOKEN');
  const clever = readCleverCredentials(env, faults);
  const owner = readVariable(env, 'CLEVER_OWNER');
  return [
    ...(scalingo === undefined
      ? []
      : [
          {
            type: 'scalingo' as const,
            region: readVariable(env, 'SCALINGO_REGION') ?? 'osc-fr1',
            token: new Secret(scalingo),
          },
        ]),
    ...(clever === undefined
      ? []
      : [
          {
            type: 'clever-cloud' as const,
            region: readVariable(env, 'CLEVER_REGION') ?? 'par',
            credentials: clever,
            ...(owner === undefined ? {} : { owner }),
          },
        ]),
  ];
}

const oauthNames = ['CLEVER_CONSUMER_KEY', 'CLEVER_CONSUMER_SECRET', 'CLEVER_TOKEN', 'CLEVER_SECRET'] as const;

function readCleverCredentials(env: Environment, faults: VariableFault[]): CleverCloudCredentials | undefined {
  const token = readVariable(env, 'CLEVER_API_TOKEN');
  if (token !== undefined) return { kind: 'api_token', token: new Secret(token) };
  const missing = missingVariables(env, oauthNames);
  if (missing.length === oauthNames.length) return undefined;
  const [consumerKey, consumerSecret, oauthToken, secret] = oauthNames.map((name) => readVariable(env, name));
  if (consumerKey === undefined || consumerSecret === undefined || oauthToken === undefined || secret === undefined) {
    faults.push({ names: missing, key: 'variable.oauth' });
    return undefined;
  }
  return {
    kind: 'oauth',
    consumerKey,
    consumerSecret: new Secret(consumerSecret),
    token: new Secret(oauthToken),
    secret: new Secret(secret),
  };
}

/** Other hosts for every provider of a type; what the settings file says of one provider wins. */
export function withHosts(
  providers: readonly ProviderConfig[],
  env: Environment,
  faults: VariableFault[],
): readonly ProviderConfig[] {
  const scalingo = {
    ...host('apiUrl', readAddress(env, 'SCALINGO_API_URL', faults)),
    ...host('authUrl', readAddress(env, 'SCALINGO_AUTH_URL', faults)),
  };
  const clever = host('apiUrl', readAddress(env, 'CLEVER_API_URL', faults));
  return providers.map((provider) => ({ ...(provider.type === 'scalingo' ? scalingo : clever), ...provider }));
}

function host<Key extends string>(key: Key, url: string | undefined): Partial<Record<Key, string>> {
  const hosts: Partial<Record<string, string>> = url === undefined ? {} : { [key]: url };
  return hosts;
}

export function readAddress(env: Environment, name: VariableName, faults: VariableFault[]): string | undefined {
  const value = readVariable(env, name);
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^(https?|wss?):$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
  faults.push({ names: [name], key: 'fault.address' });
  return undefined;
}
