import type { Overview, OverviewApp } from '../../core/index.ts';

/** An app as the overview tells it: one that runs, managed, but for what the test is about. */
export function overviewApp(name: string, changes: Partial<OverviewApp> = {}): OverviewApp {
  const { provider = 'scalingo', region = 'osc-fr1' } = changes;
  return {
    ref: `${provider}/${region}/${name}`,
    name,
    provider,
    region,
    status: 'running',
    managed: true,
    protected: false,
    ...changes,
  };
}

export function overviewOf(apps: readonly OverviewApp[], changes: Partial<Overview> = {}): Overview {
  return { at: '2026-11-23T09:00:00.000Z', mode: 'enforce', apps, failed: [], savedEur: 0, ...changes };
}
