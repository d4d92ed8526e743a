import { buildDigest } from '../../../../core/commands/digest/content.ts';
import type { DigestContent } from '../../../../core/commands/report/digest-report.ts';
import { digestReport } from '../../../../core/commands/report/digest-text.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { MemoryStore } from '../../../../core/store/memory.ts';
import { buildEvent } from '../../../support/build-records.ts';
import { buildSleep } from '../../../support/build-sleeps.ts';
import {
  type CommandScene,
  makeCommandDeps,
  makeIdle,
  makeProvider,
  makeWatched,
} from '../../../support/command-deps.ts';

const until = new Date('2026-11-22T09:00:00.000Z');
const since = new Date('2026-11-21T09:00:00.000Z');
const m = (amount: number) => ({ web: { amount, size: 'M' } });

function build(scene: CommandScene, channel?: string): Promise<DigestContent> {
  return buildDigest(makeCommandDeps(scene), { since, until, ...(channel !== undefined && { channel }) });
}

function lines(digest: DigestContent): readonly string[] {
  return digestReport(digest, { translate: createTranslate('en'), timezone: 'UTC', now: until }).lines;
}

describe('the idle apps of a digest', () => {
  it('come by cost, then by how long, those without a price last', async () => {
    const watched = [
      makeIdle('cheap', '2026-11-20T00:00:00.000Z', { formation: m(1) }),
      makeIdle('unpriced', '2026-11-01T00:00:00.000Z', { formation: { web: { amount: 1 } } }),
      makeIdle('dear', '2026-11-22T05:00:00.000Z', { formation: m(3) }),
      makeIdle('cheap-and-long', '2026-11-10T00:00:00.000Z', { formation: m(1) }),
    ];

    const { idle } = await build({ watched });

    expect(idle.map(({ name }) => name)).toEqual(['dear', 'cheap-and-long', 'cheap', 'unpriced']);
    expect(idle[0]?.pricePerHour).toBeCloseTo(0.06, 9);
  });

  it('are only those whose silence is proven for an hour, or for their own limit', async () => {
    const reading = { known: false, at: until.toISOString(), since: until.toISOString(), reason: 'timeout' } as const;
    const long = makeIdle('patient', '2026-11-22T06:00:00.000Z');
    const watched = [
      makeIdle('just-now', '2026-11-22T08:00:00.000Z'),
      makeIdle('unknown', '2026-11-01T00:00:00.000Z', { reading }),
      { ...long, decision: { ...long.decision, idleAfterMs: 24 * 3_600_000 } },
      makeIdle('idle', '2026-11-22T07:58:00.000Z', { formation: m(1) }),
    ];

    const { idle } = await build({ watched });

    expect(idle.map(({ name }) => name)).toEqual(['idle']);
  });

  it('leave out what sleeps, and what is protected', async () => {
    const shielded = makeIdle('shop-production', '2026-11-01T00:00:00.000Z');
    const watched = [
      makeIdle('sleeper', '2026-11-01T00:00:00.000Z', { status: 'asleep' }),
      { ...shielded, decision: { ...shielded.decision, reason: 'protected' as const } },
    ];

    expect((await build({ watched })).empty).toBe(true);
  });

  it('are priced by reading what they run, for at most twenty of them', async () => {
    let calls = 0;
    const provider = makeProvider({
      getFormation: async () => {
        calls += 1;
        return m(1);
      },
    });
    const watched = Array.from({ length: 25 }, (_, index) => makeIdle(`app-${index}`, '2026-11-20T00:00:00.000Z'));

    const { idle } = await build({ watched, providers: [provider] });

    expect(calls).toBe(20);
    expect(idle.filter(({ pricePerHour }) => pricePerHour !== undefined)).toHaveLength(20);
  });

  it('do without a price when it cannot be read', async () => {
    const provider = makeProvider({ getFormation: () => Promise.reject(new Error('down')) });

    const { idle } = await build({ watched: [makeIdle('shop', '2026-11-20T00:00:00.000Z')], providers: [provider] });

    expect(idle).toMatchObject([{ name: 'shop' }]);
    expect(idle[0]).not.toHaveProperty('pricePerHour');
  });
});

