import { createGitHub } from '../../../action/github/client.ts';
import { GitHubError, permissionLines } from '../../../action/github/errors.ts';
import type { GitHub } from '../../../action/github/github.ts';
import { Deployments, environmentOf } from '../../../action/telling/deployments.ts';
import { Secret, silentLog } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type FakeGitHub, startFakeGitHub } from '../../support/fake-github.ts';

const shop = { ref: 'scalingo/osc-fr1/shop-pr42', name: 'shop-pr42' };
const api = { ref: 'scalingo/osc-fr1/api-pr42', name: 'api-pr42' };
const [first = '', second = ''] = ['a', 'b'].map((letter) => letter.repeat(40));
const shown = { url: 'https://shop-pr42.osc-fr1.scalingo.io', logUrl: 'https://github.com/acme/shop/actions/runs/1' };

let clock: FakeClock;
let fake: FakeGitHub;
let github: GitHub;

beforeEach(async () => {
  clock = new FakeClock();
  fake = await startFakeGitHub({ clock });
  fake.addPullRequest({ number: 42, headSha: first });
  // GitHub knows a commit by what points at it.
  fake.addPullRequest({ number: 43, headSha: second });
  github = createGitHub({
    token: new Secret(fake.token),
    apiUrl: fake.url,
    repository: fake.repository,
    clock,
    log: silentLog,
  });
});

afterEach(async () => {
  await github.close();
  await fake.close();
  expect(fake.mistakes()).toEqual([]);
});

/** `shop-pr42 aaaa success inactive`: each deployment with what was said of it, oldest first. */
function seen(): readonly string[] {
  return fake.deployments().map(({ environment, sha, statuses }) => {
    return [environment.replace('paastis/', ''), sha.slice(0, 4), ...statuses.map(({ state }) => state)].join(' ');
  });
}

/** A run that wakes the app at this commit. */
async function wake(deployments: Deployments, sha = first, app = shop): Promise<void> {
  await deployments.begin(app, sha);
  await deployments.succeed(app, shown);
}

it('has an environment for each app, of a name that GitHub takes', () => {
  expect(environmentOf('shop-pr42')).toBe('paastis/shop-pr42');
  expect(environmentOf('a\n::error::b')).toBe('paastis/a::error::b');
  expect(environmentOf('x'.repeat(400))).toHaveLength(255);
});

