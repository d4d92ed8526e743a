import type { RuleConfig } from '../core/config.ts';
import { decideAll } from '../core/policy/decide.ts';
import type { Facts } from '../core/policy/facts.ts';
import { createPolicy } from '../core/policy/policy.ts';
import { makeApp, makeConfig } from '../test/support/make.ts';
import { seededRandom } from '../test/support/random.ts';
import { type Measure, summarize } from './measure.ts';

const APPS = 10_000;
const RUNS = 20;
const NOW = new Date('2026-11-23T11:00:00.000Z');

/** What a team of some size has in its file. */
const rules: readonly RuleConfig[] = [
  { match: '*-production', protect: true },
  { match: '/^(api|web)-[0-9]+-staging$/', manage: true, hours: 'Mon-Fri 08:00-19:00', wakeAtStart: true },
  { match: 'shop-pr{pr}-front', manage: true, idleAfterMs: 900_000, group: 'shop-pr{pr}', needs: ['shop-pr{pr}-back'] },
  { match: 'shop-pr{pr}-*', manage: true, idleAfterMs: 900_000, group: 'shop-pr{pr}' },
  { match: 'demo-*', manage: true, hours: 'Mon-Fri 07:30-20:00; Sat 10:00-16:00', idleAfterMs: 'never' },
  { match: 'worker-*', manage: true, hours: 'Mon-Fri 08:00-19:00' },
  { match: '*', manage: true },
];

/** How long it takes to decide about 10,000 apps: with settings just read, and as every minute afterwards. */
export async function run(): Promise<Measure[]> {
  const config = makeConfig({ rules, holidays: [{ kind: 'country', country: 'FR' }] });
  const all = makeApps();
  const first = Array.from({ length: RUNS }, () => {
    const policy = createPolicy(config);
    return measure(() => decideAll(all, policy, NOW));
  });
  const policy = createPolicy(config);
  const again = Array.from({ length: RUNS + 1 }, (_, minute) =>
    measure(() => decideAll(all, policy, new Date(NOW.getTime() + minute * 60_000))),
  ).slice(1);
  const title = `decide: ${APPS} apps`;
  return [
    summarize(title, again, { bound: { most: 100, of: 'median' } }),
    summarize(`${title}, settings just read`, first, { note: 'every app is matched with every rule' }),
  ];
}

function measure(work: () => unknown): number {
  const startedMs = performance.now();
  work();
  return performance.now() - startedMs;
}

function makeApps(): readonly Facts[] {
  const random = seededRandom(7);
  return Array.from({ length: APPS }, (_, index) => {
    const name = nameOf(index);
    const usedAt = ago(random() * 120);
    return {
      app: makeApp({ id: `id-${index}`, name, lastDeployedAt: ago(600 + random() * 10_000) }),
      status: random() < 0.6 ? 'running' : 'asleep',
      asleepAt: ago(random() * 1_440),
      readySinceAt: ago(200 + random() * 1_440),
      formation: name.startsWith('worker') ? { worker: { amount: 1 } } : { web: { amount: 1, size: 'M' } },
      lastRequestAt: usedAt,
      reading: { known: true, at: ago(0), since: ago(180), completeUntil: ago(1), lastRequestAt: usedAt },
      wokenAt: [ago(800), ago(190)],
      wakesMs: [12_000, 20_000, 31_000],
      undoneAt: [],
    };
  });
}

function nameOf(index: number): string {
  const names = [
    'shop-pr0-front',
    'shop-pr0-back',
    'shop-pr0-db',
    'api-0-staging',
    'demo-0',
    'worker-0',
    'blog-0',
    'web-0-production',
  ];
  return (names[index % names.length] ?? '').replace('0', String(Math.floor(index / names.length)));
}

function ago(minutes: number): string {
  return new Date(NOW.getTime() - minutes * 60_000).toISOString();
}
