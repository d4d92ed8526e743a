import { exitCode } from '../../../core/commands/report/exit-code.ts';
import { renderJson } from '../../../core/commands/report/render-json.ts';
import type { CommandDeps } from '../../../core/commands/spec.ts';
import type { Report } from '../../../core/index.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import type { Store } from '../../../core/store/store.ts';
import { buildApp } from '../../support/build-records.ts';
import { buildOpenSleep, buildSleep } from '../../support/build-sleeps.ts';
import {
  type CommandScene,
  makeCommandDeps,
  makeProvider,
  makeWatched,
  runCommand,
} from '../../support/command-deps.ts';

type SavingsReport = Extract<Report, { kind: 'savings' }>;

const provider = makeProvider({ describeSize: () => ({ memoryGb: 0.5 }) });

/** The fake clock shows Sunday 2026-11-22T09:00Z. */
function depsWith(store: Store, scene: CommandScene = {}): CommandDeps {
  return makeCommandDeps({ store, providers: [provider], ...scene });
}

async function storeWith(...changes: Parameters<Store['write']>[0]): Promise<Store> {
  const store = new MemoryStore();
  await store.write(changes);
  return store;
}

async function ask(line: string, deps: CommandDeps, language: 'en' | 'fr' = 'en'): Promise<SavingsReport> {
  const report = await runCommand(line, deps, { language });
  if (report.kind !== 'savings') throw new Error(JSON.stringify(report));
  return report;
}

const sleep = { put: 'ledger', record: buildSleep('shop') } as const;

