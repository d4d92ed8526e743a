import type { ProviderConfig } from '../config.ts';
import { type Environment, readAddress } from '../environment.ts';

/**
 * Other hosts for every provider of a type; what the settings file says of one provider wins.
 * @param broken takes the names of variables that hold no address
 */
export function withHosts(
  providers: readonly ProviderConfig[],
  env: Environment,
  broken: string[],
): readonly ProviderConfig[] {
  const scalingo = {
    ...host('apiUrl', readAddress(env, 'SCALINGO_API_URL', broken)),
    ...host('authUrl', readAddress(env, 'SCALINGO_AUTH_URL', broken)),
  };
  const clever = host('apiUrl', readAddress(env, 'CLEVER_API_URL', broken));
  return providers.map((provider) => ({ ...(provider.type === 'scalingo' ? scalingo : clever), ...provider }));
}

function host<Key extends string>(key: Key, url: string | undefined): Partial<Record<Key, string>> {
  const hosts: Partial<Record<string, string>> = url === undefined ? {} : { [key]: url };
  return hosts;
}
