import { recordSchemas } from '../../../core/store/records.ts';
import { type FakeForge, makeForge } from '../../support/fake-forge.ts';
import { type OpenedWatch, openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage([
    { match: 'shop-pr{pr}*', manage: true, idleAfterMs: 2 * HOUR_MS },
    { match: 'blog-pr{pr}' },
  ]);
});

afterEach(() => stage.close());

const ago = (hours: number) => new Date(stage.clock.now().getTime() - hours * HOUR_MS).toISOString();

/** Used so many hours ago: idle for the rule from two hours on. */
async function addApp(name: string, usedHoursAgo = 3, more: object = {}) {
  const facts = { formation: { web: { amount: 1, size: 'S' } }, createdAt: ago(200), lastDeployedAt: ago(100) };
  const app = await stage.scalingo.world.addApp({ name, ...facts, ...more });
  stage.scalingo.world.addRequests(app.id, ago(usedHoursAgo));
  return app;
}

async function sweep(forge: FakeForge, opened?: OpenedWatch) {
  const { watch } = opened ?? (await stage.open({ forge }));
  const result = await stage.play(watch.sweep());
  const told = result.items.map(({ app, did, decision }) => [app.name, [did, decision.reason]] as const);
  return { ...result, told: Object.fromEntries(told) };
}

describe('a sweep that is told of pull requests', () => {
  it('leaves awake what people work on, what carries the label, and sleeps the rest, closed ones sooner', async () => {
    const pulls = [
      { number: 1 },
      { number: 2, activeAt: ago(1) },
      { number: 3, heldAwake: true },
      { number: 4, closed: true },
      { number: 5, activeAt: ago(2.5) },
      { number: 6 },
    ];
    for (const { number } of pulls) await addApp(`shop-pr${number}`, number === 4 || number === 6 ? 0.5 : 3);

    const { told } = await sweep(makeForge(...pulls));

    expect(told).toEqual({
      'shop-pr1': ['slept', 'idle'],
      'shop-pr2': ['nothing', 'active'],
      'shop-pr3': ['nothing', 'pr_held'],
      'shop-pr4': ['slept', 'pr_closed'],
      'shop-pr5': ['slept', 'idle'],
      'shop-pr6': ['nothing', 'active'],
    });
  });

  it('asks once for all apps of a pull request, of managed ones only, and of the activity of those that run', async () => {
    await addApp('shop-pr1-web');
    await addApp('shop-pr1-api');
    await addApp('shop-pr2', 3, { status: 'stopped', formation: { web: { amount: 0, size: 'S' } } });
    await addApp('shop-production');
    await addApp('blog-pr7');
    const forge = makeForge({ number: 1 });
    const begun = ago(4);

    await sweep(forge);

    expect(forge.asked).toHaveLength(1);
    expect(forge.asked[0]?.numbers.toSorted()).toEqual([1, 2]);
    expect(forge.asked[0]?.options).toMatchObject({ activityOf: new Set([1]), since: begun });
  });

  it('learns nothing from a number that the forge does not know', async () => {
    await addApp('shop-pr9');
    await addApp('shop-pr8', 1);

    const { pullRequestsError, told } = await sweep(makeForge());

    expect(told).toEqual({ 'shop-pr9': ['slept', 'idle'], 'shop-pr8': ['nothing', 'active'] });
    expect(pullRequestsError).toBeUndefined();
  });

  it('keeps awake what has a pull request when the forge fails, and goes on with the rest', async () => {
    stage = await replaceStage();
    await addApp('shop-pr1');
    await addApp('shop-staging');
    await stage.scalingo.world.addApp({ name: 'shop' });
    await addApp('shop-pr4', 3, { parent: 'shop', pullRequest: { number: 4, closedAt: ago(5) } });
    const forge = makeForge({ number: 1 });
    forge.fails = new TypeError('no such host');

    const { pullRequestsError, told } = await sweep(forge);

    expect(told).toEqual({
      shop: ['nothing', expect.anything()],
      'shop-pr1': ['nothing', 'pr_unknown'],
      'shop-pr4': ['nothing', 'pr_unknown'],
      'shop-staging': ['slept', 'idle'],
    });
    expect(pullRequestsError).toBe(forge.fails);
    expect(stage.logged.some((line) => line.startsWith('pull requests not read'))).toBe(true);
  });

  it('keeps awake only the app whose activity alone could not be read, or makes no sense', async () => {
    await addApp('shop-pr1');
    await addApp('shop-pr2');
    await addApp('shop-pr3');

    const { told } = await sweep(
      makeForge(
        { number: 1, activityUnknown: true },
        { number: 2, activeAt: 'yesterday' },
        { number: 3, closedAt: '?' },
      ),
    );

    expect(told).toEqual({
      'shop-pr1': ['nothing', 'pr_unknown'],
      'shop-pr2': ['nothing', 'pr_unknown'],
      'shop-pr3': ['slept', 'idle'],
    });
  });

  it('gives up a forge that hangs and hears no signal, and goes on', async () => {
    await addApp('shop-pr1');
    const forge = makeForge();
    const hanging = {
      ...forge,
      readPullRequests: () => new Promise<never>(() => undefined),
    };

    const { told } = await sweep({ ...hanging });

    expect(told).toEqual({ 'shop-pr1': ['nothing', 'pr_unknown'] });
  });

  it('asks again with every pass, and believes the newest answer', async () => {
    await addApp('shop-pr1');
    const forge = makeForge({ number: 1, heldAwake: true });
    const opened = await stage.open({ forge });
    const held = await sweep(forge, opened);
    forge.fails = new Error('down');
    const failed = await sweep(forge, opened);
    forge.fails = undefined;
    forge.pulls.set(1, { number: 1, closed: false });

    const free = await sweep(forge, opened);

    expect([held, failed, free].map(({ told }) => told['shop-pr1'])).toEqual([
      ['nothing', 'pr_held'],
      ['nothing', 'pr_unknown'],
      ['slept', 'idle'],
    ]);
  });
});

