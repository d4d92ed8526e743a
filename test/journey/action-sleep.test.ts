import type { ScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { endJourneys, type Journey, startJourney } from '../support/action-journey.ts';

afterEach(endJourneys);

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** An app that has run for days. */
const addApp = ({ world }: ScalingoSimulator, name: string, facts: object = {}) =>
  world.addApp({ name, createdAt: hoursAgo(72), lastDeployedAt: hoursAgo(50), ...facts });

const states = (github: Journey['github'], environment: string) =>
  github.deployments(environment).map(({ statuses }) => statuses.at(-1)?.state);

const told = ({ outputs }: { outputs: Readonly<Record<string, string>> }) =>
  JSON.parse(outputs.apps ?? '[]').map((app: Record<string, string>) => [app.name, app.after, app.reason]);

const writes = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('GET '));

describe('the end of a pull request', () => {
  it('puts its apps to sleep however lately they were used, and retires what was deployed for them', async () => {
    const { github, scalingo, pullRequest, run, githubCalls } = await startJourney({ speed: 5_000 });
    const [first, second] = ['a'.repeat(40), 'b'.repeat(40)];
    const inputs = { apps: 'shop-pr{pr}', deployment: 'true' };
    await addApp(scalingo, 'shop-pr42', { formation: { web: { amount: 0, size: 'M' } } });
    github.addPullRequest({ number: 42, headSha: first });
    await run({ payload: pullRequest({ action: 'opened', headSha: first }), inputs });
    // Somebody scales it away; the next push wakes it for another commit.
    scalingo.world.scale('shop-pr42', { web: 0 });
    await new Promise((done) => setTimeout(done, 300));
    github.patchPullRequest(42, { headSha: second });
    await run({ payload: pullRequest({ action: 'synchronize', headSha: second }), inputs });
    scalingo.world.addRequests('shop-pr42', hoursAgo(1 / 60));
    github.patchPullRequest(42, { merged: true, state: 'closed' });
    githubCalls();

    const ending = await run({ payload: pullRequest({ action: 'closed', merged: true }), inputs });

    expect(ending.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
    expect(scalingo.world.formationOf('shop-pr42')).toMatchObject({ web: { amount: 0 } });
    expect(states(github, 'paastis/shop-pr42')).toEqual(['inactive', 'inactive']);
    expect(github.comments(42)).toHaveLength(1);
    expect(github.comments(42)[0]?.body).toContain('### Paastis: shop-pr42 is asleep');
    expect(githubCalls().length).toBeLessThanOrEqual(6);
  });

  it('leaves what a task or somebody keeps, says why, and tells of what its provider has deleted', async () => {
    const { github, scalingo, pullRequest, run, githubCalls } = await startJourney({ speed: 5_000 });
    const inputs = { apps: 'shop-pr{pr}-web\nshop-pr{pr}-api' };
    const off = { formation: { web: { amount: 0, size: 'M' } } };
    await Promise.all(['shop-pr42-web', 'shop-pr42-api'].map((name) => addApp(scalingo, name, off)));
    github.addPullRequest({ number: 42 });
    await run({ payload: pullRequest({ action: 'opened' }), inputs });
    scalingo.world.addOneOff('shop-pr42-api');
    scalingo.world.remove('shop-pr42-web');
    github.patchPullRequest(42, { state: 'closed' });
    githubCalls();

    const refused = await run({ payload: pullRequest({ action: 'closed' }), inputs });
    const again = await run({ payload: pullRequest({ action: 'closed' }), inputs });

    expect(told(refused)).toEqual([
      [
        'shop-pr42-api',
        'running',
        expect.stringContaining('A one-off task is running on scalingo/osc-fr1/shop-pr42-api'),
      ],
    ]);
    expect(refused.annotations).toEqual([]);
    expect(refused.summary).toContain('Gone already, so nothing to put to sleep: shop-pr42-web.');
    const body = github.comments(42)[0]?.body ?? '';
    expect(body).toContain('### Paastis: shop-pr42-api is awake');
    expect(body).toContain('A one-off task is running');
    expect(body).not.toContain('shop-pr42-web');
    // Told once.
    expect(again.outputs.changed).toBe('false');
    expect(writes(githubCalls())).toHaveLength(1);
  });

  it('makes no comment and no fuss for a pull request that never had one', async () => {
    const { github, scalingo, pullRequest, run, githubCalls } = await startJourney({ speed: 5_000 });
    github.addPullRequest({ number: 42, state: 'closed' });
    await addApp(scalingo, 'shop-pr42');

    const ending = await run({ payload: pullRequest({ action: 'closed' }) });
    const gone = await run({ payload: pullRequest({ action: 'closed', number: 43 }) });

    expect(ending.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
    expect(gone.outputs).toMatchObject({ status: 'skipped', changed: 'false', apps: '[]' });
    expect(writes(githubCalls())).toEqual([]);
    expect(github.comments(42)).toEqual([]);
  });

  it('is not the end where it was opened again, is held by its label, or comes from a fork without secrets', async () => {
    const { github, scalingo, pullRequest, run, githubCalls } = await startJourney({ speed: 5_000 });
    github.addPullRequest({ number: 42 });
    await addApp(scalingo, 'shop-pr42');
    const fork = pullRequest({ action: 'closed', headRepository: 'eve/shop' });

    const reopened = await run({ payload: pullRequest({ action: 'closed', fresh: false }) });
    const held = await run({ payload: pullRequest({ action: 'closed', labels: ['Paastis:Awake'] }) });
    const foreign = await run({ payload: fork, inputs: { token: '' } });

    expect([reopened, held, foreign].map(({ outputs }) => outputs.status)).toEqual(['skipped', 'skipped', 'skipped']);
    expect(reopened.log.join('\n')).toContain('Nothing to do: the pull request has been opened again since.');
    expect(held.log.join('\n')).toContain('the label paastis:awake keeps the apps of this pull request awake');
    expect(foreign.log.join('\n')).toContain('The pull request comes from a fork, which gets no secrets');
    expect(scalingo.world.scaleCalls).toEqual([]);
    expect(writes(githubCalls())).toEqual([]);
  });
});

describe('a pause of a pull request', () => {
  it('spares an app in use when it becomes a draft, not when a label asks for sleep', async () => {
    const { github, scalingo, pullRequest, run } = await startJourney({ speed: 5_000 });
    github.addPullRequest({ number: 42 });
    await addApp(scalingo, 'shop-pr42');
    scalingo.world.addRequests('shop-pr42', hoursAgo(1 / 60));
    const label = { label: 'paastis:sleep', labels: ['paastis:sleep', 'paastis:awake'] };

    const draft = await run({ payload: pullRequest({ action: 'converted_to_draft' }) });
    const labelled = await run({ payload: pullRequest({ action: 'labeled', ...label }) });

    expect(told(draft)).toEqual([['shop-pr42', 'running', expect.stringMatching(/in use/)]]);
    expect(draft.annotations).toEqual([]);
    expect(labelled.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
  });

  it('puts an app of Clever Cloud to sleep', async () => {
    const { clever, github, pullRequest, run } = await startJourney({ speed: 5_000 });
    github.addPullRequest({ number: 42 });
    const { id } = await clever.world.addApp({ name: 'shop-pr42' });

    const ending = await run({ provider: 'clever-cloud', payload: pullRequest({ action: 'closed' }) });

    expect(ending.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
    expect(clever.world.getApp(id).state).toBe('SHOULD_BE_DOWN');
  });
});

describe('an app with an autoscaler', () => {
  it('has it back when a later run wakes the app, unless it was switched off before', async () => {
    const { github, scalingo, pullRequest, run } = await startJourney({ speed: 5_000 });
    const { world } = scalingo;
    github.addPullRequest({ number: 42 });
    const formation = { web: { amount: 2, size: 'M' }, worker: { amount: 1, size: 'S' } };
    await addApp(scalingo, 'shop-pr42', { formation });
    const web = world.addAutoscaler('shop-pr42', { type: 'web' });
    const worker = world.addAutoscaler('shop-pr42', { type: 'worker', disabled: true, min: 1 });
    for (const autoscaler of world.app('shop-pr42').autoscalers) autoscaler.updatedAtMs -= 3_600_000;

    await run({ payload: pullRequest({ action: 'labeled', label: 'paastis:sleep' }) });
    const asleep = world.autoscalersOf('shop-pr42').map(({ disabled }) => disabled);
    await run({ payload: pullRequest({ action: 'labeled', label: 'paastis:wake' }) });

    expect(asleep).toEqual([true, true]);
    expect(world.formationOf('shop-pr42')).toEqual({ ...formation, web: { ...formation.web, autoscaler: web } });
    expect(world.autoscalersOf('shop-pr42').find(({ id }) => id === worker)?.disabled).toBe(true);
  });
});
