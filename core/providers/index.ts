import type { ProviderConfig } from '../config.ts';
import { ConfigError, describeError, isPaastisError, type PaastisError, ProviderError } from '../errors.ts';
import { printRegion, type Region } from '../model/region.ts';
import type { Provider, ProviderDeps } from './provider.ts';

/** What could be made, and what could not, each with its reason. */
export interface LoadedProviders {
  readonly providers: Provider[];
  readonly failed: { readonly region: Region; readonly error: PaastisError }[];
}

type CreateProvider = (config: ProviderConfig, deps: ProviderDeps) => Promise<Provider>;

/** Loads the code of that type alone: a fault in one vendor's code cannot stop another's. */
export async function createProvider(config: ProviderConfig, deps: ProviderDeps): Promise<Provider> {
  switch (config.type) {
    case 'scalingo': {
      const { ScalingoProvider } = await import('./scalingo/provider.ts');
      return new ScalingoProvider(config, deps);
    }
    case 'clever-cloud': {
      const { CleverCloudProvider } = await import('./clever-cloud/provider.ts');
      return new CleverCloudProvider(config, deps);
    }
  }
}

/**
 * One provider per configured region, in the order of the settings. Makes no request.
 * @param create tests put a faulty type in here
 * @throws {ConfigError} when a region is configured twice: which credentials would be meant?
 */
export async function loadProviders(
  configs: readonly ProviderConfig[],
  deps: ProviderDeps,
  create: CreateProvider = createProvider,
): Promise<LoadedProviders> {
  refuseDoubles(configs.map(regionOf));
  const providers: Provider[] = [];
  const failed: { region: Region; error: PaastisError }[] = [];
  for (const config of configs) {
    const region = regionOf(config);
    try {
      providers.push(await create(config, deps));
    } catch (error) {
      failed.push({ region, error: isPaastisError(error) ? error : notLoaded(region, error) });
      deps.log.error({ region: printRegion(region), error: describeError(error) }, 'provider not loaded');
    }
  }
  return { providers, failed };
}

function regionOf({ type, region }: ProviderConfig): Region {
  return { type, name: region };
}

function refuseDoubles(regions: readonly Region[]): void {
  const names = regions.map(printRegion);
  const doubles = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  if (doubles.length === 0) return;
  const faults = doubles.map((name) => `${name} is configured more than once`);
  throw new ConfigError('config_invalid', `One provider per region: ${faults.join('; ')}`, { context: { faults } });
}

function notLoaded(region: Region, cause: unknown): ProviderError {
  return new ProviderError('provider_unavailable', `The provider of ${printRegion(region)} could not be loaded`, {
    context: { region: printRegion(region), detail: describeError(cause), reason: 'not_loaded' },
    cause,
  });
}
