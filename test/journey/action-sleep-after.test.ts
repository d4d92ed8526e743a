import { endJourneys, type Journey, type Step } from '../support/action-journey.ts';
import { pushed, told, withAsleepApp } from '../support/asleep-app.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterAll(endJourneys);

const inputs = { 'sleep-after': 'true', deployment: 'true' };

/** How many containers the app was last asked to run. */
function asked({ scalingo }: Journey): number | undefined {
  return scalingo.world.app('shop-pr42').formation.get('web')?.amount;
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 20));
}

/** A job that wakes the app, whatever happens then, and its post step. */
async function job(between: (journey: Journey) => Promise<unknown> | undefined, step: Step = {}) {
  const journey = await withAsleepApp();
  const main = await journey.run({ ...pushed(journey), ...step, inputs: { ...inputs, ...step.inputs } });
  expect(main.outputs.status).toBe('ready');
  await between(journey);
  journey.githubCalls();
  const post = await journey.run({ ...pushed(journey), inputs: { ...inputs, ...step.inputs }, state: main.state });
  return { journey, main, post, text: post.log.join('\n') };
}

describe('the end of a job that has woken an app', () => {
  it.concurrent('puts it back to sleep, row and deployment with it', async () => {
    const { journey, post, text } = await job(() => undefined);

    expect(asked(journey)).toBe(0);
    expect(told(post)).toEqual([]);
    expect(text).toMatch(/shop-pr42: fell asleep/);
    expect(journey.github.comments(42)).toHaveLength(1);
    expect(journey.github.comments(42)[0]?.body).toContain('shop-pr42 is asleep');
    expect(journey.github.deployments()[0]?.statuses.map(({ state }) => state)).toEqual(['success', 'inactive']);
  });

  it.concurrent('leaves it awake when it was awake before, and asks nobody', async () => {
    const journey = await withAsleepApp();
    await journey.run({ ...pushed(journey), inputs: { deployment: 'true' } });
    const main = await journey.run({ ...pushed(journey), inputs, runner: { runId: '1700000001' } });
    journey.githubCalls();
    const calls = journey.scalingo.requests.length;

    const post = await journey.run({ ...pushed(journey), inputs, state: main.state });

    expect(main.outputs).toMatchObject({ status: 'ready', changed: 'false' });
    expect(asked(journey)).toBe(1);
    expect(journey.githubCalls()).toEqual([]);
    expect(journey.scalingo.requests).toHaveLength(calls);
    expect(post.log).toEqual([]);
  });

  it.concurrent('leaves it awake when somebody else has asked for it meanwhile, and says so', async () => {
    const { journey, post, text } = await job((first) =>
      first.run({ ...pushed(first), inputs: { deployment: 'true' }, runner: { runId: '1700000001' } }),
    );

    expect(asked(journey)).toBe(1);
    expect(told(post)).toEqual([]);
    expect(text).toContain('Left awake, since somebody else has asked for it meanwhile: scalingo/osc-fr1/shop-pr42.');
    expect(post.summary).toContain('Left awake');
    expect(journey.github.comments(42)[0]?.body).toContain('shop-pr42 is awake');
  });

  it.concurrent('leaves it awake when the pull request is labelled, or somebody keeps it', async () => {
    const [labelled, kept] = await Promise.all([
      job(async ({ github }) => github.patchPullRequest(42, { labels: ['paastis:awake'] })),
      job(async (first) => {
        const { github } = first;
        github.setAccess('ada', 'write');
        const body = '/paastis keep --for 2h';
        const commentId = github.addComment(42, { login: 'ada', body });
        const payload = commentEvent({ body, commentId, author: 'ada', repository: github.repository });
        await first.run({ event: 'issue_comment', payload, runner: { runId: '1700000002' } });
      }),
    ]);

    expect([asked(labelled.journey), asked(kept.journey)]).toEqual([1, 1]);
    expect(labelled.text).toContain('Left awake: the label paastis:awake keeps the apps of this pull request awake.');
    expect(kept.text).toMatch(/Left awake|keeps .*shop-pr42 awake/);
  });

  it.concurrent('leaves it alone while it is being deployed, and succeeds', async () => {
    const { journey, post, text } = await job(async ({ scalingo }) => void scalingo.world.addDeployment('shop-pr42'));

    expect(asked(journey)).toBe(1);
    expect(text).toContain('shop-pr42 is being deployed');
    expect(told(post)).toEqual([]);
  });

  it.concurrent('comes although the step was killed before it could tell of anything', async () => {
    const journey = await withAsleepApp({ speed: 5 });
    const { github, scalingo } = journey;
    const app = () => scalingo.world.app('shop-pr42');
    // The comment of an earlier run, which knows nothing of this one.
    await journey.run({ ...pushed(journey), inputs: { wait: 'false' } });
    await until(() => app().status === 'running');
    scalingo.world.scale('shop-pr42', { web: 0 });
    await until(() => app().status === 'stopped');
    const runner = { runId: '1700000001' };
    const step = await journey.start({ ...pushed(journey), inputs, runner });
    await step.saw(/booting/);
    await until(() => github.deployments().length === 1);
    await new Promise((done) => setTimeout(done, 100));
    step.kill('SIGKILL');
    const { state } = await step.ended;
    await until(() => app().status === 'running');

    await journey.run({ ...pushed(journey), inputs, state, runner });

    expect(asked(journey)).toBe(0);
    expect(github.deployments()[0]?.statuses.map(({ state: said }) => said)).toEqual(['error', 'inactive']);
  });

  it.concurrent('says why it cannot, where the settings have gone meanwhile', async () => {
    const journey = await withAsleepApp();
    const main = await journey.run({ ...pushed(journey), inputs });

    const post = await journey.run({
      ...pushed(journey),
      inputs: { ...inputs, token: '' },
      state: main.state,
      code: 1,
    });

    expect(told(post)).toEqual([expect.stringContaining('No API token of a provider reaches this step.')]);
  });

  it.concurrent('does nothing at all after steps that woke nothing or failed', async () => {
    const journey = await withAsleepApp();
    const step = { ...pushed(journey), inputs: { ...inputs, timeout: 'soon' } };
    const failed = await journey.run({ ...step, code: 1 });
    const skipped = await journey.run({ event: 'push', payload: {} });

    const posts = await Promise.all([failed, skipped].map(({ state }) => journey.run({ ...step, state })));

    expect(posts.map(({ log, outputs }) => [log, outputs])).toEqual([
      [[], {}],
      [[], {}],
    ]);
    expect(journey.githubCalls()).toEqual([]);
    expect(journey.scalingo.requests).toEqual([]);
  });
});
