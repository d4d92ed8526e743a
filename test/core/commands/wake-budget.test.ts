import fc from 'fast-check';
import { createWakeBudget, type WakeAsk, type WakeBudget } from '../../../core/commands/wake-budget.ts';
import type { AccessConfig } from '../../../core/config.ts';
import type { WakeResult } from '../../../core/engine/wake-many.ts';
import { OperationError } from '../../../core/errors.ts';
import { createAudit } from '../../../core/events/audit.ts';
import { createEventBus } from '../../../core/events/bus.ts';
import { exitCode, type Paastis, type Report, type Standing } from '../../../core/index.ts';
import { silentLog } from '../../../core/log.ts';
import type { App } from '../../../core/model/app.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeApp } from '../../support/make.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const MINUTE_MS = 60_000;

function appsOf(count: number): readonly App[] {
  return Array.from({ length: count }, (_, index) => makeApp({ id: `id-${index}`, name: `app-${index}` }));
}

function openBudget() {
  const clock = new FakeClock();
  const store = new MemoryStore();
  const audit = createAudit({ store, clock, bus: createEventBus({ log: silentLog }) });
  return { audit, clock, store, budget: createWakeBudget({ audit, store, clock }) };
}

function take(budget: WakeBudget, apps: readonly App[], ask: Partial<WakeAsk> = {}) {
  return budget.take({ actor: 'slack:U1', apps, limit: 30, isFree: () => false, ...ask });
}

function resultOf(app: App, how: 'woken' | 'ran' | 'joined' | 'failed' | 'refused'): WakeResult {
  if (how === 'refused')
    return { app, result: { status: 'rejected', reason: new OperationError('wake_refused', 'no') } };
  if (how === 'failed') return { app, result: { status: 'rejected', reason: new Error('no') } };
  const common = { app, before: 'asleep', after: 'running', durationMs: 1_000 } as const;
  const woken = { ...common, changed: how !== 'ran', reason: how === 'ran' ? 'already_awake' : 'woken' } as const;
  return {
    app,
    result: { status: 'fulfilled', value: how === 'joined' ? { ...woken, joined: { actor: 'a' } } : woken },
  };
}