describe('a wake', () => {
  it('speaks for the deployment it made though the answer was lost', async () => {
    const deployments = new Deployments(github);
    fake.lose(/\/deployments$/);

    await clock.run(wake(deployments));

    expect(seen()).toEqual(['shop-pr42 aaaa success']);
    expect(deployments.problems).toEqual([]);
  });

  it('is shown as pending, then with the address of the app', async () => {
    const deployments = new Deployments(github);

    const id = await clock.run(deployments.begin(shop, first));
    const before = seen();
    await clock.run(deployments.succeed(shop, { ...shown, description: 'awake after 12 s' }));

    expect(before).toEqual(['shop-pr42 aaaa']);
    expect(fake.deployments()).toMatchObject([
      {
        id,
        transient: true,
        production: false,
        statuses: [
          { state: 'success', environmentUrl: shown.url, logUrl: shown.logUrl, description: 'awake after 12 s' },
        ],
      },
    ]);
    expect(deployments.told).toEqual([{ ref: shop.ref, id, sha: first }]);
    expect(deployments.problems).toEqual([]);
    expect(fake.calls()).toBe(2);
  });

  it('that fails is told, with the older one retired', async () => {
    const earlier = new Deployments(github);
    await clock.run(wake(earlier));
    const deployments = new Deployments(github, earlier.told);

    await clock.run(deployments.begin(shop, second));
    await clock.run(deployments.fail(shop, shown));

    expect(seen()).toEqual(['shop-pr42 aaaa success inactive', 'shop-pr42 bbbb failure']);
  });

  it('of another commit retires the one before, in three calls', async () => {
    const earlier = new Deployments(github);
    await clock.run(wake(earlier));
    const calls = fake.calls();
    const deployments = new Deployments(github, earlier.told);

    await clock.run(wake(deployments, second));

    expect(seen()).toEqual(['shop-pr42 aaaa success inactive', 'shop-pr42 bbbb success']);
    expect(deployments.told).toMatchObject([{ sha: second }]);
    expect(fake.calls() - calls).toBe(3);
  });

  it('of a commit that has a deployment costs a status alone', async () => {
    const earlier = new Deployments(github);
    await clock.run(wake(earlier));
    await clock.run(new Deployments(github, earlier.told).retire(shop));
    const calls = fake.calls();

    await clock.run(wake(new Deployments(github, earlier.told)));

    expect(seen()).toEqual(['shop-pr42 aaaa success inactive success']);
    expect(fake.calls() - calls).toBe(1);
  });

  it('of a commit whose deployment somebody has deleted makes a new one', async () => {
    const deployments = new Deployments(github, [{ ref: shop.ref, id: 9_999, sha: first }]);

    await clock.run(wake(deployments));

    expect(seen()).toEqual(['shop-pr42 aaaa success']);
    expect(deployments.told).toMatchObject([{ id: fake.deployments()[0]?.id }]);
    expect(deployments.problems).toEqual([]);
  });

  it('does not wait for its deployment to be created', async () => {
    const deployments = new Deployments(github);
    const held = fake.hold({ method: 'POST', path: /\/deployments$/ });

    void deployments.begin(shop, first);
    const told = deployments.succeed(shop, shown);
    await held.arrived();
    held.release();
    await told;

    expect(seen()).toEqual(['shop-pr42 aaaa success']);
  });

  it('of several apps keeps each in its own environment', async () => {
    const deployments = new Deployments(github);

    await clock.run(Promise.all([wake(deployments), wake(deployments, first, api)]));

    expect(seen().toSorted()).toEqual(['api-pr42 aaaa success', 'shop-pr42 aaaa success']);
  });

  it('that was never begun is not told', async () => {
    await clock.run(new Deployments(github).succeed(shop, shown));

    expect(fake.calls()).toBe(0);
  });

  it('is told once', async () => {
    const deployments = new Deployments(github);
    await clock.run(wake(deployments));

    await clock.run(deployments.fail(shop, shown));

    expect(seen()).toEqual(['shop-pr42 aaaa success']);
  });
});

describe('a sleep', () => {
  it('retires the deployment that is known, in one call', async () => {
    const earlier = new Deployments(github);
    await clock.run(wake(earlier));
    const calls = fake.calls();

    await clock.run(new Deployments(github, earlier.told).retire(shop, { description: 'asleep' }));

    expect(seen()).toEqual(['shop-pr42 aaaa success inactive']);
    expect(fake.calls() - calls).toBe(1);
  });

  it('looks for deployments where none is known', async () => {
    await clock.run(wake(new Deployments(github)));

    await clock.run(new Deployments(github).retire(shop));

    expect(seen()).toEqual(['shop-pr42 aaaa success inactive']);
  });
});

describe('the end of a pull request', () => {
  it('retires what is active, and looks no further than it must', async () => {
    for (const sha of [first, second, first]) await clock.run(wake(new Deployments(github), sha));
    await clock.run(wake(new Deployments(github), first, api));
    const [oldest] = fake.deployments();
    await clock.run(github.createDeploymentStatus(oldest?.id ?? 0, { state: 'inactive' }));
    const calls = fake.calls();

    await clock.run(new Deployments(github).retireAll(shop));

    expect(seen()).toEqual([
      'shop-pr42 aaaa success inactive',
      'shop-pr42 bbbb success inactive',
      'shop-pr42 aaaa success inactive',
      'api-pr42 aaaa success',
    ]);
    // The list, the newest, a look and a status for the next, a look at the oldest.
    expect(fake.calls() - calls).toBe(5);
  });

  it('leaves those that failed as they are', async () => {
    const failed = new Deployments(github);
    await clock.run(wake(new Deployments(github)));
    await clock.run(failed.begin(shop, second));
    await clock.run(failed.fail(shop, {}));
    await clock.run(wake(new Deployments(github)));

    await clock.run(new Deployments(github).retireAll(shop));

    expect(seen()).toEqual([
      'shop-pr42 aaaa success inactive',
      'shop-pr42 bbbb failure',
      'shop-pr42 aaaa success inactive',
    ]);
  });

  it('touches ten at most', async () => {
    for (let times = 0; times < 12; times += 1) await clock.run(wake(new Deployments(github)));

    await clock.run(new Deployments(github).retireAll(shop));

    expect(seen().filter((line) => line.endsWith(' inactive'))).toHaveLength(10);
  });
});

