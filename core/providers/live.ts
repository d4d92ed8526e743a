import type { ProviderConfig } from '../config.ts';
import { Secret } from '../log.ts';
import { printRegion } from '../model/region.ts';
import { createProvider, type LoadedProviders, loadProviders } from './index.ts';
import type { Provider, ProviderDeps } from './provider.ts';

/** The providers of the settings, which may change while the program runs. */
export class LiveProviders {
  readonly #deps: ProviderDeps;
  readonly #create: typeof createProvider;
  #configs: readonly ProviderConfig[] = [];
  #loaded: LoadedProviders = { providers: [], failed: [] };

  constructor(deps: ProviderDeps, create: typeof createProvider = createProvider) {
    this.#deps = deps;
    this.#create = create;
  }

  get list(): readonly Provider[] {
    return this.#loaded.providers;
  }

  /** Regions that could not even be loaded. */
  get failed(): LoadedProviders['failed'] {
    return this.#loaded.failed;
  }

  /**
   * Takes these accounts from here on. One whose settings are as before stays the same provider, with its queue and
   * what it remembers.
   * @returns those that are not used any more, to be closed once nobody waits for them
   * @throws {ConfigError} when a region is configured twice; nothing has changed then
   */
  async replace(configs: readonly ProviderConfig[]): Promise<readonly Provider[]> {
    const before = this.#loaded.providers;
    const kept = new Map<ProviderConfig, Provider>();
    for (const config of configs) {
      const old = this.#configs.find((other) => isSame(other, config));
      const provider = old && before.find(({ region }) => printRegion(region) === `${old.type}/${old.region}`);
      if (provider !== undefined) kept.set(config, provider);
    }
    const create: typeof createProvider = async (config, deps) => kept.get(config) ?? this.#create(config, deps);
    this.#loaded = await loadProviders(configs, this.#deps, create);
    this.#configs = configs;
    return before.filter((provider) => !this.#loaded.providers.includes(provider));
  }

  async close(): Promise<void> {
    await Promise.all(this.#loaded.providers.map((provider) => provider.close()));
  }
}

/** The same all the way down; secrets by what they hide. */
function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof Secret && b instanceof Secret) return a.reveal() === b.reveal();
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const left = new Map<string, unknown>(Object.entries(a));
  const right = new Map<string, unknown>(Object.entries(b));
  return left.size === right.size && [...left].every(([key, value]) => right.has(key) && isSame(value, right.get(key)));
}