describe('the budget of wakes', () => {
  it('is exact when a hundred ask at once', async () => {
    const { budget } = openBudget();

    const allowances = await Promise.all(appsOf(100).map((app) => take(budget, [app])));

    expect(allowances.flatMap(({ granted }) => granted)).toHaveLength(30);
    expect(allowances.flatMap(({ beyond }) => beyond)).toHaveLength(70);
  });

  it('counts an app once that is asked for a hundred times at once', async () => {
    const { budget } = openBudget();
    const [app = makeApp()] = appsOf(1);

    const allowances = await Promise.all(Array.from({ length: 100 }, () => take(budget, [app])));
    for (const [index, each] of allowances.entries()) each.end([resultOf(app, index === 0 ? 'woken' : 'joined')]);

    expect(allowances.flatMap(({ beyond }) => beyond)).toEqual([]);
    const { granted } = await take(budget, appsOf(100).slice(1));
    expect(granted).toHaveLength(29);
  });

  it.each([
    ['what was woken', 'woken', 1],
    ['what was tried in vain', 'failed', 1],
    ['not what ran already', 'ran', 2],
    ['not what cannot be woken at all', 'refused', 2],
    ['not what somebody else had asked for', 'joined', 2],
  ] as const)('counts %s', async (_what, how, left) => {
    const { budget } = openBudget();
    const [first = makeApp(), ...others] = appsOf(5);

    const allowance = await take(budget, [first], { limit: 2 });
    allowance.end([resultOf(first, how)]);

    expect((await take(budget, others, { limit: 2 })).granted).toHaveLength(left);
  });

  it('counts what was believed to run and was woken after all', async () => {
    const { budget } = openBudget();
    const [first = makeApp(), second = makeApp()] = appsOf(2);

    const allowance = await take(budget, [first], { limit: 1, isFree: () => true });
    allowance.end([resultOf(first, 'woken')]);

    expect((await take(budget, [second], { limit: 1 })).granted).toEqual([]);
  });

  it('gives back what came to nothing', async () => {
    const { budget } = openBudget();
    const apps = appsOf(2);

    (await take(budget, apps, { limit: 2 })).end([]);

    expect((await take(budget, apps, { limit: 2 })).granted).toEqual(apps);
  });

  it('lets the next wake happen an hour after the first, and tells when', async () => {
    const { budget, clock } = openBudget();
    const [first = makeApp(), second = makeApp(), third = makeApp()] = appsOf(3);
    (await take(budget, [first], { limit: 2 })).end([resultOf(first, 'woken')]);
    await clock.advance(10 * MINUTE_MS);
    (await take(budget, [second], { limit: 2 })).end([resultOf(second, 'woken')]);
    await clock.advance(20 * MINUTE_MS);

    const refused = await take(budget, [third], { limit: 2 });
    expect([refused.granted.length, refused.waitMs]).toEqual([0, 30 * MINUTE_MS]);
    await clock.advance(refused.waitMs);

    const granted = await take(budget, [third], { limit: 2 });
    expect([granted.granted.length, granted.waitMs]).toEqual([1, 10 * MINUTE_MS]);
  });

  it('is everybody’s own, and free where somebody’s wake is about to begin', async () => {
    const { budget } = openBudget();
    await take(budget, appsOf(50), { actor: 'slack:U2', limit: 50 });

    expect((await take(budget, appsOf(3), { limit: 1, actor: 'slack:U3' })).granted).toHaveLength(3);
    const others = appsOf(60).slice(50);
    expect((await take(budget, others, { limit: 1 })).granted).toHaveLength(1);
    expect((await take(budget, others, { limit: 55, actor: 'slack:U2' })).beyond).toHaveLength(4);
  });

  it('counts what another process began, from its first moment, whether it has ended or not', async () => {
    const { audit, budget, clock, store } = openBudget();
    const common = { actor: 'slack:U1', entryPoint: 'slack', correlationId: 'c-1' } as const;
    const app = { key: 'scalingo/osc-fr1/a', ref: 'scalingo/osc-fr1/a' };
    await clock.advance(10 * MINUTE_MS);
    await audit.keep([{ ...common, name: 'app_woken', app, durationMs: 10 * MINUTE_MS }]);
    await audit.keep([{ ...common, name: 'app_slept', app, correlationId: 'c-2' }]);
    const begun = {
      v: 1,
      ...common,
      key: 'b',
      ref: 'b',
      kind: 'wake',
      phase: 'requested',
      correlationId: 'c-3',
    } as const;
    await store.write([{ put: 'operation', record: { ...begun, startedAt: clock.now().toISOString() } }]);

    const refused = await take(budget, appsOf(1), { limit: 2 });

    expect([refused.granted.length, refused.waitMs]).toEqual([0, 50 * MINUTE_MS]);
    expect((await take(budget, appsOf(1), { limit: 3 })).granted).toHaveLength(1);
  });

  it('is never overdrawn within any hour, whatever is asked', async () => {
    const step = fc.record({ app: fc.nat(7), waitMin: fc.nat(40), how: fc.constantFrom('woken', 'ran', 'failed') });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.integer({ min: 1, max: 4 }), async (steps, limit) => {
        const { budget, clock } = openBudget();
        const counted: number[] = [];
        for (const { app: index, waitMin, how } of steps) {
          await clock.advance(waitMin * MINUTE_MS);
          const nowMs = clock.now().getTime();
          const app = makeApp({ id: `id-${index}` });
          const allowance = await take(budget, [app], { limit });
          const { granted } = allowance;
          const used = counted.filter((atMs) => nowMs - atMs < 60 * MINUTE_MS).length;
          expect(granted.length).toBe(used < limit ? 1 : 0);
          allowance.end(granted.map((each) => resultOf(each, how)));
          if (granted.length > 0 && how !== 'ran') counted.push(nowMs);
        }
      }),
      { seed: 4, numRuns: 40 },
    );
  });
});

