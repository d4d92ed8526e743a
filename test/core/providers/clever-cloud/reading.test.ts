import { Secret } from '../../../../core/log.ts';
import { countUp } from '../../../../core/providers/clever-cloud/reading.ts';
import { type Connection, connect } from './connect.ts';

let connection: Connection;

beforeEach(async () => {
  connection = await connect();
});

afterEach(async () => {
  await connection.close();
});

const noSummary = { kind: 'status', status: 404, contentType: 'application/json', body: '{"id":404}' } as const;

describe('instances', () => {
  it('serve in one state alone, whatever others the vendor may think of', () => {
    const states = ['UP', 'DEPLOYING', 'BOOTING', 'STARTING', 'STOPPING', 'DELETED', 'GHOST', 'HIBERNATED', 'UP'];

    expect(countUp(states.map((state) => ({ state })))).toBe(2);
  });
});

describe('listing the apps of a zone', () => {
  it('takes three calls for the whole owner', async () => {
    const { world, provider, run, calls } = connection;
    for (const name of ['shop-PR-1', 'shop-PR-2', 'shop-PR-3']) await world.addApp({ name });
    await world.addApp({ name: 'shop-PR-4', state: 'SHOULD_BE_DOWN' });

    const apps = await run(provider.listApps());

    expect(apps.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'shop-PR-1 running',
      'shop-PR-2 running',
      'shop-PR-3 running',
      'shop-PR-4 stopped',
    ]);
    expect(calls()).toEqual(['GET applications', 'GET deployments', 'GET instances']);
  });

  it('asks each app that is not down where the owner has no summary, and reads the same', async () => {
    const { world, provider, simulator, run, calls } = connection;
    await world.addApp({ name: 'shop-PR-1' });
    await world.addApp({ name: 'shop-PR-2', state: 'SHOULD_BE_DOWN' });
    const summarised = await run(provider.listApps());
    simulator.faults.add({ ...noSummary, match: /\/(deployments|instances)$/, times: 2 });
    calls();

    const asked = await run(provider.listApps());

    expect(asked).toEqual(summarised);
    expect(calls().toSorted()).toEqual([
      'GET applications',
      'GET applications/…/deployments',
      'GET applications/…/instances',
      'GET deployments',
      'GET instances',
    ]);
  });

  it('leaves out other zones and archived apps', async () => {
    const { world, provider, run } = connection;
    await world.addApp({ name: 'here' });
    await world.addApp({ name: 'elsewhere', zone: 'mtl' });
    await world.addApp({ name: 'hidden', archived: true });

    const apps = await run(provider.listApps());

    expect(apps.map(({ name }) => name)).toEqual(['here']);
  });

  it('shows an app whose own answers fail as unknown, beside the others', async () => {
    const { world, provider, simulator, run } = connection;
    const broken = await world.addApp({ name: 'broken' });
    await world.addApp({ name: 'sound' });
    simulator.faults.add({ ...noSummary, match: /organisations\/[^/]+\/(deployments|instances)$/, times: 2 });
    const down = { kind: 'status', status: 503, contentType: 'text/html', body: 'down' } as const;
    simulator.faults.add({ ...down, match: new RegExp(`${broken.id}/deployments`), times: 10 });

    const apps = await run(provider.listApps());

    expect(apps.map(({ name, status }) => [name, status])).toEqual([
      ['broken', 'unknown'],
      ['sound', 'running'],
    ]);
  });

  it('leaves out an app that was deleted between two of its reads', async () => {
    const { world, provider, simulator, run } = connection;
    const gone = await world.addApp({ name: 'gone' });
    await world.addApp({ name: 'sound' });
    simulator.faults.add({ ...noSummary, match: /organisations\/[^/]+\/(deployments|instances)$/, times: 2 });
    simulator.faults.add({ ...noSummary, match: new RegExp(`${gone.id}/deployments`) });

    const apps = await run(provider.listApps());

    expect(apps.map(({ name }) => name)).toEqual(['sound']);
  });

  it('does without summaries that it may not read', async () => {
    const { world, provider, simulator, run } = connection;
    await world.addApp({ name: 'shop' });
    const body = JSON.stringify({ id: 6201, message: 'Not allowed', type: 'error' });
    const refusal = { kind: 'status', status: 403, contentType: 'application/json', body } as const;
    simulator.faults.add({ ...refusal, match: /organisations\/[^/]+\/(deployments|instances)$/, times: 2 });

    const apps = await run(provider.listApps());

    expect(apps.map(({ status }) => status)).toEqual(['running']);
  });

  it('tells blocked apps and tasks with their reason', async () => {
    const { world, provider, run } = connection;
    await world.addApp({ name: 'moderated', state: 'MODERATED' });
    await world.addApp({ name: 'unpaid', state: 'DEFAULT_OF_PAYMENT' });
    await world.addApp({ name: 'job', lifetime: 'TASK' });

    const apps = await run(provider.listApps());

    expect(apps.map(({ name, status, statusReason }) => [name, status, statusReason])).toEqual([
      ['moderated', 'blocked', 'moderated'],
      ['unpaid', 'blocked', 'payment'],
      ['job', 'blocked', 'task'],
    ]);
  });

  it('survives states, actions and instance states it has never heard of', async () => {
    const { world, provider, run } = connection;
    const odd = await world.addApp({ name: 'odd', state: 'ON_HOLIDAY' });
    world.injectInstance(odd.id, 'DREAMING');
    const busy = await world.addApp({ name: 'busy' });
    world.injectRow(busy.id, { state: 'PONDERING', action: 'TELEPORT' });

    const apps = await run(provider.listApps());

    expect(apps.map(({ name, status }) => [name, status])).toEqual([
      ['odd', 'unknown'],
      ['busy', 'deploying'],
    ]);
  });

  it('lists nothing with one call', async () => {
    const { provider, run, calls } = connection;

    const apps = await run(provider.listApps());

    expect(apps).toEqual([]);
    expect(calls()).toEqual(['GET applications']);
  });
});