describe('a watch that goes on', () => {
  it('asks every five minutes, and sleeps what nobody works on any more', async () => {
    const app = await addApp('shop-pr1');
    const forge = makeForge({ number: 1, heldAwake: true });
    const { watch } = await stage.open({ forge });
    watch.start();
    await stage.pass(16 * MINUTE_MS);
    const asked = forge.asked.length;
    const early = app.status;
    forge.pulls.set(1, { number: 1, closed: false });

    await stage.pass(10 * MINUTE_MS);

    expect(asked).toBe(4);
    expect([early, app.status]).toEqual(['running', 'stopped']);
  });

  it('remembers what it was told, and forgets it where no forge is asked any more', async () => {
    await addApp('shop-pr1');
    const forge = makeForge({ number: 1, heldAwake: true, url: 'https://forge.test/1', title: '::error::`<!--' });
    const first = await stage.open({ forge });
    await sweep(forge, first);
    const [stored] = await first.store.list('watch');
    const second = await stage.open({ store: first.store, forge });
    const [remembered] = await stage.play(second.watch.list());
    const third = await stage.open({ store: first.store });
    const [alone] = await stage.play(third.watch.list());

    expect(recordSchemas.watch.parse(stored)).toEqual(stored);
    expect(stored?.pullRequest).toMatchObject({ known: true, heldAwake: true, title: '::error::`<!--' });
    expect(remembered?.decision.reason).toBe('pr_held');
    expect(alone?.facts.pullRequest).toBeUndefined();
  });
});

/** One whose rule is for everything, so that apps without a pull request are managed too. */
async function replaceStage(): Promise<WatchedStage> {
  await stage.close();
  return openWatchedStage([{ match: 'shop-*', manage: true, idleAfterMs: 2 * HOUR_MS }]);
}
