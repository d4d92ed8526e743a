import type { Config } from '../../../core/config.ts';
import { renderJson, type SweepReport } from '../../../core/index.ts';
import { type FakeForge, makeForge } from '../../support/fake-forge.ts';
import { openStage, type Stage } from '../../support/stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const caller = { actor: 'github:octocat', entryPoint: 'github' } as const;

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(() => stage.close());

const agoMs = (hours: number) => stage.clock.now().getTime() - hours * HOUR_MS;
const ago = (hours: number) => new Date(agoMs(hours)).toISOString();

/** One pass of a process that has just begun and remembers nothing. */
async function sweep(idleAfterMs: number, forge?: FakeForge, line = 'sweep'): Promise<SweepReport> {
  const rules = [{ match: '*-pr{pr}*', manage: true, idleAfterMs }];
  const config: Config = { ...stage.config, mode: 'enforce', rules };
  const paastis = await stage.open({ memory: true }, config, forge && { forge });
  const report = await stage.play(paastis.run(line, caller));
  if (report.kind !== 'sweep') throw new Error(JSON.stringify(report));
  return report;
}

async function addScalingo(name: string, usedHoursAgo?: number, more: object = {}) {
  const facts = { formation: { web: { amount: 1, size: 'M' } }, createdAt: ago(200), lastDeployedAt: ago(100) };
  const app = await stage.scalingo.world.addApp({ name, ...facts, ...more });
  if (usedHoursAgo !== undefined) stage.scalingo.world.addRequests(app.id, ago(usedHoursAgo));
  return app;
}

async function addClever(name: string, usedHoursAgo?: number) {
  const scaling = { minInstances: 1, maxInstances: 1, minFlavor: 'XS', maxFlavor: 'XS' };
  const app = await stage.clever.world.addApp({
    name,
    state: 'SHOULD_BE_UP',
    deployedAt: new Date(agoMs(100)),
    scaling,
  });
  if (usedHoursAgo !== undefined) stage.clever.world.addVisits(app.id, { atMs: agoMs(usedHoursAgo) });
  return app;
}

const did = ({ items }: SweepReport) =>
  Object.fromEntries(items.map(({ name, did: what, reason }) => [name, [what, reason]]));

describe('one pass of a process that remembers nothing', () => {
  it('puts to sleep what the figures of both providers prove silent for the whole limit, and nothing else', async () => {
    await addScalingo('shop-pr1', 3);
    await addScalingo('shop-pr2', 1);
    await addScalingo('shop-pr3');
    await addScalingo('shop-production', 50);
    await addClever('blog-pr1', 3);
    await addClever('blog-pr2', 1);
    await addClever('blog-pr3');

    const report = await sweep(2 * HOUR_MS);

    expect(did(report)).toEqual({
      'shop-pr1': ['slept', 'idle'],
      'shop-pr2': ['nothing', 'active'],
      'shop-pr3': ['slept', 'idle'],
      'shop-production': ['nothing', 'unmanaged'],
      'blog-pr1': ['slept', 'idle'],
      'blog-pr2': ['nothing', 'active'],
      'blog-pr3': ['slept', 'idle'],
    });
  });

  it('leaves awake what was deployed within the limit', async () => {
    await addScalingo('shop-pr1', undefined, { lastDeployedAt: ago(1) });

    expect(did(await sweep(2 * HOUR_MS))).toEqual({ 'shop-pr1': ['nothing', 'active'] });
  });

  it('is not held up for ever by what somebody did by hand longer ago than the limit', async () => {
    await addScalingo('shop-pr1', 8);
    await addScalingo('shop-pr2', 8);
    stage.scalingo.world.addEvent('shop-pr1', 'restart', { scope: null, reason: 'user_restart' }, ago(5));
    stage.scalingo.world.addEvent('shop-pr2', 'restart', { scope: null, reason: 'user_restart' }, ago(1));

    const report = await sweep(2 * HOUR_MS);

    expect(report.items.map(({ name, did: what }) => [name, what])).toEqual([
      ['shop-pr1', 'slept'],
      ['shop-pr2', 'nothing'],
    ]);
  });

  it('tells the table of a front end: before, after, time, address and price of each app', async () => {
    await addScalingo('shop-pr1', 3);
    await addScalingo('shop-pr2', 0.1);
    await addClever('blog-pr3', 3);

    const { items } = await sweep(2 * HOUR_MS);

    const [slept, used, clever] = items;
    expect(slept).toMatchObject({ before: 'running', after: 'asleep', pricePerHour: 0.02, pullRequest: { number: 1 } });
    expect(slept?.seconds).toBeGreaterThan(0);
    expect(slept?.url).toMatch(/^http/);
    expect(used).toMatchObject({ before: 'running', after: 'running', seconds: 0 });
    expect(clever).toMatchObject({ name: 'blog-pr3', before: 'running', after: 'asleep', pullRequest: { number: 3 } });
    expect(clever?.pricePerHour).toBeGreaterThan(0);
  });
});