describe('waking more than one person may', () => {
  const standing: Standing = { kind: 'member', groups: [], workspaceAdmin: false };
  const access: AccessConfig = { admins: ['U0ADMIN1'], operators: ['@developers'], wakesPerHour: 2 };
  const names = ['one', 'two', 'three', 'four'];
  let stage: Stage;
  let paastis: Paastis;
  let folder: string;

  async function restart(rules: Stage['config']['rules'] = []): Promise<void> {
    await stage.play(paastis.close({ graceMs: 0 }));
    paastis = await stage.open({ folder }, { ...stage.config, access, rules });
  }

  const ask = (line: string, as: Partial<Standing> = {}): Promise<Report> => {
    const caller = { actor: 'slack:U0MEMBER', entryPoint: 'slack', standing: { ...standing, ...as } } as const;
    return stage.play(paastis.run(line, caller));
  };

  beforeEach(async () => {
    stage = await openStage();
    for (const name of names) await stage.scalingo.world.addApp({ name });
    folder = await makeFolder();
    paastis = await stage.open({ folder }, { ...stage.config, access });
    await operate(stage, paastis, `sleep ${names.join(' ')}`);
    await stage.clock.advance(MINUTE_MS);
  });

  afterEach(() => stage.close());
  afterAll(removeFolders);

  it('wakes as many as are left and tells the rest apart, with when and whom to ask', async () => {
    const report = await ask('wake one two three');

    expect(report).toMatchObject({
      results: [
        { name: 'one', after: 'running' },
        { name: 'two', after: 'running' },
        {
          name: 'three',
          after: 'asleep',
          error: {
            code: 'not_allowed',
            message:
              'scalingo/osc-fr1/three is not woken: ' +
              'you have woken 2 apps within the last hour, as many as one person may.',
            remedy: expect.stringMatching(
              /^Ask again in (59 min|1 h).*, or ask @developers or U0ADMIN1 to wake it now\.$/,
            ),
          },
        },
      ],
    });
    const refused = await ask('wake four');
    expect(refused).toMatchObject({ kind: 'error', error: { code: 'not_allowed' } });
    expect(exitCode(refused)).toBe(4);
    expect(stage.scalingo.world.app('four').status).toBe('stopped');
  });

  it('holds nobody up who wants what is awake, who may more, or who is at the machine', async () => {
    await ask('wake one two');

    expect(await ask('wake one')).toMatchObject({ results: [{ after: 'running', changed: false }] });
    expect(await ask('wake three', { groups: ['@developers'] })).toMatchObject({ results: [{ changed: true }] });
    expect(await operate(stage, paastis, 'wake four')).toMatchObject([{ changed: true }]);
    await operate(stage, paastis, 'sleep one --force');
    expect(await ask('wake one')).toMatchObject({ kind: 'error', error: { code: 'not_allowed' } });
  });

  it.each([
    ['once they are on record', MINUTE_MS],
    ['while they are being finished', 0],
  ])('does not begin anew with the program, %s', async (_when, ms) => {
    await ask('wake one two');
    await stage.clock.advance(ms);
    await restart();

    expect(await ask('wake three')).toMatchObject({ kind: 'error', error: { code: 'not_allowed' } });
    await stage.clock.advance(60 * MINUTE_MS);
    expect(await ask('wake three')).toMatchObject({ results: [{ changed: true }] });
  });

  it('wakes no more than that when a hundred are asked for at once', async () => {
    const { world } = stage.scalingo;
    const many = Array.from({ length: 100 }, (_, index) => `many-${index}`);
    for (const name of many) await world.addApp({ name, formation: { web: { amount: 0, size: 'M' } } });
    await stage.clock.advance(MINUTE_MS);

    const reports = await Promise.all(many.map((name) => ask(`wake ${name}`)));

    expect(reports.filter(({ kind }) => kind === 'operation')).toHaveLength(2);
    expect(many.filter((name) => world.app(name).status !== 'stopped')).toHaveLength(2);
  });

  it('refuses nothing that comes along with what is allowed', async () => {
    await restart([{ match: '*', group: 'all', manage: true }]);

    const report = await ask('wake one two three');

    expect(report).toMatchObject({ results: names.map(() => ({ after: 'running', changed: true })) });
    expect(report).not.toHaveProperty('results.0.error');
  });

  it('counts what was asked for, not what comes along with it', async () => {
    await restart([{ match: '*', group: 'all', manage: true }]);
    expect(await ask('wake one')).toMatchObject({ results: names.map(() => ({ after: 'running' })) });
    await stage.clock.advance(MINUTE_MS);
    expect(await ask('history two')).toMatchObject({
      entries: expect.arrayContaining([
        expect.objectContaining({ sentence: expect.stringMatching(/U0MEMBER woke .*two.*: along with another app$/) }),
      ]),
    });
    await operate(stage, paastis, `sleep ${names.join(' ')} --force`);
    await restart();

    expect(await ask('wake two three')).toMatchObject({
      results: [
        { name: 'two', changed: true },
        { name: 'three', error: { code: 'not_allowed' } },
      ],
    });
  });
});
