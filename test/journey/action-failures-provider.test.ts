import { endJourneys, type Journey, type Step } from '../support/action-journey.ts';
import { pushed, told, withAsleepApp } from '../support/asleep-app.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterAll(endJourneys);

const LONG_MS = 30_000;

/** A push, run to its end in a world of its own. */
async function push(prepare: (journey: Journey) => Step | undefined = () => undefined, code = 1) {
  const journey = await withAsleepApp();
  const step = prepare(journey);
  const ending = await journey.run({ ...pushed(journey), ...step, code });
  return { journey, ending, texts: told(ending) };
}

describe('a token that is no good', () => {
  it.concurrent('is revoked while the app boots: the run fails, says so, and the comment with it', async () => {
    const journey = await withAsleepApp();
    const { scalingo, github } = journey;
    scalingo.world.setStuck('shop-pr42', true);
    const step = await journey.start({ ...pushed(journey), inputs: { deployment: 'true' } });
    await step.saw(/booting/);
    scalingo.world.revokeToken(scalingo.token);
    scalingo.world.revokeBearers();

    const ending = await step.ended;

    journey.check(ending, 1);
    expect(told(ending)).toEqual([expect.stringMatching(/^error: .*the provider refuses our token/)]);
    expect(github.comments(42)[0]?.body).toContain('the provider refuses our token');
    expect(github.deployments()[0]?.statuses.at(-1)?.state).toBe('failure');
  });

  it.concurrent('says which account refuses it and where a new one goes', async () => {
    const { journey, ending, texts } = await push(() => ({ inputs: { token: 'tk-us-not-the-one-0000' } }));

    expect(texts).toEqual([expect.stringMatching(/^error: scalingo\/osc-fr1: the provider refuses our token\./)]);
    expect(texts[0]).toContain('put it into the secret that the workflow passes as `token`');
    expect(ending.outputs).toMatchObject({ status: 'failed', changed: 'false' });
    expect(ending.summary).toContain('the provider refuses our token');
    expect(ending.leaks('tk-us-not-the-one-0000')).toEqual([]);
    expect(journey.github.comments(42)).toEqual([]);
  });

  it.concurrent('lacks the right on this app: not the token is wrong, but what its owner may do', async () => {
    const { journey, ending, texts } = await push(({ scalingo }) => {
      const { token, user } = scalingo.world.addUser('bob');
      scalingo.world.grant('shop-pr42', user, 'limited');
      return { inputs: { token } };
    });

    expect(texts).toHaveLength(1);
    expect(texts[0]).toMatch(/^error: scalingo\/osc-fr1\/shop-pr42: the token is valid but lacks the right to do this/);
    expect(texts[0]).toContain('Give its owner access to the app at the provider');
    expect(JSON.parse(ending.outputs.apps ?? '')).toMatchObject([{ name: 'shop-pr42', after: 'stopped' }]);
    expect(journey.github.comments(42)[0]?.body).toContain('lacks the right');
  });
});

describe('a provider in trouble', () => {
  it.concurrent(
    'keeps the app booting past the deadline: the run ends there, with the lines that allow more time',
    async () => {
      const { journey, ending, texts } = await push(({ scalingo }) => {
        scalingo.world.setStuck('shop-pr42', true);
        return { inputs: { timeout: '5s', deployment: 'true' } };
      });

      expect(texts).toEqual([
        `error: scalingo/osc-fr1/shop-pr42 is still starting, longer than expected.
It may be up in a moment. Where it always takes that long, give it more time:
with:
  timeout: 20m`,
      ]);
      expect(ending.durationMs).toBeLessThan(15_000);
      expect(JSON.parse(ending.outputs.apps ?? '')).toMatchObject([{ after: 'waking' }]);
      expect(journey.github.comments(42)[0]?.body).toContain('timeout: 20m');
      expect(journey.github.deployments()[0]?.statuses.map(({ state }) => state)).toEqual(['failure']);
    },
    LONG_MS,
  );

  it.concurrent(
    'never answers: the run ends when its time is over',
    async () => {
      const { ending, texts } = await push(({ scalingo }) => {
        scalingo.faults.add({ kind: 'hang', times: 1_000 });
        return { inputs: { timeout: '5s' } };
      });

      expect(texts).toEqual([
        'error: scalingo/osc-fr1: the provider did not answer in time.\nRun the job again; what was done already is not done twice.',
      ]);
      expect(ending.durationMs).toBeLessThan(20_000);
      expect(ending.outputs.status).toBe('failed');
    },
    LONG_MS,
  );

  it.concurrent(
    'cannot be reached, or fails: both say what it said and where to look',
    async () => {
      const nowhere = 'http://127.0.0.1:9';
      const [refused, broken] = await Promise.all([
        push(() => ({ env: { SCALINGO_API_URL: nowhere, SCALINGO_AUTH_URL: nowhere } })),
        push(({ scalingo }) => {
          const answer = { status: 500, contentType: 'text/html', body: '<h1>oops</h1>' };
          scalingo.faults.add({ kind: 'status', ...answer, times: 1_000, match: /apps/ });
          return undefined;
        }),
      ]);

      expect(refused.texts).toEqual([expect.stringContaining('ECONNREFUSED')]);
      expect(broken.texts).toEqual([expect.stringContaining('Details: oops')]);
      for (const { ending, texts } of [refused, broken]) {
        expect(texts[0]).toContain('the provider cannot be reached or fails');
        expect(texts[0]).toContain('See the provider’s status page, then run the job again');
        expect(ending.outputs.status).toBe('failed');
      }
    },
    LONG_MS,
  );
});

