import type { ProviderConfig } from '../../core/config.ts';
import type { Environment } from '../../core/environment.ts';
import {
  ConfigError,
  createTranslate,
  type Language,
  type ProxySettings,
  readProxy,
  withHosts,
} from '../../core/index.ts';

export interface Surroundings {
  readonly hosted: readonly ProviderConfig[];
  readonly proxy: ProxySettings | undefined;
}

/** Hosts and proxies of the environment, as the bot takes them. */
export function readSurroundings(
  providers: readonly ProviderConfig[],
  env: Environment,
  language: Language,
): Surroundings {
  const hosts: string[] = [];
  const proxies: string[] = [];
  const surroundings = { hosted: withHosts(providers, env, hosts), proxy: readProxy(env, proxies) };
  if (hosts.length + proxies.length === 0) return surroundings;
  const told = (tongue: Language) => {
    const translate = createTranslate(tongue);
    const tell = (names: string, text: string) => translate('program.variable', { names, text });
    return [
      ...hosts.map((name) => tell(name, translate('fault.address'))),
      ...proxies.map((name) => tell(name, translate('variable.proxy'))),
    ];
  };
  throw new ConfigError('config_invalid', `Environment: ${told('en').join('; ')}`, {
    context: { subject: createTranslate(language)('program.environment'), faults: told(language) },
  });
}
