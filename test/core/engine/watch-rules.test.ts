import type { RuleConfig } from '../../../core/config.ts';
import type { App } from '../../../core/model/app.ts';
import { type OpenedWatch, openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const ana = { actor: 'terminal:ana', entryPoint: 'terminal' } as const;

let stage: WatchedStage;

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

async function openWith(rule: Partial<RuleConfig> = {}): Promise<void> {
  stage = await openWatchedStage([{ match: '*', manage: true, ...rule }]);
}

const addApp = (name = 'shop') =>
  stage.scalingo.world.addApp({
    name,
    formation: { web: { amount: 1, size: 'S' } },
    createdAt: ago(40 * 24 * 60),
    lastDeployedAt: ago(24 * 60),
  });

async function listed({ directory }: OpenedWatch): Promise<readonly App[]> {
  return (await stage.play(directory.list({ priority: 'person' }))).apps;
}

/** Put to sleep and woken again by a person, so many times. */
async function bounce(opened: OpenedWatch, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    const [app] = await listed(opened);
    if (app === undefined) throw new Error('no app');
    await stage.play(opened.engine.sleep(app, {}, ana));
    await stage.pass(MINUTE_MS);
    await stage.play(opened.engine.wake(app, {}, ana));
    await stage.pass(MINUTE_MS);
  }
}

const onlyDecision = async ({ watch }: OpenedWatch) => (await stage.play(watch.list()))[0]?.decision;

describe('an app woken often', () => {
  it('more than four times in an hour is left awake for twice its limit, until that hour is over', async () => {
    await openWith();
    const app = await addApp();
    const opened = await stage.open();
    await bounce(opened, 5);
    opened.watch.start();

    await stage.pass(40 * MINUTE_MS);
    const early = app.status;
    const decision = await onlyDecision(opened);
    await stage.pass(30 * MINUTE_MS);

    expect(early).toBe('running');
    expect(decision).toMatchObject({ reason: 'active', idleAfterMs: HOUR_MS });
    expect(app.status).toBe('stopped');
  });

  it('once sleeps no sooner than pays, however short its limit', async () => {
    await openWith({ idleAfterMs: 2 * MINUTE_MS });
    const app = await addApp();
    const opened = await stage.open();
    await bounce(opened, 1);
    opened.watch.start();

    await stage.pass(7 * MINUTE_MS);
    const early = app.status;
    const decision = await onlyDecision(opened);
    await stage.pass(6 * MINUTE_MS);

    expect(early).toBe('running');
    expect(decision?.reason).toBe('break_even');
    expect(app.status).toBe('stopped');
  });
});

describe('the beginning of the hours', () => {
  it('wakes also when the program was down at that moment', async () => {
    // The clock starts on a Sunday, at ten in Paris.
    await openWith({ hours: 'Sun 11:00-19:00', wakeAtStart: true });
    const app = await addApp();
    const first = await stage.open();
    first.watch.start();
    await stage.pass(45 * MINUTE_MS);
    const asleep = app.status;
    await stage.play(first.close());
    await stage.pass(2 * HOUR_MS);
    const still = app.status;

    const again = await stage.open({ store: first.store });
    again.watch.start();
    await stage.pass(3 * MINUTE_MS);

    expect([asleep, still, app.status]).toEqual(['stopped', 'stopped', 'running']);
    expect(again.events.filter(({ name }) => name === 'app_woken')).toMatchObject([
      { actor: 'rule:1', entryPoint: 'schedule', reason: 'hours_begin' },
    ]);
  });
});

describe('reading figures on demand', () => {
  it('tells how far it is, and what could not be read is unknown rather than an error', async () => {
    await openWith();
    const apps = [await addApp('a'), await addApp('b'), await addApp('c')];
    const opened = await stage.open();
    const body = '{"error":"down"}';
    const fault = { kind: 'status', status: 403, contentType: 'application/json', body } as const;
    stage.scalingo.faults.add({ ...fault, match: new RegExp(`${apps[1]?.id}/stats`), times: 10 });
    const progress: string[] = [];

    const watched = await stage.play(
      opened.watch.read(await listed(opened), {
        priority: 'person',
        onProgress: (done, total) => void progress.push(`${done}/${total}`),
      }),
    );

    expect(progress).toEqual(['1/3', '2/3', '3/3']);
    expect(watched.map(({ facts }) => facts.reading?.known)).toEqual([true, false, true]);
  });

  it('asks for nothing that was read lately enough', async () => {
    await openWith();
    await addApp();
    const opened = await stage.open();
    const apps = await listed(opened);
    await stage.play(opened.watch.read(apps));
    await stage.pass(MINUTE_MS);
    const before = stage.scalingo.requests.length;

    await stage.play(opened.watch.read(apps, { maxAgeMs: 2 * MINUTE_MS }));
    const recent = stage.scalingo.requests.length - before;
    await stage.play(opened.watch.read(apps, { maxAgeMs: 30_000 }));

    expect(recent).toBe(0);
    expect(stage.scalingo.requests.length).toBeGreaterThan(before);
  });
});