describe('reading one app', () => {
  it('takes two calls while it is stopped and three else', async () => {
    const { world, provider, run, calls } = connection;
    const stopped = await world.addApp({ name: 'stopped', state: 'SHOULD_BE_DOWN' });
    const running = await world.addApp({ name: 'running' });

    await run(provider.getApp(stopped.id));
    const forStopped = calls().length;
    await run(provider.getApp(running.id));

    expect([forStopped, calls().length]).toEqual([2, 3]);
  });

  it('does not find the app of another zone, nor of another owner', async () => {
    const { world, provider, failure } = connection;
    const elsewhere = await world.addApp({ name: 'elsewhere', zone: 'mtl' });
    const foreign = await world.addApp({ name: 'foreign', ownerId: world.userId });

    const errors = [await failure(provider.getApp(elsewhere.id)), await failure(provider.getApp(foreign.id))];

    expect(errors.map(({ code }) => code)).toEqual(['provider_not_found', 'provider_not_found']);
  });

  it('gives an address that answers', async () => {
    const { world, provider, run } = connection;
    const made = await world.addApp({ name: 'shop-PR-12' });

    const app = await run(provider.getApp(made.id));

    expect(app.url).toBe(made.url);
  });

  it('says waking from the moment a start is accepted, though the vendor still says down', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    await run(provider.start(id, {}));

    const statuses = [(await run(provider.getApp(id))).status, (await run(provider.listApps()))[0]?.status];

    expect(world.getApp(id).state).toBe('SHOULD_BE_DOWN');
    expect(statuses).toEqual(['waking', 'waking']);
  });

  it('says falling asleep while a stop is under way', async () => {
    const { world, provider, run, advance } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    await run(provider.stop(id));
    await advance(2_000);

    const app = await run(provider.getApp(id));

    expect(app.status).toBe('falling_asleep');
  });
});

describe('the formation of an app', () => {
  it('is read without another call right after the app', async () => {
    const { world, provider, run, calls } = connection;
    const { id } = await world.addApp({ name: 'shop', scaling: { minInstances: 2, maxInstances: 5, minFlavor: 'S' } });
    await run(provider.getApp(id));
    calls();

    const formation = await run(provider.getFormation(id));

    expect(formation).toEqual({ web: { amount: 2, size: 'S' } });
    expect(calls()).toEqual([]);
  });

  it('is read again once five seconds have passed', async () => {
    const { world, provider, run, calls, advance } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    await run(provider.getApp(id));
    calls();
    await advance(5_001);

    await run(provider.getFormation(id));

    expect(calls()).toHaveLength(3);
  });

  it('is read again when the system has set its time back', async () => {
    const { world, provider, run, calls, clock } = connection;
    const { id } = await world.addApp({ name: 'shop' });
    await run(provider.getApp(id));
    calls();
    clock.setBack(3_600_000);

    await run(provider.getFormation(id));

    expect(calls()).toHaveLength(3);
  });

  it('is nothing for a stopped app, whose previous formation is what a start brings back', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', scaling: { minInstances: 2 } });

    const formations = [await run(provider.getFormation(id)), await run(provider.getPreviousFormation(id))];

    expect(formations).toEqual([{ web: { amount: 0, size: 'XS' } }, { web: { amount: 2, size: 'XS' } }]);
  });

  it('is nothing for an app that failed to wake and is down', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    world.injectRow(id, { state: 'FAIL' });

    const formation = await run(provider.getFormation(id));

    expect(formation).toEqual({ web: { amount: 0, size: 'XS' } });
  });

  it('has no previous one for an app that was never deployed', async () => {
    const { world, provider, run } = connection;
    const { id } = await world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN', commitId: null });

    const previous = await run(provider.getPreviousFormation(id));

    expect(previous).toBeUndefined();
  });
});

describe('connecting to an account', () => {
  it.each(['PLAINTEXT', 'HMAC-SHA512'] as const)('is accepted with OAuth, signed with %s', async (signature) => {
    const { simulator, world, again, run } = connection;
    const { consumerKey, consumerSecret, token, secret } = simulator.oauth;
    const { id } = await world.addApp({ name: 'shop' });
    const provider = again({
      credentials: {
        kind: 'oauth',
        consumerKey,
        consumerSecret: new Secret(consumerSecret),
        token: new Secret(token),
        secret: new Secret(secret),
        signature,
      },
    });

    const app = await run(provider.getApp(id));

    expect(app.name).toBe('shop');
  });

  it('serves the personal space when its owner is a user', async () => {
    const { world, again, run } = connection;
    await world.addApp({ name: 'mine', ownerId: world.userId });
    await world.addApp({ name: 'ours' });

    const apps = await run(again({ owner: world.userId }).listApps());

    expect(apps.map(({ name }) => name)).toEqual(['mine']);
  });

  it('names the missing right of an OAuth consumer', async () => {
    const { world, provider, failure } = connection;
    world.settings.missingRight = true;

    const error = await failure(provider.listApps());

    expect([error.code, error.context.reason]).toEqual(['provider_auth', 'missing_right']);
  });

  it('tells whose credentials these are', async () => {
    const { world, provider, run } = connection;

    const account = await run(provider.getAccount());

    expect(account.id).toBe(world.userId);
  });
});
