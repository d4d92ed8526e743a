import type { RuleConfig } from '../../core/config.ts';
import type { Overview, OverviewApp, Paastis, StoreConfig } from '../../core/index.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import type { EventQuery } from '../../core/store/store.ts';
import { buildWatch } from '../support/build-records.ts';
import { buildSleep } from '../support/build-sleeps.ts';
import { makeConfig } from '../support/make.ts';
import { openStage, operate, type Stage } from '../support/stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const rules: readonly RuleConfig[] = [
  { match: '*-production', protect: true },
  { match: 'shop-pr{pr}-*', manage: true, group: 'shop-pr{pr}', channel: '#shop' },
];

const access = { admins: ['U0ANA00001'], operators: ['@developers'] };

describe('the overview', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage(rules);
    const old = new Date(stage.clock.now().getTime() - 48 * HOUR_MS).toISOString();
    for (const name of ['shop-pr42-back', 'shop-production', 'blog'])
      await stage.scalingo.world.addApp({ name, createdAt: old, lastDeployedAt: old });
  });

  afterEach(() => stage.close());

  const open = async (store?: StoreConfig) => {
    const paastis = await stage.open(store);
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));
    return paastis;
  };

  const look = (paastis: Paastis): Promise<Overview> => stage.play(paastis.overview());

  const find = async (paastis: Paastis, name: string): Promise<OverviewApp | undefined> =>
    (await look(paastis)).apps.find((app) => app.name === name);

  it('tells of each app what its rule says, sorted, without a call to a provider', async () => {
    const paastis = await open();
    const calls = stage.scalingo.requests.length;

    const overview = await look(paastis);

    expect(overview).toMatchObject({
      mode: 'enforce',
      failed: [],
      savedEur: 0,
      readAt: stage.clock.now().toISOString(),
    });
    expect(overview.apps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'blog running',
      'shop-pr42-back running',
      'shop-production running',
    ]);
    expect(overview.apps).toMatchObject([
      { managed: false, protected: false },
      { managed: true, protected: false, group: 'shop-pr42', channel: '#shop', rule: 'shop-pr{pr}-*' },
      { managed: false, protected: true, decision: 'protected' },
    ]);
    expect(stage.scalingo.requests).toHaveLength(calls);
  });

  it('knows nothing before the first look, and that it has not looked', async () => {
    const overview = await look(await stage.open());

    expect(overview).toMatchObject({ apps: [], failed: [] });
    expect(overview.readAt).toBeUndefined();
  });

  it('tells after a restart what the store knows', async () => {
    const store = new MemoryStore();
    await open({ store });

    const overview = await look(await stage.open({ store }));

    expect(overview.apps).toHaveLength(3);
    expect(overview.readAt).toBeUndefined();
  });

  it('follows operations from their first moment, before any list tells of them', async () => {
    const paastis = await open();
    const during: (string | undefined)[] = [];
    const watchIt = async () =>
      during.push((await paastis.overview()).apps.find(({ name }) => name === 'blog')?.status);

    await operate(stage, paastis, 'sleep blog --force', 'slack:U0ANA00001', () => void watchIt());
    const asleep = await find(paastis, 'blog');
    await operate(stage, paastis, 'wake blog', 'slack:U0BEN00001', () => void watchIt());
    const awake = await find(paastis, 'blog');
    await stage.clock.advance(10_000);

    expect([...new Set(during)]).toEqual(['falling_asleep', 'asleep', 'waking', 'running']);
    expect(asleep).toMatchObject({ status: 'asleep', snapshot: { formation: { web: { amount: 1 } } } });
    expect(awake).toMatchObject({ status: 'running' });
    expect(awake?.snapshot).toBeUndefined();
    expect(await find(paastis, 'blog')).toMatchObject({
      status: 'running',
      people: ['slack:U0BEN00001', 'slack:U0ANA00001'],
    });
  });

  it('knows that a wake has ended although the last list was read before it', async () => {
    const paastis = await open();
    await operate(stage, paastis, 'sleep blog --force');
    await stage.clock.advance(MINUTE_MS);
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));

    await operate(stage, paastis, 'wake blog');
    await stage.clock.advance(10_000);

    expect(await find(paastis, 'blog')).toMatchObject({ status: 'running' });
  });

  it('tells what somebody else has done since, once a list has shown it', async () => {
    const paastis = await open();
    await operate(stage, paastis, 'sleep blog --force');
    await stage.clock.advance(2 * MINUTE_MS);
    stage.scalingo.world.scale('blog', { web: 1 });
    await stage.clock.advance(2 * MINUTE_MS);
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));

    expect(await find(paastis, 'blog')).toMatchObject({ status: 'running' });
  });

  it('names a region that could not be read, with the apps it had, until it can be read again', async () => {
    const paastis = await open();
    const fault = { kind: 'status', status: 401, contentType: 'application/json', body: '{}' } as const;
    stage.scalingo.faults.add({ ...fault, times: 100 });
    await stage.clock.advance(MINUTE_MS);
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));

    const failing = await stage.play(paastis.overview('fr'));
    stage.scalingo.faults.clear();
    await stage.clock.advance(MINUTE_MS);
    await stage.play(paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));

    expect(failing.failed).toMatchObject([
      { provider: 'scalingo', region: 'osc-fr1', error: { code: 'provider_auth' } },
    ]);
    expect(failing.failed[0]?.error.remedy).toMatch(/jeton/);
    expect(failing.apps).toHaveLength(3);
    expect((await look(paastis)).failed).toEqual([]);
  });

  it('leaves out the apps of an account that the settings no longer name', async () => {
    const paastis = await open();

    await stage.play(paastis.reload(makeConfig({ rules, providers: [stage.clever.config] })));

    expect((await look(paastis)).apps).toEqual([]);
  });

  it('adds up the last 30 days, and tells apart what was only observed', async () => {
    const store = new MemoryStore();
    const now = stage.clock.now().getTime();
    const tenHours = (days: number) => ({
      asleepFrom: new Date(now - days * 24 * HOUR_MS).toISOString(),
      asleepUntil: new Date(now - days * 24 * HOUR_MS + 10 * HOUR_MS).toISOString(),
    });
    // More apps than are figured out at once.
    const sleeps = Array.from({ length: 120 }, (_, index) => buildSleep(`app-${index}`, tenHours(2)));
    const others = [buildSleep('app-1', tenHours(40)), buildSleep('app-1', { ...tenHours(5), wouldBe: true })];
    await store.write([...sleeps, ...others].map((record) => ({ put: 'ledger', record }) as const));
    const config = { ...stage.config, mode: 'observe' } as const;

    const overview = await look(await stage.open({ store }, config));

    expect(overview.savedEur).toBeCloseTo(120 * 0.2);
    expect(overview.wouldSaveEur).toBeCloseTo(0.2);
    expect((await look(await stage.open({ store }))).wouldSaveEur).toBeUndefined();
  });

  it('names the accounts whose token ends soon', async () => {
    const store = new MemoryStore();
    const at = stage.clock.now().toISOString();
    const note = (region: string, value: string) =>
      ({ put: 'note', record: { v: 1, key: `token:${region}`, at, value } }) as const;
    await store.write([
      note('clever-cloud/par', '2027-11-22T09:00:00.000Z'),
      note('scalingo/osc-fr1', '2026-11-25T09:00:00.000Z'),
    ]);

    const { endingTokens } = await look(await stage.open({ store }));

    expect(endingTokens).toEqual([{ region: 'scalingo/osc-fr1', endsAt: '2026-11-25T09:00:00.000Z' }]);
  });

  it('names the channels with a digest, those of the settings and those that asked for their own', async () => {
    const config = {
      ...stage.config,
      digests: [{ channel: '#dev', at: 'Mon-Fri 09:00' }],
      access: { ...access, wakesPerHour: 30 },
    };
    const paastis = await stage.open({ memory: true }, config);
    const there = { actor: 'slack:U0ANA00001', entryPoint: 'slack', channel: 'slack:C0SHOP00001' } as const;
    await stage.play(paastis.run('digest here Mon 8:00', there));

    const { settings } = await look(paastis);

    expect(settings).toEqual({
      ...access,
      digests: [
        { channel: '#dev', schedule: 'Mon-Fri 09:00', own: false },
        { channel: 'slack:C0SHOP00001', schedule: 'Mon 8:00', own: true },
      ],
    });
  });

  it('does not describe a large account anew at each of many events', async () => {
    const store = new MemoryStore();
    const watched = Array.from({ length: 150 }, (_, at) => buildWatch(`app-${at}`));
    await store.write(watched.map((record) => ({ put: 'watch', record }) as const));
    const config = { ...stage.config, rules: [{ match: '*', manage: true }] };
    const paastis = await stage.open({ store }, config);
    let described = 0;
    const listEvents = store.listEvents.bind(store);
    const counting = (query: EventQuery) => {
      described += 1;
      return listEvents(query);
    };
    Object.assign(store, { listEvents: counting });
    const happen = async (mode: 'observe' | 'enforce') => {
      await stage.play(paastis.switchMode(mode, { actor: 'terminal:ana', entryPoint: 'terminal' }));
      return (await look(paastis)).mode;
    };

    const modes = [await happen('observe'), await happen('enforce'), await happen('observe')];
    const before = described;
    await stage.clock.advance(60);
    await happen('enforce');

    expect(modes).toEqual(['observe', 'enforce', 'observe']);
    expect([before, described]).toEqual([1, 2]);
  });

  it('answers kindly where it cannot be made', async () => {
    const store = new MemoryStore();
    const paastis = await stage.open({ store });
    const gone = async () => {
      throw new Error('gone');
    };
    Object.assign(store, { list: gone });

    expect(await look(paastis)).toMatchObject({ apps: [], failed: [], savedEur: 0 });
    expect(stage.logged.join('\n')).toContain('the overview could not be made');
  });
});
