import { inspect } from 'node:util';
import { PaastisError } from '../../core/errors.ts';
import { type Formation, isEmpty, sameAmounts } from '../../core/model/formation.ts';
import { printRegion } from '../../core/model/region.ts';
import type { Change, ChangeProgress, Provider } from '../../core/providers/provider.ts';
import type { FakeClock } from '../support/fake-clock.ts';

/*
 * The suite every provider passes, run over real HTTP against its simulated vendor on a FakeClock:
 *
 *   describeProvider('Scalingo', async () => ({ provider, clock, ... }));
 *
 * The harness is the world as the vendor alone knows it, so that the provider cannot vouch for itself:
 * `runningFormation` and `startCalls` are read in the simulator, never through the provider.
 */

export type AppState = 'running' | 'stopped' | 'crashed' | 'neverDeployed' | 'deploying';

export interface AppOptions {
  readonly name: string;
  readonly state: AppState;
  /** What runs, or ran before it was stopped; left out: one small web container. */
  readonly formation?: Formation;
}

/**
 * auth: the credentials are refused from now on, cached ones too. unavailable: every request gets a 503.
 * garbage: every request gets a 200 that is not what the vendor documents. rateLimit: the next request gets the
 * vendor's own refusal of too many requests, later ones pass.
 */
export type Failure = 'auth' | 'unavailable' | 'garbage' | 'rateLimit';

export interface ProviderHarness {
  readonly provider: Provider;
  readonly clock: FakeClock;
  /** Texts that may appear in no error and no log line. */
  readonly secrets: readonly string[];
  /** Answers the simulator holds back by a fault, as FakeClock.run wants to know. */
  held(): number;
  /** Creates the app in the vendor's world and tells its id. */
  makeApp(options: AppOptions): Promise<string>;
  /** What really has containers at the vendor; a type at zero or absent is the same. */
  runningFormation(id: string): Formation;
  /** How often the vendor accepted to start something of this app: scale up, restart, deployment. */
  startCalls(id: string): number;
  fail(kind: Failure): void;
  /** Somebody asked the app for a page, then. */
  visit(id: string, at: Date): void;
  /** From now on the vendor's clock is so far ahead. */
  setClockAhead(ms: number): void;
  /** API requests the vendor has received so far. */
  calls(): number;
  /** Everything that was logged so far, as text. */
  logged(): string;
  /** Closes the provider and its simulator. */
  close(): Promise<void>;
}

/** Between two looks at a change; the fake clock passes over it. */
const LOOK_EVERY_MS = 2000;
const MOST_LOOKS = 200;

export function describeProvider(name: string, makeHarness: () => Promise<ProviderHarness>): void {
  describe(`${name} as a provider`, () => {
    let harness: ProviderHarness;
    const world: World = {
      get harness() {
        return harness;
      },
      run: (promise) => harness.clock.run(promise, () => harness.held()),
      follow: (id, change) => follow(harness, id, change),
      failure: (promise) => failureOf(harness.clock.run(promise, () => harness.held())),
    };

    beforeEach(async () => {
      harness = await makeHarness();
    });

    afterEach(async () => {
      await harness.close();
    });

    describeReading(world);
    describeMeasuring(world);
    describeAccount(world);
    describeStopping(world);
    describeStarting(world);
    describeFailing(world);
  });
}

interface World {
  readonly harness: ProviderHarness;
  run<T>(promise: Promise<T>): Promise<T>;
  follow(id: string, change: Change): Promise<ChangeProgress>;
  failure(promise: Promise<unknown>): Promise<PaastisError>;
}

/** Looks until the change is over. */
async function follow(harness: ProviderHarness, id: string, change: Change): Promise<ChangeProgress> {
  const look = () => harness.clock.run(harness.provider.getProgress(id, change), () => harness.held());
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const progress = await look();
    if (progress.state !== 'pending') return progress;
    await harness.clock.advance(LOOK_EVERY_MS);
  }
  throw new Error(`The change of ${id} did not end`);
}