describe('the other parts of a digest', () => {
  it('price the review apps of closed pull requests, and say when they go by themselves', async () => {
    const review = {
      parent: 'shop',
      pullRequest: 7,
      closed: true,
      closedAt: '2026-11-19T12:00:00.000Z',
      deletedAt: '2026-11-25T12:00:00.000Z',
    };
    const running = makeWatched({ name: 'shop-pr7', review }, { formation: m(1) });
    const asleep = makeWatched(
      { name: 'shop-pr8', review: { parent: 'shop', pullRequest: 8, closed: true } },
      { status: 'asleep', formation: m(1) },
    );
    const open = makeWatched({ name: 'shop-pr9', review: { parent: 'shop', pullRequest: 9, closed: false } });

    const digest = await build({ watched: [asleep, open, running] });

    expect(lines(digest)).toEqual([
      '2 review apps of closed pull requests: 0.48\u00a0€ a day',
      'shop-pr7: #7 of shop was closed 19 Nov 12:00, the app is running, 0.48\u00a0€ a day; its provider deletes it 25 Nov 12:00',
      'shop-pr8: #8 of shop is closed, the app is asleep',
    ]);
  });

  it('tell failures of the period once each, with their number and reason', async () => {
    const store = new MemoryStore();
    const failed = { name: 'sleep_failed', reason: 'deploying' } as const;
    await store.write([
      { append: buildEvent('1', { ...failed, at: '2026-11-21T08:00:00.000Z' }) },
      { append: buildEvent('2', { ...failed, at: '2026-11-21T10:00:00.000Z' }) },
      { append: buildEvent('3', { ...failed, at: '2026-11-21T11:00:00.000Z' }) },
    ]);

    const digest = await build({ store });

    expect(lines(digest)).toEqual([
      '1 failure',
      'shop could not be put to sleep, 2 times, last 21 Nov 11:00: it is being deployed',
    ]);
  });

  it('name apps that something else keeps waking, and those that can never sleep', async () => {
    const fought = makeWatched({ name: 'blog' }, { undoneAt: ['a', 'b', 'c'] }, { reason: 'fight' });
    const jobs = makeWatched({ name: 'jobs' }, {}, { reason: 'not_measurable' });

    const digest = await build({ watched: [fought, jobs] });

    expect(lines(digest)).toEqual([
      '1 app that something else keeps waking',
      'blog: brought back 3 times, left alone for a day',
      '1 managed app that cannot be measured and has no hours, so it never sleeps',
      'jobs',
    ]);
  });

  it('warn of tokens that end within two weeks, the first one first', async () => {
    const store = new MemoryStore();
    const at = since.toISOString();
    const note = (region: string, value?: string) =>
      ({ put: 'note', record: { v: 1, key: `token:${region}`, at, ...(value && { value }) } }) as const;
    await store.write([
      note('clever-cloud/par', '2026-12-05T09:00:00.000Z'),
      note('clever-cloud/rbx', '2026-11-25T09:00:00.000Z'),
      note('clever-cloud/mtl', '2026-12-07T09:00:00.000Z'),
      note('scalingo/osc-fr1'),
    ]);

    const digest = await build({ store });

    expect(digest.empty).toBe(false);
    expect(lines(digest)).toEqual([
      '2 tokens end soon',
      expect.stringMatching(/^clever-cloud\/rbx: its token ends .*25 Nov/),
      expect.stringMatching(/^clever-cloud\/par: its token ends .*5 Dec/),
    ]);
  });

  it('are no reason to write when only apps that cannot be measured are left', async () => {
    const jobs = makeWatched({ name: 'jobs' }, {}, { reason: 'not_measurable' });

    expect(await build({ watched: [jobs] })).toMatchObject({ empty: true, notMeasurable: [{ name: 'jobs' }] });
  });

  it('are of the apps of a channel where rules name it, else of all', async () => {
    const watched = [
      makeIdle('shop', '2026-11-20T00:00:00.000Z', { formation: m(1) }),
      makeIdle('blog', '2026-11-20T00:00:00.000Z', { formation: m(1) }),
    ];
    const scene = { watched, config: { rules: [{ match: 'shop', manage: true, channel: '#shop' }] } };

    const names = async (channel?: string) => (await build(scene, channel)).idle.map(({ name }) => name);

    expect(await names('#shop')).toEqual(['shop']);
    expect(await names('#dev')).toEqual(['shop', 'blog']);
    expect(await names()).toEqual(['shop', 'blog']);
  });
});

describe('a digest of observe mode', () => {
  const apps = [
    makeWatched({ name: 'api2-pr2', review: { parent: 'api2', pullRequest: 2 } }),
    makeWatched({ name: 'blog' }),
    makeWatched({ name: 'shop-production' }),
  ];

  async function observed(sinceAt: string, rules: NonNullable<CommandScene['config']>['rules'] = []) {
    const store = new MemoryStore();
    for (const { key, facts } of apps) {
      const { region, review, ...app } = facts.app;
      const seen = { ...app, region: { ...region }, ...(review && { review: { ...review } }) };
      const uptime = { sinceAt, seenMs: 1, runningMs: 1 };
      const record = { v: 1, key, ref: app.name, app: seen, wokenAt: [], undoneAt: [], uptime } as const;
      const sleep = { ...buildSleep(app.name, { wouldBe: true }), key: `x/${key}~`, app: key, name: app.name };
      await store.write([
        { put: 'watch', record: { ...record, wokenAt: [], undoneAt: [] } },
        { put: 'ledger', record: sleep },
      ]);
    }
    return build({ store, watched: apps, config: { mode: 'observe', rules } });
  }

  it('tells what would have been saved, and after a week the lines that save it', async () => {
    const digest = await observed('2026-11-15T09:00:00.000Z');

    expect(digest.empty).toBe(false);
    expect(lines(digest)).toEqual([
      'Observe mode',
      'In 7 days 3 apps would have slept for 30 h and saved 0.60\u00a0€ at list price.',
      'To have that, write into paastis.yml, after a look at `plan`:',
      'mode: enforce',
      'rules:',
      "  - { match: '*prod*', protect: true }",
      "  - { match: 'api2-pr{pr}', manage: true }",
      "  - { match: 'blog', manage: true }",
    ]);
  });

  it('shows only the mode where rules manage apps already', async () => {
    const digest = await observed('2026-11-15T09:00:00.000Z', [{ match: '*', manage: true }]);

    expect(digest.wouldBe?.enable).toEqual(['mode: enforce']);
  });

  it('waits for a week before it shows how', async () => {
    const digest = await observed('2026-11-15T09:00:00.001Z');

    expect(digest.wouldBe).toMatchObject({ days: 6, apps: 3 });
    expect(digest.wouldBe).not.toHaveProperty('enable');
  });
});
