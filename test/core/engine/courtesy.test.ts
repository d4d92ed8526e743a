import type { RuleConfig } from '../../../core/config.ts';
import type { CourtesyDesk } from '../../../core/engine/courtesy.ts';
import type { App } from '../../../core/model/app.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { type RecordingDesk, recordingDesk } from '../../support/recording-desk.ts';
import { type OpenedWatch, openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;

let stage: WatchedStage;

afterEach(() => stage.close());

const at = (minutes: number) => new Date(stage.clock.now().getTime() + minutes * MINUTE_MS).toISOString();

/** Deployed long ago, and last asked for a page three quarters of an hour ago: idle at the first look. */
async function addApp(name: string, minutesAgo = 45, facts: object = {}) {
  const app = await stage.scalingo.world.addApp({
    name,
    formation: { web: { amount: 1, size: 'M' } },
    createdAt: at(-40 * 24 * 60),
    lastDeployedAt: at(-3 * 24 * 60),
    ...facts,
  });
  stage.scalingo.world.addRequests(app.id, at(-minutesAgo), 3);
  return app;
}

const shop: RuleConfig = { match: 'shop-pr*', manage: true, channel: '#shop' };

interface Opened extends OpenedWatch {
  readonly desk: RecordingDesk;
}

async function startWatch({
  desk,
  ...options
}: Parameters<WatchedStage['open']>[0] & { readonly desk?: Partial<CourtesyDesk> } = {}): Promise<Opened> {
  const opened = await stage.open(options);
  const recording = recordingDesk(desk);
  opened.watch.tellBeforeSleep(recording);
  opened.watch.start();
  return { ...opened, desk: recording };
}

const slept = ({ events }: OpenedWatch) => events.filter(({ name }) => name === 'app_slept');

/** The app as the watch knows it. */
function findApp({ watch }: OpenedWatch, name: string): App {
  const app = watch.known().find((known) => known.name === name);
  if (app === undefined) throw new Error(`${name} is not known`);
  return app;
}

const ana = { actor: 'slack:U0ANA00001', entryPoint: 'slack' } as const;

async function keep({ store }: OpenedWatch, app: { readonly id: string }, minutes: number): Promise<void> {
  const common = { v: 1, key: `scalingo/osc-fr1/${app.id}`, ref: 'scalingo/osc-fr1/x' } as const;
  await store.write([{ put: 'snooze', record: { ...common, until: at(minutes), actor: ana.actor, at: at(0) } }]);
}

const notesOf = async ({ store }: OpenedWatch) =>
  (await store.list('note')).filter(({ key }) => key.startsWith('courtesy:'));

describe('before an app sleeps by itself', () => {
  it('its channel is told once, and it sleeps when the time is over', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(10 * MINUTE_MS);
    const early = app.status;
    const announcedAt = Date.parse(opened.desk.notices[0]?.sleepsAt ?? '') - 10 * MINUTE_MS;
    await stage.pass(4 * MINUTE_MS);

    expect(early).toBe('running');
    expect(opened.desk.notices).toEqual([
      {
        id: expect.any(String),
        apps: [
          {
            ref: 'scalingo/osc-fr1/shop-pr42',
            name: 'shop-pr42',
            url: expect.stringContaining('http'),
            pricePerHour: expect.closeTo(0.02, 5),
          },
        ],
        channel: '#shop',
        people: [],
        reason: 'idle',
        sleepsAt: expect.any(String),
      },
    ]);
    expect(slept(opened)).toMatchObject([{ actor: 'rule:1', reason: 'idle' }]);
    expect(Date.parse(slept(opened)[0]?.at ?? '')).toBeGreaterThanOrEqual(announcedAt + 10 * MINUTE_MS);
    expect(opened.desk.ends).toEqual([{ id: opened.desk.notices[0]?.id, outcome: 'asleep', at: expect.any(String) }]);
    expect(await notesOf(opened)).toEqual([]);
  });

  it('one notice tells of a whole group', async () => {
    stage = await openWatchedStage([{ match: 'shop-pr{pr}-*', manage: true, channel: '#shop', group: 'shop-pr{pr}' }]);
    for (const name of ['shop-pr42-front', 'shop-pr42-back', 'shop-pr7-front']) await addApp(name);
    const opened = await startWatch();

    await stage.pass(20 * MINUTE_MS);

    const told = opened.desk.notices.map(({ apps, group }) => ({
      group,
      names: new Set(apps.map(({ name }) => name)),
    }));
    expect(told).toHaveLength(2);
    expect(told).toContainEqual({ group: 'shop-pr42', names: new Set(['shop-pr42-back', 'shop-pr42-front']) });
    expect(told).toContainEqual({ group: 'shop-pr7', names: new Set(['shop-pr7-front']) });
    expect(slept(opened)).toHaveLength(3);
    expect(opened.desk.ends.map(({ outcome }) => outcome)).toEqual(['asleep', 'asleep']);
  });

  it('what an app needs is told with it, and sleeps after it', async () => {
    stage = await openWatchedStage([
      { match: 'shop-pr42-front', manage: true, channel: '#shop', needs: ['shop-pr42-db'] },
      { match: 'shop-pr42-db', manage: true },
    ]);
    await addApp('shop-pr42-front');
    await addApp('shop-pr42-db', 3_000);
    const opened = await startWatch();

    await stage.pass(20 * MINUTE_MS);

    expect(opened.desk.notices.map(({ apps }) => apps.map(({ name }) => name))).toEqual([['shop-pr42-front']]);
    expect(slept(opened).map(({ app }) => app?.ref.split('/')[2])).toEqual(['shop-pr42-front', 'shop-pr42-db']);
  });

  it('outside its hours, or with its pull request closed, its people are told as well', async () => {
    stage = await openWatchedStage([
      { ...shop, match: 'shop-pr42', idleAfterMs: 'never', hours: 'Mon-Fri 08:00-19:00' },
      { ...shop, match: 'shop-pr7', idleAfterMs: 4 * 60 * MINUTE_MS },
    ]);
    await stage.scalingo.world.addApp({ name: 'shop' });
    await addApp('shop-pr42');
    await addApp('shop-pr7', 45, { parent: 'shop', pullRequest: { number: 7, closedAt: at(-60) } });
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);
    const early = slept(opened).length;
    await stage.pass(12 * MINUTE_MS);

    expect(new Set(opened.desk.notices.map(({ reason }) => reason))).toEqual(new Set(['outside_hours', 'pr_closed']));
    expect(early).toBe(0);
    expect(slept(opened)).toHaveLength(2);
  });

  it('nobody is told about an app that nobody used within a day, nor where there is no channel', async () => {
    stage = await openWatchedStage([
      { match: 'shop-pr42', manage: true, channel: '#shop' },
      { match: '*', manage: true },
    ]);
    await addApp('shop-pr42', 26 * 60);
    await addApp('other');
    const opened = await startWatch();

    await stage.pass(6 * MINUTE_MS);

    expect(opened.desk.notices).toEqual([]);
    expect(slept(opened)).toHaveLength(2);
  });

  it('nobody is told where its rule says so', async () => {
    stage = await openWatchedStage([{ ...shop, courtesyMs: 'off' }]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(6 * MINUTE_MS);

    expect(opened.desk.notices).toEqual([]);
    expect(app.status).toBe('stopped');
  });

  it('nothing is announced while it only observes', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch({ config: { mode: 'observe' } });

    await stage.pass(30 * MINUTE_MS);

    expect(opened.desk.notices).toEqual([]);
    expect(app.status).toBe('running');
  });

  it('a sweep by hand announces nothing', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await stage.open();
    const desk = recordingDesk();
    opened.watch.tellBeforeSleep(desk);

    await stage.play(opened.watch.sweep());

    expect(desk.notices).toEqual([]);
    expect(app.status).toBe('stopped');
  });

  it('who woke it and where is known from its events', async () => {
    stage = await openWatchedStage([{ match: 'shop-pr*', manage: true, courtesyMs: 5 * MINUTE_MS }]);
    const app = await addApp('shop-pr42');
    const store = new MemoryStore();
    const event = (actor: string, minutes: number, channel?: string) => ({
      append: {
        v: 1 as const,
        id: `${minutes + 3_000}`,
        name: 'app_woken',
        at: at(minutes),
        app: { key: `scalingo/osc-fr1/${app.id}`, ref: 'scalingo/osc-fr1/shop-pr42' },
        actor,
        entryPoint: 'slack' as const,
        correlationId: '1',
        ...(channel !== undefined && { channel }),
      },
    });
    await store.write([
      event('slack:U0OLD00001', -25 * 60, 'slack:C0OLD00001'),
      event('slack:U0BOB00001', -300, 'slack:C0BOB00001'),
      event('slack:U0ANA00001', -200, 'slack:C0ANA00001'),
      event('rule:1', -100),
      event('terminal:eve', -90),
    ]);
    const opened = await startWatch({ store });

    await stage.pass(4 * MINUTE_MS);

    expect(opened.desk.notices).toMatchObject([
      { channel: 'slack:C0ANA00001', people: ['terminal:eve', 'slack:U0ANA00001', 'slack:U0BOB00001'] },
    ]);
  });
});