describe('a pass with a limit of nothing', () => {
  it('sleeps at once what was used this minute, at both providers, and what cannot be measured', async () => {
    await addScalingo('shop-pr1', 0);
    await addScalingo('shop-pr2', undefined, {
      formation: { worker: { amount: 1, size: 'S' } },
      lastDeployedAt: ago(0),
    });
    await addClever('blog-pr1', 0);

    const report = await sweep(0);

    expect(report.totals).toMatchObject({ slept: 3, failed: 0 });
  });

  it('leaves alone what is deployed or runs a task', async () => {
    await addScalingo('shop-pr1', 3);
    await addScalingo('shop-pr2', 3);
    stage.scalingo.world.addOneOff('shop-pr1');
    stage.scalingo.world.addDeployment('shop-pr2');

    const report = await sweep(0);

    expect(report.totals.slept).toBe(0);
    expect(stage.scalingo.world.app('shop-pr1').status).toBe('running');
  });
});

describe('a pass that finds apps of closed pull requests', () => {
  const asleep = { status: 'stopped', formation: { web: { amount: 0, size: 'M' } } };
  const closed = (number: number) => ({ number, closed: true, closedAt: ago(72), url: `https://forge.test/${number}` });

  async function addOrphans(): Promise<FakeForge> {
    await addScalingo('shop-pr1', 3);
    await addScalingo('shop-pr2', 0.1);
    await addScalingo('shop-pr3', 3, asleep);
    await addScalingo('shop-pr4', 0.1);
    await addClever('blog-pr1', 0.1);
    return makeForge(closed(1), closed(2), closed(3), { number: 4 });
  }

  it('puts to sleep what nobody uses, prices what still runs, and tells what waits to be deleted', async () => {
    const report = await sweep(2 * HOUR_MS, await addOrphans());

    expect(
      report.orphans.map(({ name, number, running, status, did: what }) => [name, number, running, status, what]),
    ).toEqual([
      ['blog-pr1', 1, true, 'running', 'nothing'],
      ['shop-pr2', 2, true, 'running', 'nothing'],
      ['shop-pr1', 1, false, 'asleep', 'slept'],
      ['shop-pr3', 3, false, 'stopped', 'nothing'],
    ]);
    expect(report.orphans[1]).toMatchObject({ url: 'https://forge.test/2', pricePerHour: 0.02, reason: 'active' });
    expect(report.orphans[1]?.text).toBe(
      'shop-pr2 (#2, closed 3 days ago): running, 0.02\u00a0€ an hour, 14\u00a0€ a month',
    );
    expect(report.orphans[2]?.text).toBe('shop-pr1 (#1, closed 3 days ago): put to sleep now');
    expect(report.orphanTexts).toEqual([
      expect.stringMatching(/^2 apps of closed pull requests still run: 0\.\d+\u00a0€ an hour, \d+\u00a0€ a month$/),
      '1 app of a closed pull request was put to sleep, no longer paid: 0.02\u00a0€ an hour, 14\u00a0€ a month',
      '1 app of a closed pull request sleeps and waits to be deleted',
    ]);
    expect(report.lines).toEqual(expect.arrayContaining([...report.orphanTexts]));
  });

  it('shows the same in a dry run, which touches nothing', async () => {
    const report = await sweep(2 * HOUR_MS, await addOrphans(), 'sweep --dry-run');

    expect(report.items.find(({ name }) => name === 'shop-pr1')).toMatchObject({
      did: 'would_sleep',
      before: 'running',
      after: 'running',
      pricePerHour: 0.02,
    });
    expect(report.orphans).toHaveLength(4);
    expect(report.orphanTexts[0]).toMatch(/^3 apps of closed pull requests still run: 0\.\d+/);
    expect(stage.scalingo.world.scaleCalls).toEqual([]);
  });

  it('says why it knows nothing of pull requests, and that those apps stay awake', async () => {
    await addScalingo('shop-pr1', 3);
    const forge = makeForge();
    forge.fails = new Error('down');

    const report = await sweep(2 * HOUR_MS, forge);

    expect(did(report)).toEqual({ 'shop-pr1': ['nothing', 'pr_unknown'] });
    expect(report.pullRequestsError?.message).not.toBe('');
    expect(report.lines).toContain('1 app left as is: nothing is known of its pull request');
    expect(report.lines.some((line) => line.startsWith('Nothing could be learnt about pull requests'))).toBe(true);
    expect(report.items[0]?.pullRequest).toEqual({ number: 1 });
  });

  it('has one shape for programs', async () => {
    const json = renderJson(await sweep(2 * HOUR_MS, await addOrphans()));

    expect(json).toMatchObject({
      results: expect.arrayContaining([
        {
          ref: 'scalingo/osc-fr1/shop-pr2',
          name: 'shop-pr2',
          did: 'nothing',
          reason: 'active',
          before: 'running',
          after: 'running',
          seconds: 0,
          url: expect.stringMatching(/^http/),
          price_per_hour: 0.02,
          pull_request: { number: 2, url: 'https://forge.test/2', closed: true, closed_at: ago72(), held_awake: false },
          text: 'shop-pr2 is left as it is: in use',
          error: null,
        },
      ]),
      orphans: expect.arrayContaining([
        expect.objectContaining({ name: 'shop-pr3', number: 3, running: false, status: 'stopped', did: 'nothing' }),
      ]),
      pull_requests_error: null,
    });

    function ago72() {
      return expect.stringMatching(/^2026-11-19T/);
    }
  });
});