async function failureOf(promise: Promise<unknown>): Promise<PaastisError> {
  return asFailure(
    await promise.then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
}

function asFailure(outcome: unknown): PaastisError {
  if (!(outcome instanceof PaastisError)) throw new Error(`Expected one of our errors, got ${inspect(outcome)}`);
  return outcome;
}

function describeReading(world: World): void {
  it('lists every app that exists, with its id, name, region and status', async () => {
    const { provider } = world.harness;
    const running = await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    const stopped = await world.harness.makeApp({ name: 'shop-front', state: 'stopped' });

    const apps = await world.run(provider.listApps());

    const found = apps.map(({ id, name, status, region }) => [id, name, status, printRegion(region)]);
    expect(found).toContainEqual([running, 'shop-back', 'running', printRegion(provider.region)]);
    expect(found).toContainEqual([stopped, 'shop-front', 'stopped', printRegion(provider.region)]);
  });

  it('reads one app as it lists it', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    const listed = (await world.run(provider.listApps())).find((app) => app.id === id);

    const app = await world.run(provider.getApp(id));

    expect({ ...app, readAt: '' }).toEqual({ ...listed, readAt: '' });
  });

  it('stamps what it reads with the instant in UTC', async () => {
    const { provider, clock } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });

    const app = await world.run(provider.getApp(id));

    expect(app.readAt).toBe(clock.now().toISOString());
  });

  it('says not found for an app that does not exist', async () => {
    const { provider } = world.harness;

    const error = await world.failure(provider.getApp('000000000000000000000000'));

    expect(error.code).toBe('provider_not_found');
  });

  it('tells a crashed app and one never deployed from a stopped one', async () => {
    const { provider } = world.harness;
    const crashed = await world.harness.makeApp({ name: 'shop-crash', state: 'crashed' });
    const fresh = await world.harness.makeApp({ name: 'shop-fresh', state: 'neverDeployed' });

    const statuses = [await world.run(provider.getApp(crashed)), await world.run(provider.getApp(fresh))];

    expect(statuses.map((app) => app.status)).toEqual(['crashed', 'new']);
  });

  it('reads the formation that runs', async () => {
    const formation: Formation = { web: { amount: 2, size: 'M' } };
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running', formation });

    const read = await world.run(world.harness.provider.getFormation(id));

    expect(sameAmounts(read, formation)).toBe(true);
    expect(read.web?.size).toBe('M');
  });

  it('names the account that owns the credentials', async () => {
    const account = await world.run(world.harness.provider.getAccount());

    expect(account.id).not.toBe('');
    expect(account.name).not.toBe('');
  });

  it('reports a deployment under way as busy, and a quiet app as free', async () => {
    const { provider } = world.harness;
    const deploying = await world.harness.makeApp({ name: 'shop-push', state: 'deploying' });
    const quiet = await world.harness.makeApp({ name: 'shop-back', state: 'running' });

    const busy = await world.run(provider.getBusy(deploying));
    const free = await world.run(provider.getBusy(quiet));

    expect(busy.map(({ kind }) => kind)).toContain('deployment');
    expect(free).toEqual([]);
  });
}

