import type { ProviderConfig } from '../../../core/config.ts';
import { ConfigError } from '../../../core/errors.ts';
import { Secret, silentLog } from '../../../core/log.ts';
import { printRegion } from '../../../core/model/region.ts';
import { createProvider, loadProviders } from '../../../core/providers/index.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const scalingo = (region: string): ProviderConfig => ({ type: 'scalingo', region, token: new Secret('tk-us-1') });
const clever = (region: string): ProviderConfig => ({
  type: 'clever-cloud',
  region,
  credentials: { kind: 'api_token', token: new Secret('clever-token-1') },
});

const opened: Provider[] = [];
const deps = { clock: new FakeClock(), log: silentLog };

async function load(configs: readonly ProviderConfig[], create = createProvider) {
  const loaded = await loadProviders(configs, deps, create);
  opened.push(...loaded.providers);
  return {
    regions: loaded.providers.map(({ region }) => printRegion(region)),
    failed: loaded.failed.map(({ region, error }) => [printRegion(region), error.code]),
  };
}

afterEach(async () => {
  await Promise.all(opened.splice(0).map((provider) => provider.close()));
});

describe('loading providers', () => {
  it('makes the right one for each region, in the order of the settings', async () => {
    const { regions, failed } = await load([clever('par'), scalingo('osc-fr1'), scalingo('osc-secnum-fr1')]);

    expect(regions).toEqual(['clever-cloud/par', 'scalingo/osc-fr1', 'scalingo/osc-secnum-fr1']);
    expect(failed).toEqual([]);
  });

  it('leaves the others working when the settings of one are faulty', async () => {
    const { regions, failed } = await load([scalingo('evil.example/'), clever('par')]);

    expect(regions).toEqual(['clever-cloud/par']);
    expect(failed).toEqual([['scalingo/evil.example/', 'config_invalid']]);
  });

  it('leaves the others working when the code of one cannot be loaded', async () => {
    const { regions, failed } = await load([clever('par'), scalingo('osc-fr1')], async (config, given) => {
      if (config.type === 'clever-cloud') throw new SyntaxError('Unexpected token');
      return createProvider(config, given);
    });

    expect(regions).toEqual(['scalingo/osc-fr1']);
    expect(failed).toEqual([['clever-cloud/par', 'provider_unavailable']]);
  });

  it('refuses two providers for one region, and makes none', async () => {
    let made = 0;
    const create = async (): Promise<Provider> => {
      made += 1;
      throw new Error('must not be called');
    };

    const loading = loadProviders([scalingo('osc-fr1'), clever('par'), scalingo('osc-fr1')], deps, create);

    await expect(loading).rejects.toThrow(ConfigError);
    await expect(loading).rejects.toMatchObject({
      context: { faults: ['scalingo/osc-fr1 is configured more than once'] },
    });
    expect(made).toBe(0);
  });
});