describe('savings', () => {
  it('says money in the headline, to the euro, and to the cent below it', async () => {
    const long = buildSleep('shop', {
      asleepFrom: '2026-11-01T00:00:00.000Z',
      asleepUntil: '2026-11-21T00:00:00.000Z',
    });
    const deps = depsWith(await storeWith({ put: 'ledger', record: long }));

    const report = await ask('savings', deps);

    expect(report.title).toBe('10\u00a0€ saved in the last 30 days');
    expect(report.facts.map(({ label, text }) => `${label}: ${text}`)).toEqual([
      'asleep: 480 h, 1 app',
      'money: 9.60\u00a0€ at list price, without VAT',
      'electricity: about 94 Wh, from almost nothing to 730 Wh',
      'CO2e of it: about 4.9 g, from almost nothing to 72 g',
      'hardware: about 41 g (20–82) CO2e of making servers, freed for others, not avoided and not added',
    ]);
  });

  it('draws from the week of the first sleep on', async () => {
    const late = buildSleep('shop', {
      asleepFrom: '2026-11-18T00:00:00.000Z',
      asleepUntil: '2026-11-19T00:00:00.000Z',
    });

    const report = await ask('savings', depsWith(await storeWith({ put: 'ledger', record: late })));

    expect(report.savings.buckets.length).toBeGreaterThan(1);
    expect(report.chart).toEqual([expect.objectContaining({ label: expect.stringContaining('16 Nov') })]);
  });

  it('says what share of the cost was saved, where the presence of the app is known', async () => {
    const app = { put: 'app', record: buildApp('shop', { firstSeenAt: '2026-11-20T09:00:00.000Z' }) } as const;

    const report = await ask('savings', depsWith(await storeWith(sleep, app)));

    // Asleep for 10 of the 48 hours since it was first seen.
    expect(report.facts[1]?.text).toBe('0.20\u00a0€ at list price, without VAT; 21 % of what it would have cost');
    expect(report.table[0]?.share).toBe('21 %');
  });

  it('leaves out what lies before the period', async () => {
    const deps = depsWith(
      await storeWith(sleep, {
        put: 'ledger',
        record: buildSleep('old', { asleepFrom: '2026-11-01T00:00:00.000Z', asleepUntil: '2026-11-01T10:00:00.000Z' }),
      }),
    );

    const refs = async (line: string) => (await ask(line, deps)).savings.apps.map(({ name }) => name);

    expect(await refs('savings week')).toEqual(['shop']);
    expect(await refs('savings month')).toEqual(['old', 'shop']);
    expect(await refs('savings all')).toEqual(['old', 'shop']);
  });

  it('begins `all` with the first sleep', async () => {
    const report = await ask('savings all', depsWith(await storeWith(sleep)));

    expect(report.savings.from).toBe('2026-11-20T19:00:00.000Z');
    expect(report.title).toBe('0.20\u00a0€ saved since Fri 20 Nov');
  });

  it('counts a sleep that goes on until now, and says so', async () => {
    const deps = depsWith(await storeWith({ put: 'interval', record: buildOpenSleep('shop') }));

    const report = await ask('savings', deps);

    expect(report.savings.totals.asleepHours).toBeCloseTo(38, 9);
    expect(report.method).toContain('1 app sleeps right now and counts until this moment.');
  });

  it('stops counting an open sleep when nobody has looked for hours', async () => {
    const app = buildApp('shop', { lastSeenAt: '2026-11-21T19:00:00.000Z' });
    const deps = depsWith(
      await storeWith({ put: 'interval', record: buildOpenSleep('shop') }, { put: 'app', record: app }),
    );

    const report = await ask('savings', deps);

    expect(report.savings.totals.asleepHours).toBeCloseTo(24, 9);
  });

  it('prints how it was told: baseline, period, apps, prices, grid, PUE, kappa and what is not saved', async () => {
    const { method } = await ask('savings', depsWith(await storeWith(sleep)));

    expect(method).toEqual([
      '1 app from Fri 23 Oct to Sun 22 Nov, compared with: always on (1).',
      'Prices without VAT: list price for 1 app; the oldest is of Mon 22 Jun.',
      'Energy is modelled, carbon modelled twice: grid FR 52 (21–98) g CO2e/kWh of 2024; PUE 1.4 (1.2–1.6), generic: no figure is published; κ 0.5 (1–1), an assumption; coefficients 1.',
      'Not saved: databases and other add-ons, one-off containers, storage, traffic, VAT; and no money below a free allowance or a committed discount.',
    ]);
  });

  it('says which container hours have no price, instead of calling them free', async () => {
    const deps = depsWith(await storeWith({ put: 'ledger', record: buildSleep('shop', { prices: {} }) }));

    const report = await ask('savings', deps);

    expect(report.method).toContain('10 container hours have no known price and are in no amount of money.');
    expect(report.table[0]?.saved).toBe('?');
  });

  it('compares with the baseline that was asked for', async () => {
    const config = { rules: [{ match: '*', manage: true, hours: 'Sat 04:00-12:00' }] };
    const watch = {
      v: 1,
      key: 'scalingo/osc-fr1/id-shop',
      ref: 'scalingo/osc-fr1/shop',
      wokenAt: [],
      undoneAt: [],
      app: makeWatched({ id: 'id-shop', name: 'shop' }).facts.app,
    } as const;
    const record = { ...watch, app: { ...watch.app, region: { ...watch.app.region } }, wokenAt: [], undoneAt: [] };
    const deps = depsWith(await storeWith(sleep, { put: 'watch', record }), { config });

    const report = await ask('savings --baseline office-hours', deps);

    // Asleep from Friday 20:00 to Saturday 06:00 in Paris; the hours begin at 4.
    expect(report.savings.totals.savedHours).toBeCloseTo(2, 9);
    expect(report.savings.baselines).toEqual([{ baseline: 'office_hours', apps: 1 }]);
  });

  it('takes what was observed for two weeks as its baseline, and nothing shorter', async () => {
    const baselineAfter = async (seenMs: number) => {
      const { app } = makeWatched({ id: 'id-shop', name: 'shop' }).facts;
      const uptime = { sinceAt: '2026-11-01T00:00:00.000Z', seenMs, runningMs: seenMs / 2 };
      const record = {
        v: 1,
        key: 'scalingo/osc-fr1/id-shop',
        ref: 'r',
        app: { ...app, region: { ...app.region } },
        wokenAt: [],
        undoneAt: [],
        uptime,
      } as const;
      const deps = depsWith(await storeWith(sleep, { put: 'watch', record: { ...record, wokenAt: [], undoneAt: [] } }));
      return (await ask('savings', deps)).savings.apps[0]?.baseline;
    };

    expect(await baselineAfter(14 * 86_400_000)).toBe('observed');
    expect(await baselineAfter(14 * 86_400_000 - 1)).toBe('always_on');
  });

  it('keeps what would have been saved apart', async () => {
    const wouldBe = buildSleep('shop', { wouldBe: true, asleepFrom: '2026-11-20T19:00:00.000Z' });
    const deps = depsWith(await storeWith({ put: 'ledger', record: wouldBe }), { config: { mode: 'observe' } });

    const report = await ask('savings', deps);

    expect(report.title).toBe('Nothing saved in the last 30 days');
    expect(report.facts).toEqual([]);
    expect(report.wouldBe).toEqual([
      'In observe mode 1 app would have slept for 10 h and saved 0.20\u00a0€.',
      'Nothing of that was saved; `mode: enforce` in paastis.yml saves it from then on.',
    ]);
    expect(report.chart.length).toBeGreaterThan(0);
  });

  it('does not say of an app that it sleeps when it only would', async () => {
    const wouldBe = buildOpenSleep('shop', { wouldBe: true, asleepFrom: '2026-11-20T19:00:00.000Z' });
    const deps = depsWith(await storeWith({ put: 'interval', record: wouldBe }), { config: { mode: 'observe' } });

    const report = await ask('savings', deps);

    expect(report.method.join('\n')).toContain('1 app would sleep right now and counts until this moment.');
    expect(report.method.join('\n')).not.toContain('sleeps right now');
  });

  it.each([
    ['no rule manages anything', 'enforce', makeWatched({}, {}, { managed: false }), 'No app is managed'],
    ['nothing was looked at yet', 'enforce', undefined, 'once an app has slept for a minute'],
    ['nothing is planned', 'enforce', makeWatched(), 'once an app has slept for a minute'],
    ['nothing is planned, observing', 'observe', makeWatched(), 'In observe mode: what would be saved shows'],
    ['a sleep is planned', 'enforce', planned(), 'due 10:30, when shop-pr42 falls asleep'],
    ['an app sleeps since a moment', 'enforce', makeWatched({}, { status: 'asleep' }), '1 app sleeps already'],
    ['a sleep is planned, observing', 'observe', planned(), 'due 10:30, when shop-pr42 would fall asleep'],
  ] as const)('says when there will be something, where %s', async (_case, mode, watched, text) => {
    const deps = makeCommandDeps({ watched: watched === undefined ? [] : [watched], config: { mode } });

    const report = await ask('savings', deps);

    expect(report.lines.join('\n')).toContain(text);
  });

  it('answers a row per sleep of the period as CSV', async () => {
    const old = buildSleep('old', { asleepFrom: '2026-09-01T00:00:00.000Z', asleepUntil: '2026-09-01T10:00:00.000Z' });
    const deps = depsWith(await storeWith(sleep, { put: 'ledger', record: old }));

    const { csv } = await ask('savings --csv', deps);

    const [header, row, ...rest] = csv?.split('\r\n') ?? [];
    expect(header).toContain('asleep_from,asleep_until');
    expect(row).toContain('scalingo/osc-fr1/shop');
    expect(rest).toEqual(['']);
  });

  it('is whole and unrounded in JSON', async () => {
    const report = await ask('savings', depsWith(await storeWith(sleep)));

    expect(renderJson(report)).toMatchObject({
      period: 'month',
      currency: 'EUR',
      totals: { asleep_hours: 10, net_eur: 0.2, co2e_g: { central: expect.any(Number) } },
      saved_share: null,
      apps: [{ ref: 'scalingo/osc-fr1/shop', baseline: 'always_on', price_source: 'list' }],
      would_be: { totals: { net_eur: 0 }, apps: [] },
      method: { grids: [{ name: 'FR', g_per_kwh: { low: 21, central: 52, high: 98 } }] },
    });
    expect(exitCode(report)).toBe(0);
  });

  it.each([
    ['savings year', 'invalid_period', 'year is not a period.'],
    ['savings --baseline best', 'invalid_baseline', 'best is not a baseline.'],
  ])('refuses %s', async (line, _reason, message) => {
    const report = await runCommand(line, makeCommandDeps());

    expect(report).toMatchObject({ kind: 'error', error: { code: 'command_invalid', message } });
    expect(exitCode(report)).toBe(2);
  });

  it('speaks French', async () => {
    const report = await ask('savings week', depsWith(await storeWith(sleep)), 'fr');

    expect(report.title).toBe('0,20\u00a0€ économisés ces 7 derniers jours');
    expect(report.lines).toContain('argent : 0,20\u00a0€ hors taxes, au prix public');
  });

  it('tells in its table the ten most valuable apps, and how many more there are', async () => {
    const sleeps = Array.from({ length: 12 }, (_, index) =>
      buildSleep(`app-${index}`, { formation: { web: { amount: index + 1, size: 'M' } } }),
    );
    const deps = depsWith(await storeWith(...sleeps.map((record) => ({ put: 'ledger', record }) as const)));

    const report = await ask('savings', deps);

    expect(report.table.map(({ name }) => name)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((index) => `app-${index}`),
    );
    expect(report.more).toBe('and 2 more apps');
  });
});

function planned() {
  return makeWatched({}, {}, { next: { action: 'sleep', at: '2026-11-22T09:30:00.000Z', reason: 'idle' } });
}
