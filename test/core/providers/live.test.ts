import type { ProviderConfig } from '../../../core/config.ts';
import { Secret, silentLog } from '../../../core/log.ts';
import { printRegion } from '../../../core/model/region.ts';
import { LiveProviders } from '../../../core/providers/live.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const scalingo = (region: string, token = 'tk-us-1'): ProviderConfig => ({
  type: 'scalingo',
  region,
  token: new Secret(token),
});
const clever: ProviderConfig = {
  type: 'clever-cloud',
  region: 'par',
  credentials: { kind: 'api_token', token: new Secret('clever-token-1') },
};

const regionsOf = (providers: readonly Provider[]) => providers.map(({ region }) => printRegion(region));

describe('settings that change their accounts', () => {
  let providers: LiveProviders;

  beforeEach(async () => {
    providers = new LiveProviders({ clock: new FakeClock(), log: silentLog });
    await providers.replace([scalingo('osc-fr1'), clever]);
  });

  afterEach(() => providers.close());

  it('keep the provider of an account that has not changed', async () => {
    const before = providers.list;

    const gone = await providers.replace([
      { ...clever, credentials: { kind: 'api_token', token: new Secret('clever-token-1') } },
      scalingo('osc-fr1'),
    ]);

    expect(regionsOf(providers.list)).toEqual(['clever-cloud/par', 'scalingo/osc-fr1']);
    expect(providers.list.toReversed()).toEqual(before);
    expect(providers.list[1]).toBe(before[0]);
    expect(gone).toEqual([]);
  });

  it('make a new one when the token has changed, and hand back the old one', async () => {
    const [old] = providers.list;

    const gone = await providers.replace([scalingo('osc-fr1', 'tk-us-2'), clever]);

    expect(gone).toEqual([old]);
    expect(providers.list[0]).not.toBe(old);
    await Promise.all(gone.map((provider) => provider.close()));
  });

  it('hand back the one of a region that is gone', async () => {
    const gone = await providers.replace([clever]);

    expect(regionsOf(gone)).toEqual(['scalingo/osc-fr1']);
    expect(regionsOf(providers.list)).toEqual(['clever-cloud/par']);
    await Promise.all(gone.map((provider) => provider.close()));
  });

  it('change nothing when they name a region twice', async () => {
    const before = providers.list;

    const replacing = providers.replace([clever, clever]);

    await expect(replacing).rejects.toMatchObject({ code: 'config_invalid' });
    expect(providers.list).toBe(before);
  });
});