describe('no token of the provider', () => {
  const noToken = { inputs: { token: '' } };

  it.concurrent('fails on a pull request of the repository, with the line that passes the secret on', async () => {
    const { journey, ending, texts } = await push(() => noToken);

    expect(texts).toEqual([
      `error: No API token of a provider reaches this step.
Keep the token as a secret of the repository or organisation, and pass it on:
with:
  token: \${{ secrets.SCALINGO_API_TOKEN }}`,
    ]);
    expect(ending.outputs).toMatchObject({ status: 'failed', apps: '[]', changed: 'false', url: '' });
    expect(ending.summary).toContain(`\`\`\`yaml\nwith:\n  token: \${{ secrets.SCALINGO_API_TOKEN }}\n\`\`\``);
    expect(journey.githubCalls()).toEqual([]);
    expect(journey.scalingo.requests).toEqual([]);
  });

  it.concurrent('is skipped and succeeds on forks and for Dependabot, unless the workflow says otherwise', async () => {
    const fork = (journey: Journey) => pushed(journey, { headRepository: 'mallory/shop' });
    const bot = { runner: { actor: 'dependabot[bot]' } };

    const ends = await Promise.all([
      push((journey) => ({ ...fork(journey), ...noToken }), 0),
      push(() => ({ ...bot, ...noToken }), 0),
      push((journey) => ({ ...fork(journey), inputs: { token: '', 'missing-token': 'fail' } })),
      push(() => ({ inputs: { token: '', 'missing-token': 'skip' } }), 0),
    ]);

    expect(ends.map(({ ending }) => ending.outputs.status)).toEqual(['skipped', 'skipped', 'failed', 'skipped']);
    expect(ends.map(({ texts }) => texts.length)).toEqual([0, 0, 1, 0]);
    expect(ends[0]?.ending.summary).toContain('from a fork, which gets no secrets');
    expect(ends[1]?.ending.log.join('\n')).toContain('Dependabot gets secrets of its own only');
    expect(ends[3]?.ending.summary).toContain('as `missing-token: skip` asks');
    expect(ends.flatMap(({ journey }) => journey.githubCalls())).toEqual([]);
  });
});

describe('an app that nobody knows', () => {
  it.concurrent('is told with the closest names of the account', async () => {
    const { journey, ending, texts } = await push(() => ({ inputs: { apps: 'shpo-pr{pr}' } }));

    expect(texts).toEqual([
      'error: No app is called shpo-pr42.\nDid you mean shop-pr42? Correct it where it was written: in `apps` of the workflow, in its settings file, or in the command.',
    ]);
    expect(ending.summary).toContain('Did you mean shop-pr42?');
    expect(journey.github.comments(42)).toEqual([]);
  });

  it.concurrent('is told in a comment without names from beyond what the workflow is about', async () => {
    const journey = await withAsleepApp();
    await journey.scalingo.world.addApp({ name: 'secret-pr7', formation: {} });
    const { github } = journey;
    github.setAccess('ada', 'write');
    const body = '/paastis wake secret-pr8';
    const commentId = github.addComment(42, { login: 'ada', body });
    const repository = github.repository;

    await journey.run({
      event: 'issue_comment',
      payload: commentEvent({ body, commentId, author: 'ada', repository }),
    });

    const answer = github.comments(42).at(-1)?.body ?? '';
    expect(answer).toContain('No app is called secret-pr8');
    expect(answer).not.toContain('secret-pr7');
  });
});