function describeMeasuring(world: World): void {
  const ago = (minutes: number) => new Date(world.harness.clock.now().getTime() - minutes * 60_000);

  it('tells the last request and the single ones, oldest first, although the period asked about is short', async () => {
    const { harness } = world;
    const id = await harness.makeApp({ name: 'shop-back', state: 'running' });
    for (const minutes of [170, 90, 20]) harness.visit(id, ago(minutes));

    const activity = await world.run(harness.provider.getActivitySince(id, ago(30)));

    const hits = (activity.known && activity.hits) || [];
    const wholeMinutes = hits.map(({ at }) => Math.round((harness.clock.now().getTime() - Date.parse(at)) / 60_000));
    expect(activity).toMatchObject({ known: true, requests: 1 });
    expect(wholeMinutes.map((minutes) => [170, 90, 20].findIndex((visit) => Math.abs(visit - minutes) <= 1))).toEqual([
      0, 1, 2,
    ]);
  });

  it('tells the single requests of a period of just three hours', async () => {
    const { harness } = world;
    const id = await harness.makeApp({ name: 'shop-back', state: 'running' });
    for (const minutes of [170, 90]) harness.visit(id, ago(minutes));

    const activity = await world.run(harness.provider.getActivitySince(id, ago(180)));

    expect(activity).toMatchObject({ known: true, hits: [expect.anything(), expect.anything()] });
  });

  it('knows of an app nobody visits that there was no request', async () => {
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });

    const activity = await world.run(world.harness.provider.getActivitySince(id, ago(30)));

    expect(activity).toMatchObject({ known: true, requests: 0, hits: [] });
  });

  it('asks nothing and knows nothing of an app without a web container', async () => {
    const { harness } = world;
    const id = await harness.makeApp({ name: 'jobs', state: 'running' });
    const before = harness.calls();

    const activity = await world.run(harness.provider.getActivitySince(id, ago(30), { hasWeb: false }));

    expect(activity).toEqual({ known: false, reason: 'no_web' });
    expect(harness.calls()).toBe(before);
  });
}

function describeAccount(world: World): void {
  it('has a price and a description of the size that an app runs in', async () => {
    const { provider, clock } = world.harness;
    const formation: Formation = { web: { amount: 1, size: 'M' } };
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running', formation });
    const size = (await world.run(provider.getFormation(id))).web?.size ?? '';

    const prices = await world.run(provider.getPrices());

    expect(prices.perHour[size]).toBeGreaterThan(0);
    expect(prices.at).toBe(clock.now().toISOString());
    expect(provider.describeSize(size)?.memoryGb).toBeGreaterThan(0);
  });

  it('describes every size it has a price for, and none that it never heard of', async () => {
    const { provider } = world.harness;

    const { perHour } = await world.run(provider.getPrices());

    expect(Object.keys(perHour).filter((size) => provider.describeSize(size) === undefined)).toEqual([]);
    expect(provider.describeSize('enormous')).toBeUndefined();
  });

  it('tells whose credentials these are and what is left of the minute', async () => {
    const { provider } = world.harness;
    await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    await world.run(provider.listApps());

    const health = await world.run(provider.getHealth());

    expect(health.account).toEqual(await world.run(provider.getAccount()));
    expect(health.budget?.left).toBeGreaterThan(0);
    expect(health.budget?.left).toBeLessThan(health.budget?.perMinute ?? 0);
    expect(health).toMatchObject({ skewMs: 0, withoutRight: [] });
  });

  it.each([300_000, -7_200_000])('tells how far the vendor’s clock is ahead: %d ms', async (ms) => {
    world.harness.setClockAhead(ms);

    const health = await world.run(world.harness.provider.getHealth());

    expect(health.skewMs).toBe(ms);
  });

  it('has no health to tell of credentials that are refused', async () => {
    world.harness.fail('auth');

    const error = await world.failure(world.harness.provider.getHealth());

    expect(error.code).toBe('provider_auth');
  });

  it.each<Failure>(['unavailable', 'garbage'])('invents no price (%s)', async (kind) => {
    world.harness.fail(kind);

    const error = await world.failure(world.harness.provider.getPrices());

    expect(error.code).toBe(kind === 'garbage' ? 'provider_contract' : 'provider_unavailable');
  });

  it('answers a person while a hundred background reads wait', async () => {
    const { provider, clock } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    const background = Array.from({ length: 100 }, () => provider.getApp(id).catch(() => undefined));
    const before = clock.now().getTime();

    const apps = await world.run(provider.listApps({ priority: 'person' }));
    const waitedMs = clock.now().getTime() - before;
    await world.run(Promise.all(background));

    expect(apps).toHaveLength(1);
    expect(waitedMs).toBeLessThan(1_000);
  });
}