describe('what else tells of a pull request', () => {
  const ask = async (line: string, forge: FakeForge) => {
    const rules = [{ match: '*-pr{pr}*', manage: true, idleAfterMs: 2 * HOUR_MS }];
    const paastis = await stage.open({ memory: true }, { ...stage.config, mode: 'enforce', rules }, { forge });
    return stage.play(paastis.run(line, caller));
  };

  it('is why: who worked on it and when, or that its label keeps it', async () => {
    await addScalingo('shop-pr1', 3);
    const worked = await ask('why shop-pr1', makeForge({ number: 1, activeAt: ago(1) }));
    const held = await ask('why shop-pr1', makeForge({ number: 1, heldAwake: true }));
    const forge = makeForge();
    forge.fails = new Error('down');
    const unknown = await ask('why shop-pr1', forge);

    if (worked.kind !== 'why' || held.kind !== 'why' || unknown.kind !== 'why') throw new Error('expected why');
    expect(worked.lines[0]).toMatch(/^shop-pr1 is running\. In use: somebody worked on pull request #1 1 h ago\./);
    expect(held.lines[0]).toBe('shop-pr1 is running. Pull request #1 carries the label that keeps it awake.');
    expect(unknown.lines[0]).toContain('Nobody could say what happens on pull request #1');
  });

  it('is idle, which counts work on it as use and marks closed ones', async () => {
    await addScalingo('shop-pr1', 3);
    await addScalingo('shop-pr2', 4);

    const report = await ask(
      'idle --since 30m',
      makeForge({ number: 1, activeAt: ago(1) }, { number: 2, closed: true }),
    );

    if (report.kind !== 'idle') throw new Error(JSON.stringify(report));
    expect(
      report.apps.map(({ name, idleSeconds = 0, pullRequest }) => [name, Math.round(idleSeconds / 3_600), pullRequest]),
    ).toEqual([
      ['shop-pr2', 4, { number: 2, closed: true }],
      ['shop-pr1', 1, { number: 1, closed: false }],
    ]);
    expect(report.lines[0]).toMatch(/^shop-pr2: idle 3 h 51 min, .*, its pull request is closed$/);
  });

  it('is the plan and the list, once a pass has asked', async () => {
    await addScalingo('shop-pr1', 3);
    const forge = makeForge({ number: 1, activeAt: ago(1), url: 'https://forge.test/1' });
    const rules = [{ match: '*-pr{pr}*', manage: true, idleAfterMs: 2 * HOUR_MS }];
    const paastis = await stage.open({ memory: true }, { ...stage.config, mode: 'enforce', rules }, { forge });
    await stage.play(paastis.run('sweep', caller));

    const plan = await stage.play(paastis.run('plan', caller));
    const list = await stage.play(paastis.run('list', caller));

    if (plan.kind !== 'plan' || list.kind !== 'list') throw new Error('expected a plan and a list');
    expect(plan.items).toMatchObject([{ name: 'shop-pr1', action: 'sleep', reason: 'idle' }]);
    expect(Date.parse(plan.items[0]?.at ?? '')).toBeGreaterThan(stage.clock.now().getTime() + 50 * MINUTE_MS);
    expect(list.apps).toMatchObject([{ pullRequest: { number: 1, closed: false, url: 'https://forge.test/1' } }]);
  });
});

describe('apps that sleep as one', () => {
  const rules = [
    { match: 'shop-pr{pr}-*', manage: true, idleAfterMs: 2 * HOUR_MS, group: 'shop-pr{pr}' },
    { match: 'db-pr{pr}', manage: true, idleAfterMs: 2 * HOUR_MS },
  ];

  async function sweepGroups(forge: FakeForge): Promise<SweepReport> {
    const paastis = await stage.open({ memory: true }, { ...stage.config, mode: 'enforce', rules }, { forge });
    const report = await stage.play(paastis.run('sweep', caller));
    if (report.kind !== 'sweep') throw new Error(JSON.stringify(report));
    return report;
  }

  it('sleep together in one pass, and stay awake together while people work on their pull request', async () => {
    for (const name of ['web', 'api', 'jobs']) {
      await addScalingo(`shop-pr1-${name}`, 3);
      await addScalingo(`shop-pr2-${name}`, 3);
    }

    const report = await sweepGroups(makeForge({ number: 1 }, { number: 2, activeAt: ago(1) }));

    expect(report.totals).toMatchObject({ slept: 3, nothing: 3, failed: 0 });
    expect(report.items.filter(({ did: what }) => what === 'slept').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['shop-pr1-web', 'shop-pr1-api', 'shop-pr1-jobs']),
    );
  });
});
