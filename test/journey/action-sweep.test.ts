import { encodeState } from '../../action/comment/hidden.ts';
import { COMMENT_MARKER } from '../../action/comment/marker.ts';
import type { CommentState } from '../../action/comment/state.ts';
import type { ScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { endJourneys, type Journey, startJourney } from '../support/action-journey.ts';
import { scheduleEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const minutesAgo = (minutes: number) => hoursAgo(minutes / 60);
const inHours = (hours: number) => hoursAgo(-hours);

/** An app that has run for days. */
const addApp = ({ world }: ScalingoSimulator, name: string) =>
  world.addApp({ name, createdAt: hoursAgo(72), lastDeployedAt: hoursAgo(50) });

const addQuiet = (github: Journey['github'], number: number, facts: object = {}) =>
  github.addPullRequest({ number, createdAt: hoursAgo(100), updatedAt: hoursAgo(49), ...facts });

/** The comment as an earlier run has left it. */
const addOurs = (github: Journey['github'], number: number, facts: Partial<CommentState> = {}) => {
  const state: CommentState = { v: 1, apps: [], keeps: [], deployments: [], borrowed: [], ...facts };
  const body = `${COMMENT_MARKER}\n${encodeState(state)}\n\n### Paastis`;
  return github.addComment(number, { login: 'github-actions[bot]', bot: true, body, at: hoursAgo(48) });
};

const sweep = (cron = '17 19 * * *') => ({ event: 'schedule', payload: scheduleEvent(cron, 'acme/shop') });

const writes = (calls: readonly string[]) => calls.filter((call) => !call.startsWith('GET '));
const endStates = ({ outputs }: { outputs: Readonly<Record<string, string>> }) =>
  Object.fromEntries(JSON.parse(outputs.apps ?? '[]').map((app: Record<string, string>) => [app.name, app.after]));

describe('a pass over all review apps', () => {
  it('sleeps what nobody uses or works on, first as a dry run, then once', async () => {
    const { github, scalingo, run, githubCalls } = await startJourney({ speed: 5_000 });
    for (const n of [1, 2, 3, 4, 5]) await addApp(scalingo, `shop-pr${n}`);
    await addApp(scalingo, 'shop-production');
    // 1 is quiet but for a bot, 2 is visited, 3 talked about, 4 labelled, 5 closed with a conflict: no event told of it.
    for (const n of [1, 2, 3]) addQuiet(github, n);
    addQuiet(github, 4, { labels: ['Paastis:Awake'] });
    addQuiet(github, 5, { state: 'closed', closedAt: hoursAgo(30) });
    addOurs(github, 1);
    github.addComment(1, { login: 'renovate[bot]', bot: true, body: 'Rebased.', at: minutesAgo(10) });
    github.patchPullRequest(1, { updatedAt: minutesAgo(10) });
    scalingo.world.addRequests('shop-pr2', minutesAgo(30));
    github.addComment(3, { login: 'ada', body: 'Nice!', at: minutesAgo(20) });
    github.patchPullRequest(3, { updatedAt: minutesAgo(20) });

    const dry = await run({ ...sweep(), inputs: { 'dry-run': 'true' } });
    const untouched = [...scalingo.world.scaleCalls, ...writes(githubCalls())];
    const real = await run(sweep('17 19 1 1 *'));
    const calls = githubCalls();
    const again = await run(sweep());

    expect(untouched).toEqual([]);
    expect(dry.outputs).toMatchObject({ status: 'ready', changed: 'false' });
    expect(dry.summary).toContain('would sleep 2, would wake 0, failed 0** Dry run: nothing was touched.');
    expect(dry.summary).toContain('It would be 0.96\u00a0€/day less to pay.');
    expect(endStates(real)).toEqual({
      'shop-pr1': 'asleep',
      'shop-pr2': 'running',
      'shop-pr3': 'running',
      'shop-pr4': 'running',
      'shop-pr5': 'asleep',
    });
    expect(real.outputs).toMatchObject({ status: 'mixed', changed: 'true' });
    expect(real.annotations).toEqual([]);
    expect(real.summary).toContain('## Paastis: 5 apps, 3 awake, 2 asleep');
    expect(real.summary).toContain('0.96\u00a0€/day less to pay while they sleep.');
    expect(real.summary).toMatch(/\| shop-pr5 \| .*pull\/5\).*its pull request is closed \|/);
    expect(real.summary).toMatch(
      /- 1 app of a closed pull request was put to sleep, no longer paid: 0\.02.€ an hour, 14.€ a month/,
    );
    expect(real.summary).toContain('- 2 apps left as they are, in use: shop-pr2, shop-pr3');
    expect(real.summary).toContain('- 1 app left as it is, a label of its pull request keeps it awake: shop-pr4');
    expect(real.summary).not.toContain('shop-production');
    expect(real.log.join('\n')).toMatch(/GitHub started this run .* after its schedule \(`17 19 1 1 \*`/);
    expect(writes(calls)).toEqual([expect.stringMatching(/^PATCH .*comments/)]);
    expect(github.comments(1)[0]?.body).toContain('### Paastis: shop-pr1 is asleep');
    expect(again.outputs.changed).toBe('false');
    expect(writes(githubCalls())).toEqual([]);
    expect(new Set(scalingo.world.scaleCalls.map(({ app }) => app))).toEqual(new Set(['shop-pr1', 'shop-pr5']));
  });

  it('keeps awake what somebody keeps by a comment, and what cannot be known', async () => {
    const { github, scalingo, run } = await startJourney({ speed: 5_000 });
    for (const n of [1, 2, 3]) await addApp(scalingo, `shop-pr${n}`);
    for (const n of [1, 2, 3]) addQuiet(github, n);
    const { id } = scalingo.world.app('shop-pr1');
    const key = {
      key: `scalingo/osc-fr1/${id}`,
      ref: 'scalingo/osc-fr1/shop-pr1',
      actor: 'github:ada',
      at: hoursAgo(1),
    };
    addOurs(github, 1, { keeps: [{ ...key, until: inHours(48) }] });
    github.fail({ path: /issues\/2\/comments/, status: 404, times: 99 });
    scalingo.faults.add({
      kind: 'status',
      status: 500,
      contentType: 'application/json',
      body: '{}',
      match: new RegExp(`${scalingo.world.app('shop-pr3').id}/stats`),
      times: 99,
    });

    const ending = await run(sweep());

    expect(scalingo.world.scaleCalls).toEqual([]);
    expect(ending.outputs).toMatchObject({ status: 'ready', changed: 'false' });
    expect(ending.summary).toContain('- 1 app left as it is, somebody keeps it awake: shop-pr1');
    expect(ending.summary).toContain('- 1 app left as it is, nothing is known of its pull request: shop-pr2');
    expect(ending.summary).toContain('- 1 app left as it is, its use is unknown: shop-pr3');
    expect(ending.annotations.map(({ level, message }) => [level, message.split('.')[0]])).toEqual([
      ['warning', 'The comments of the pull request could not be read: GitHub does not know it'],
    ]);
  });

  it('sleeps nothing that has a pull request while GitHub cannot be asked, and says so', async () => {
    const { github, scalingo, run } = await startJourney({ speed: 5_000 });
    await addApp(scalingo, 'shop-pr1');
    await addApp(scalingo, 'shop-staging');
    github.grant({});
    github.fail({ path: /\/pulls/, status: 403, times: 99 });

    const ending = await run({ ...sweep(), inputs: { apps: 'shop-pr{pr}\nshop-staging' } });

    expect(endStates(ending)).toEqual({ 'shop-pr1': 'running', 'shop-staging': 'asleep' });
    expect(ending.summary).toContain('Nothing could be learnt about pull requests, and apps that have one stay awake');
    expect(ending.annotations).toHaveLength(1);
    expect(ending.annotations[0]).toMatchObject({ level: 'warning' });
  });
});

describe('a pass by the settings of the repository', () => {
  const paastis = (mode: string) => `providers:
  - { type: scalingo, region: osc-fr1, token: '\${SCALINGO}' }
  - { type: clever-cloud, region: par, owner: orga_11111111-2222-3333-4444-555555555555, token: '\${CLEVER}' }
mode: ${mode}
rules:
  - { match: 'shop-pr{pr}*', manage: true, idle_after: 1h }
  - { match: '*-production', protect: true }
`;

  it('only tells in observe mode, and acts at both providers in enforce mode', async () => {
    const { clever, github, scalingo, run, githubCalls } = await startJourney({ speed: 5_000 });
    await addApp(scalingo, 'shop-pr1-web');
    await addApp(scalingo, 'shop-production');
    const { id } = await clever.world.addApp({ name: 'shop-pr1-api', deployedAt: new Date(hoursAgo(50)) });
    addQuiet(github, 1);
    const env = { SCALINGO: scalingo.token, CLEVER: clever.token };
    const step = (mode: string) => ({
      ...sweep(),
      inputs: { apps: '', token: '' },
      env,
      workspace: { 'paastis.yml': paastis(mode) },
    });

    const observed = await run(step('observe'));
    const untouched = [...scalingo.world.scaleCalls, ...writes(githubCalls())];
    const enforced = await run(step('enforce'));

    expect(untouched).toEqual([]);
    expect(observed.summary).toContain('Observe mode: nothing was touched.');
    expect(observed.summary).toContain('● running, would be put to sleep');
    expect(endStates(enforced)).toMatchObject({ 'shop-pr1-web': 'asleep', 'shop-pr1-api': 'asleep' });
    expect(clever.world.getApp(id).state).toBe('SHOULD_BE_DOWN');
    expect(github.comments(1)).toEqual([]);
  });
});

describe('sixty apps of thirty pull requests', () => {
  it('cost GitHub one call, and one more for each where something happened', async () => {
    const { github, scalingo, run, githubCalls } = await startJourney({ speed: 5_000 });
    for (let n = 1; n <= 30; n += 1) {
      // Deployed a moment ago: what is certainly in use costs the provider no call.
      const facts = { createdAt: hoursAgo(72), lastDeployedAt: minutesAgo(15) };
      await Promise.all(['web', 'api'].map((kind) => scalingo.world.addApp({ name: `shop-pr${n}-${kind}`, ...facts })));
      addQuiet(github, n, n <= 20 ? {} : { updatedAt: minutesAgo(15) });
    }

    const ending = await run({ ...sweep(), inputs: { apps: 'shop-pr{pr}-*' } });

    expect(JSON.parse(ending.outputs.apps ?? '[]')).toHaveLength(60);
    expect(ending.summary).toMatch(/- 60 apps left as they are, in use: (shop-pr\d+-\w+, ){20}and 40 more apps/);
    expect(githubCalls()).toHaveLength(1 + 10);
  });
});
