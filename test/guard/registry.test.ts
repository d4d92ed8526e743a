import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ProviderConfig } from '../../core/config.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { type ProviderType, providerTypes } from '../../core/model/region.ts';
import { createProvider } from '../../core/providers/index.ts';
import { FakeClock } from '../support/fake-clock.ts';

const folder = resolve(import.meta.dirname, '../../core/providers');

const configs: Readonly<Record<ProviderType, ProviderConfig>> = {
  scalingo: { type: 'scalingo', region: 'osc-fr1', token: new Secret('tk-us-guard') },
  'clever-cloud': {
    type: 'clever-cloud',
    region: 'par',
    credentials: { kind: 'api_token', token: new Secret('token-guard') },
  },
};

describe('the providers', () => {
  it('are the folders beside the factory, one for each known type', () => {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

    expect(folders.map(({ name }) => name).toSorted()).toEqual([...providerTypes].toSorted());
  });

  it.each(providerTypes)('of %s have the same six files as every other', (type) => {
    const files = ['provider.ts', 'client.ts', 'schema.ts', 'map.ts', 'regions.ts', 'README.md'];

    expect(files.filter((file) => !existsSync(join(folder, type, file)))).toEqual([]);
  });

  it.each(providerTypes)('are made for %s by the factory, in the region asked for', async (type) => {
    const provider = await createProvider(configs[type], { clock: new FakeClock(), log: silentLog });

    expect(provider.region).toEqual({ type, name: configs[type].region });
    await provider.close();
  });
});
