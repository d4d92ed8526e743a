import type { CleverCloudCredentials, ProviderConfig } from '../core/config.ts';
import { type Environment, readAddress as readAnyAddress } from '../core/environment.ts';
import { Secret } from '../core/log.ts';
import { missingVariables, readVariable, type VariableFault, type VariableName } from './variables.ts';

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

/** Without a trailing slash. */
export function readAddress(env: Environment, name: VariableName, faults: VariableFault[]): string | undefined {
  const broken: string[] = [];
  const address = readAnyAddress(env, name, broken);
  faults.push(...broken.map(addressFault));
  return address;
}

/** Of a variable that holds something else than an address. */
export function addressFault(name: string): VariableFault {
  return { names: [name], key: 'fault.address' };
}