describe('a run that ends before its time', () => {
  it('leaves nothing pending, neither what is begun nor what is just being created', async () => {
    const deployments = new Deployments(github);
    await clock.run(deployments.begin(shop, first));
    const held = fake.hold({ method: 'POST', path: /\/deployments$/ });
    const late = deployments.begin(api, first);
    await held.arrived();

    const abandoned = deployments.abandon({ description: 'cancelled' });
    held.release();
    await Promise.all([abandoned, late]);

    expect(seen()).toEqual(['shop-pr42 aaaa error', 'api-pr42 aaaa error']);
    expect(deployments.pending).toEqual([]);
  });

  it('begins and tells nothing any more', async () => {
    const deployments = new Deployments(github);
    await clock.run(deployments.begin(shop, first));
    await clock.run(deployments.abandon());

    await clock.run(wake(deployments));
    await clock.run(deployments.begin(api, first));

    expect(seen()).toEqual(['shop-pr42 aaaa error']);
  });

  it('leaves alone what it has told, and what an earlier run made', async () => {
    const earlier = new Deployments(github);
    await clock.run(wake(earlier));
    const deployments = new Deployments(github, earlier.told);
    await clock.run(deployments.begin(shop, first));
    await clock.run(wake(deployments, first, api));

    await clock.run(deployments.abandon());

    expect(seen()).toEqual(['shop-pr42 aaaa success', 'api-pr42 aaaa success']);
  });

  it('can be cleaned up after by its post step, from the ids it saved', async () => {
    const crashed = new Deployments(github);
    await clock.run(crashed.begin(shop, first));

    await clock.run(new Deployments(github).abandon({}, crashed.pending));

    expect(seen()).toEqual(['shop-pr42 aaaa error']);
  });
});

describe('what GitHub refuses', () => {
  it('is one problem, however many apps there are, and ends all further tries', async () => {
    fake.grant({ 'pull-requests': 'write' });
    const deployments = new Deployments(github);
    await clock.run(Promise.all([wake(deployments), wake(deployments, first, api)]));
    const calls = fake.calls();

    await clock.run(wake(deployments, second));
    await clock.run(deployments.retire(shop));
    await clock.run(deployments.retireAll(shop));
    await clock.run(deployments.abandon());

    expect(deployments.problems).toHaveLength(1);
    expect(deployments.problems[0]).toMatchObject({ code: 'github_forbidden' });
    expect(permissionLines(deployments.problems[0])).toEqual(['permissions:', '  deployments: write']);
    expect(deployments.told).toEqual([]);
    expect(fake.calls()).toBe(calls);
  });

  it('never breaks anything, whatever it is', async () => {
    const deployments = new Deployments(github);
    fake.fail({ path: /\/deployments$/, status: 502, body: '<html></html>' });
    await clock.run(wake(deployments));
    fake.fail({ path: /\/statuses$/, status: 422, body: { message: 'Validation Failed' } });
    await clock.run(wake(deployments, first, api));

    expect(deployments.problems.map((error) => error instanceof GitHubError && error.code)).toEqual([
      'github_unavailable',
      'github_invalid',
    ]);
    expect(seen()).toEqual(['api-pr42 aaaa']);
    expect(deployments.pending).toEqual([fake.deployments()[0]?.id]);
  });

  it('may be a bug of ours, which is told as well', async () => {
    const broken: GitHub = { ...github, calls: 0, createDeployment: () => Promise.reject(new TypeError('x')) };
    const deployments = new Deployments(broken);

    await wake(deployments);

    expect(deployments.problems).toEqual([new TypeError('x')]);
  });
});
