import type { WatchRecord } from '../core/store/records.ts';

/** Three apps to a pull request, each read some minutes ago; with all that is kept of an app. */
export function watchRecord(index: number, nowMs: number): WatchRecord {
  const name = `shop-${['front', 'api', 'jobs'][index % 3]}-pr${Math.floor(index / 3)}`;
  const id = String(index).padStart(24, '0');
  const ago = (minutes: number) => new Date(nowMs - minutes * 60_000).toISOString();
  const usedAt = ago(index % 60);
  return {
    v: 1,
    key: `scalingo/osc-fr1/${id}`,
    ref: `scalingo/osc-fr1/${name}`,
    app: {
      id,
      name,
      region: { type: 'scalingo', name: 'osc-fr1' },
      status: 'running',
      url: `https://${name}.osc-fr1.scalingo.io`,
      review: { parent: 'shop', pullRequest: Math.floor(index / 3), branch: `feature/${index}` },
      lastDeployedAt: ago(2_000 + index),
      createdAt: ago(9_000 + index),
      readAt: ago(1),
    },
    readySinceAt: ago(600),
    formation: { web: { amount: 1, size: 'M' } },
    formationAt: ago(600),
    lastRequestAt: usedAt,
    reading: { known: true, at: ago(2), since: ago(200), completeUntil: ago(3), lastRequestAt: usedAt, requests: 12 },
    wokenAt: [ago(1_200), ago(600)],
    undoneAt: [],
    uptime: { sinceAt: ago(9_000), seenMs: 500_000_000, runningMs: 300_000_000 },
  };
}
