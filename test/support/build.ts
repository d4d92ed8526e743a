import type { App } from '../../core/model/app.ts';
import type { ProviderType } from '../../core/model/region.ts';

const regions: Readonly<Record<ProviderType, string>> = { scalingo: 'osc-fr1', 'clever-cloud': 'par' };

/** An app that runs, with whatever a test wants to differ. */
export function buildApp(
  overrides: Partial<Omit<App, 'region'>> & { readonly type?: ProviderType; readonly zone?: string } = {},
): App {
  const { type = 'scalingo', zone, ...fields } = overrides;
  const name = fields.name ?? 'shop-pr42';
  return {
    id: `id-${type}-${name}`,
    name,
    region: { type, name: zone ?? regions[type] },
    status: 'running',
    url: `https://${name}.example.test`,
    readAt: '2026-11-22T09:00:00.000Z',
    ...fields,
  };
}