function describeStopping(world: World): void {
  it('takes every container away', async () => {
    const { harness } = world;
    const { provider } = harness;
    const id = await harness.makeApp({ name: 'shop-back', state: 'running', formation: { web: { amount: 2 } } });

    const change = await world.run(provider.stop(id));
    const progress = await world.follow(id, change);

    expect([change.kind, progress.state]).toEqual(['accepted', 'done']);
    expect(isEmpty(harness.runningFormation(id))).toBe(true);
    expect((await world.run(provider.getApp(id))).status).toBe('stopped');
  });

  it('changes nothing when stopping an app that is stopped', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'stopped' });

    const change = await world.run(provider.stop(id));

    expect(change.kind).toBe('none');
    expect((await world.follow(id, change)).state).toBe('done');
    expect((await world.run(provider.getApp(id))).status).toBe('stopped');
  });

  it('refuses for now to stop an app that deploys', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-push', state: 'deploying' });

    const error = await world.failure(provider.stop(id));

    expect([error.code, error.retryable]).toEqual(['provider_conflict', true]);
  });

  it('finds again what ran before the stop, from the app or from the history of the vendor', async () => {
    const { provider } = world.harness;
    const formation: Formation = { web: { amount: 2, size: 'M' } };
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running', formation });
    await world.follow(id, await world.run(provider.stop(id)));

    const previous = await world.run(provider.getPreviousFormation?.(id) ?? provider.getFormation(id));

    expect(previous !== undefined && sameAmounts(previous, formation)).toBe(true);
  });
}

function describeStarting(world: World): void {
  it('brings back what ran before it was stopped', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({
      name: 'shop-back',
      state: 'running',
      formation: { web: { amount: 2, size: 'M' } },
    });
    const before = world.harness.runningFormation(id);
    const formation = await world.run(provider.getFormation(id));
    await world.follow(id, await world.run(provider.stop(id)));

    const progress = await world.follow(id, await world.run(provider.start(id, formation)));

    expect(progress.state).toBe('done');
    expect(world.harness.runningFormation(id)).toEqual(before);
    expect((await world.run(provider.getApp(id))).status).toBe('running');
  });

  it('says pending while containers boot, then done', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'stopped' });

    const change = await world.run(provider.start(id, { web: { amount: 1 } }));
    const atOnce = await world.run(provider.getProgress(id, change));
    const atLast = await world.follow(id, change);

    expect([atOnce.state, atLast.state]).toEqual(['pending', 'done']);
  });

  it('starts once when asked twice at once, and the second is told to wait or that it is done', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'stopped' });
    const change = await world.run(provider.start(id, { web: { amount: 1 } }));

    const second = await world.run(
      provider.start(id, { web: { amount: 1 } }).then(
        ({ kind }) => kind,
        (error: unknown) => (error instanceof PaastisError && error.retryable ? error.code : String(error)),
      ),
    );
    await world.follow(id, change);

    expect(['accepted', 'none', 'provider_conflict']).toContain(second);
    expect(world.harness.startCalls(id)).toBe(1);
  });

  it('starts nothing when the app already runs as asked', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running', formation: { web: { amount: 1 } } });
    const formation = await world.run(provider.getFormation(id));

    const change = await world.run(provider.start(id, formation));

    expect(change.kind).toBe('none');
    expect(world.harness.startCalls(id)).toBe(0);
  });

  it('brings a crashed app back whose formation is already right', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-crash', state: 'crashed', formation: { web: { amount: 1 } } });

    const change = await world.run(provider.start(id, { web: { amount: 1 } }));
    await world.follow(id, change);

    expect(change.kind).toBe('accepted');
    expect((await world.run(provider.getApp(id))).status).toBe('running');
  });

  it('refuses for now to start an app that deploys', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-push', state: 'deploying' });

    const error = await world.failure(provider.start(id, { web: { amount: 3 } }));

    expect([error.code, error.retryable]).toEqual(['provider_conflict', true]);
  });

  it('refuses for good to start an app that was never deployed', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-fresh', state: 'neverDeployed' });

    const error = await world.failure(provider.start(id, { web: { amount: 1 } }));

    expect([error.code, error.retryable, error.context.reason]).toEqual(['provider_refused', false, 'never_deployed']);
  });

  it('says not found when asked to start or stop an app that is gone', async () => {
    const { provider } = world.harness;
    const gone = '000000000000000000000000';

    const codes = [
      (await world.failure(provider.start(gone, { web: { amount: 1 } }))).code,
      (await world.failure(provider.stop(gone))).code,
    ];

    expect(codes).toEqual(['provider_not_found', 'provider_not_found']);
  });
}