describe('an announced sleep', () => {
  it('does not come when somebody uses the app meanwhile', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(8 * MINUTE_MS);
    const usedAt = at(0);
    stage.scalingo.world.addRequests(app.id, usedAt, 1);
    await stage.pass(9 * MINUTE_MS);

    expect(app.status).toBe('running');
    expect(opened.desk.ends).toMatchObject([{ outcome: 'used', at: expect.any(String) }]);
    expect(Math.abs(Date.parse(opened.desk.ends[0]?.at ?? '') - Date.parse(usedAt))).toBeLessThan(2 * MINUTE_MS);
    expect(opened.desk.notices).toHaveLength(1);
  });

  it('does not come when somebody keeps the app, which is told at once', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);
    await keep(opened, app, 120);
    await stage.pass(MINUTE_MS);
    const told = [...opened.desk.ends];
    await stage.pass(30 * MINUTE_MS);

    expect(told).toEqual([
      { id: opened.desk.notices[0]?.id, outcome: 'kept', by: ana.actor, until: expect.any(String) },
    ]);
    expect(app.status).toBe('running');
    expect(opened.desk.notices).toHaveLength(1);
  });

  it('does not come when somebody asks for the app to be awake, which it is', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);
    await stage.play(opened.watch.want([findApp(opened, 'shop-pr42')]));
    await stage.pass(20 * MINUTE_MS);

    expect(opened.desk.ends).toMatchObject([{ outcome: 'used' }]);
    expect(app.status).toBe('running');
  });

  it('comes at once when a person asks for it, and says who', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);
    await stage.play(opened.engine.sleep(findApp(opened, 'shop-pr42'), {}, ana));
    await stage.pass(1);

    expect(app.status).toBe('stopped');
    expect(opened.desk.ends).toMatchObject([{ outcome: 'asleep', by: ana.actor, at: expect.any(String) }]);
  });

  it('survives a restart: not told again, and at its time', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const store = new MemoryStore();
    const first = await startWatch({ store });
    await stage.pass(5 * MINUTE_MS);
    await stage.play(first.close());

    const second = await startWatch({ store });
    await stage.pass(5 * MINUTE_MS);
    const early = app.status;
    await stage.pass(7 * MINUTE_MS);

    expect(first.desk.notices).toHaveLength(1);
    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
    expect(second.desk.notices).toEqual([]);
    expect(second.desk.ends).toMatchObject([{ id: first.desk.notices[0]?.id, outcome: 'asleep' }]);
  });

  it('comes all the same when it could not be announced', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const announce = async () => {
      throw new Error('Slack is down');
    };
    const opened = await startWatch({ desk: { announce } });

    await stage.pass(10 * MINUTE_MS);
    const early = app.status;
    await stage.pass(5 * MINUTE_MS);

    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
    expect(stage.logged.filter((line) => line.startsWith('a sleep was not announced'))).toHaveLength(1);
    expect(opened.desk.notices).toHaveLength(1);
  });

  it('that is refused is told as that once, and comes later without another notice', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();
    await stage.pass(6 * MINUTE_MS);
    stage.scalingo.world.addOneOff(app.id);
    await stage.pass(14 * MINUTE_MS);
    const early = app.status;
    stage.scalingo.world.endOneOffs(app.id);
    await stage.pass(70 * MINUTE_MS);

    expect(early).toBe('running');
    expect(opened.desk.ends).toEqual([{ id: opened.desk.notices[0]?.id, outcome: 'failed', reason: 'one_off' }]);
    expect(opened.desk.notices).toHaveLength(1);
    expect(app.status).toBe('stopped');
    expect(await notesOf(opened)).toEqual([]);
  });

  it('is off when the settings no longer manage the app', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);
    opened.reload({ rules: [{ match: '*', protect: true }] });
    await stage.pass(20 * MINUTE_MS);

    expect(app.status).toBe('running');
    expect(opened.desk.ends).toMatchObject([{ outcome: 'changed', reason: 'protected' }]);
  });

  it('is told as gone when its app is deleted', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(5 * MINUTE_MS);
    stage.scalingo.world.remove(app.id);
    await stage.pass(5 * MINUTE_MS);

    expect(opened.desk.ends).toMatchObject([{ outcome: 'gone' }]);
  });

  it('is told by what the watch says of the app', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch();

    await stage.pass(6 * MINUTE_MS);
    const known = await stage.play(opened.watch.find(`scalingo/osc-fr1/${app.id}`));

    const { sleepsAt } = opened.desk.notices[0] ?? {};
    expect(known?.decision).toMatchObject({
      action: 'none',
      reason: 'announced',
      next: { action: 'sleep', at: sleepsAt, reason: 'idle' },
    });
  });

  it('is asked to be told as ended once, however long that takes', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch({ desk: { ended: () => stage.clock.delay(5 * MINUTE_MS) } });

    await stage.pass(5 * MINUTE_MS);
    await keep(opened, app, 120);
    await stage.pass(20 * MINUTE_MS);

    expect(opened.desk.ends).toHaveLength(1);
  });

  it('is told as ended again, with the same, until somebody has heard it', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    let failing = true;
    const ended = async () => {
      if (failing) throw new Error('Slack is down');
    };
    const opened = await startWatch({ desk: { ended } });

    await stage.pass(5 * MINUTE_MS);
    await keep(opened, app, 120);
    await stage.pass(3 * MINUTE_MS);
    failing = false;
    await stage.pass(5 * MINUTE_MS);

    expect(opened.desk.ends.length).toBeGreaterThan(1);
    expect(opened.desk.ends.length).toBeLessThan(12);
    expect(new Set(opened.desk.ends.map((end) => JSON.stringify(end))).size).toBe(1);
    expect(await notesOf(opened)).toEqual([]);
  });

  it('of days ago is announced anew: nobody remembers it', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const store = new MemoryStore();
    const first = await startWatch({ store });
    await stage.pass(5 * MINUTE_MS);
    await stage.play(first.close());
    await stage.pass(26 * 60 * MINUTE_MS);
    stage.scalingo.world.addRequests(app.id, at(-40), 1);

    const second = await startWatch({ store });
    await stage.pass(6 * MINUTE_MS);
    const early = app.status;
    await stage.pass(10 * MINUTE_MS);

    expect(second.desk.notices).toHaveLength(1);
    expect(early).toBe('running');
    expect(app.status).toBe('stopped');
  });

  it('that did not come is not the one that comes later: it is announced anew', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const opened = await startWatch({ desk: { ended: () => stage.clock.delay(90 * MINUTE_MS) } });

    await stage.pass(5 * MINUTE_MS);
    stage.scalingo.world.addRequests(app.id, at(0), 1);
    await stage.pass(38 * MINUTE_MS);
    const early = app.status;
    await stage.pass(15 * MINUTE_MS);

    expect(early).toBe('running');
    expect(opened.desk.notices).toHaveLength(2);
    expect(app.status).toBe('stopped');
  });

  it('has the same end after a crash, whatever happened since', async () => {
    stage = await openWatchedStage([shop]);
    const app = await addApp('shop-pr42');
    const store = new MemoryStore();
    const killed = Promise.withResolvers<void>();
    const first = await startWatch({ store, desk: { ended: () => killed.promise } });
    await stage.pass(5 * MINUTE_MS);
    await keep(first, app, 3);
    await stage.pass(MINUTE_MS);
    void first.watch.stop();
    await stage.pass(5 * MINUTE_MS);
    stage.scalingo.world.addRequests(app.id, at(0), 1);

    const second = await startWatch({ store });
    await stage.pass(5 * MINUTE_MS);
    killed.resolve();

    expect(first.desk.ends).toMatchObject([{ outcome: 'kept' }]);
    expect(second.desk.ends).toEqual(first.desk.ends);
    expect(await notesOf(second)).toEqual([]);
  });
});
