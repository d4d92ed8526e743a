import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;

let stage: WatchedStage;

beforeEach(async () => {
  stage = await openWatchedStage();
  await stage.scalingo.world.addApp({ name: 'shop-pr42', createdAt: ago(3_000), lastDeployedAt: ago(2_000) });
});

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();
const status = () => stage.scalingo.world.app('shop-pr42').status;

async function watchFor(minutes: number): Promise<void> {
  const { watch } = await stage.open();
  watch.start();
  await stage.pass(minutes * MINUTE_MS);
}

describe('an app that nobody visits', () => {
  it.each([
    ['restarted it', 'restart', { scope: null, reason: 'user_restart' }],
    ['ran a task on it', 'run', { command: 'rake db:seed', detached: false }],
  ])('is in use for its limit after somebody %s', async (_what, type, data) => {
    stage.scalingo.world.addEvent('shop-pr42', type, data, ago(10));

    await watchFor(15);
    const early = status();
    await stage.pass(12 * MINUTE_MS);

    expect(early).toBe('running');
    expect(status()).toBe('stopped');
  });

  it('is not in use because the vendor has moved it', async () => {
    stage.scalingo.world.addEvent('shop-pr42', 'restart', { scope: null, reason: 'rebalancing_operation' }, ago(2));

    await watchFor(8);

    expect(status()).toBe('stopped');
  });

  it('sleeps where its history may not be read', async () => {
    const body = JSON.stringify({ error: 'You are not allowed' });
    const refusal = { status: 403, contentType: 'application/json', body, times: 50 } as const;
    stage.scalingo.faults.add({ kind: 'status', match: /events/, ...refusal });

    await watchFor(8);

    expect(status()).toBe('stopped');
  });

  it('stays awake while its history cannot be read for another reason', async () => {
    stage.scalingo.faults.add({
      kind: 'status',
      match: /events/,
      status: 500,
      contentType: 'text/html',
      body: '',
      times: 50,
    });

    await watchFor(8);

    expect(status()).toBe('running');
  });
});