function describeFailing(world: World): void {
  it('reports credentials that the vendor refuses', async () => {
    const { provider } = world.harness;
    world.harness.fail('auth');

    const errors = [await world.failure(provider.listApps()), await world.failure(provider.getAccount())];

    expect(errors.map(({ code }) => code)).toEqual(['provider_auth', 'provider_auth']);
    expect(errors.map(({ context }) => context.region)).toEqual(Array(2).fill(printRegion(provider.region)));
  });

  it('names the app of an error in full once it was read', async () => {
    const { provider } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-named', state: 'running' });
    await world.run(provider.listApps());
    world.harness.fail('unavailable');

    const error = await world.failure(provider.getFormation(id).then(() => provider.getBusy(id)));

    expect(error.context.app).toBe(`${printRegion(provider.region)}/shop-named`);
  });

  it('reports a vendor that is down as unavailable, to be tried again later', async () => {
    world.harness.fail('unavailable');

    const error = await world.failure(world.harness.provider.listApps());

    expect([error.code, error.retryable]).toEqual(['provider_unavailable', true]);
  });

  it('reports an answer it cannot make sense of instead of guessing', async () => {
    world.harness.fail('garbage');

    const error = await world.failure(world.harness.provider.listApps());

    expect(error.code).toBe('provider_contract');
  });

  it('waits when the vendor says that there were too many requests, then goes on', async () => {
    const { provider, clock } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    await world.run(provider.listApps());
    const before = clock.now().getTime();
    world.harness.fail('rateLimit');

    const apps = await world.run(provider.listApps());

    expect(apps.map((app) => app.id)).toContain(id);
    expect(clock.now().getTime() - before).toBeGreaterThanOrEqual(1000);
  });

  it('never takes a missing activity signal for zero requests', async () => {
    const { provider, clock } = world.harness;
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    const since = new Date(clock.now().getTime() - 3_600_000);
    world.harness.fail('unavailable');

    const activity = await world.run(provider.getActivitySince(id, since));

    expect(activity.known).toBe(false);
  });

  it('gives up at once when the caller has called it off', async () => {
    const id = await world.harness.makeApp({ name: 'shop-back', state: 'running' });
    const reason = new Error('called off');

    const call = world.harness.provider.getApp(id, { signal: AbortSignal.abort(reason) });

    await expect(world.run(call)).rejects.toBe(reason);
  });

  it.each<Failure>(['auth', 'unavailable', 'garbage'])('keeps secrets out of errors and logs (%s)', async (kind) => {
    const { provider, secrets } = world.harness;
    world.harness.fail(kind);

    const errors = [
      await world.failure(provider.listApps()),
      await world.failure(provider.getAccount()),
      await world.failure(provider.getHealth()),
    ];
    await world.run(provider.getPrices().catch((error: unknown) => errors.push(asFailure(error))));

    const shown = errors.map((error) => inspect(error, { depth: 12, showHidden: true })).join('\n');
    const everything = `${shown}\n${JSON.stringify(errors)}\n${world.harness.logged()}`;
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
    expect(secrets.length).toBeGreaterThan(0);
  });
}
