import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDuration } from '../../core/model/duration.ts';
import { endJourneys, type Journey, startJourney } from '../support/action-journey.ts';
import type { ActionEnding } from '../support/action-process.ts';
import {
  type Example,
  exampleNames,
  groupOf,
  isStarted,
  readExample,
  runExample,
} from '../support/example-workflow.ts';
import { commentEvent, examplesOf, scheduleEvent } from '../support/webhook-payloads.ts';

const DAY_MS = 86_400_000;

const ago = (ms: number) => new Date(Date.now() - ms).toISOString();

/** Private: whatever is read takes a permission. People write, but for strangers. */
async function open(): Promise<Journey> {
  const journey = await startJourney({ github: { private: true }, speed: 200 });
  // The commit of the sample payloads.
  journey.github.addPullRequest({ number: 42, headSha: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821' });
  journey.github.setAccess('ada', 'write');
  return journey;
}

/** Review apps as they are after a night: asleep, with one web container before. */
async function addAsleep({ scalingo: { world } }: Journey, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await world.addApp({ name, formation: { web: { amount: 0, size: 'S' } }, createdAt: ago(DAY_MS) });
    const slept = { previous_containers: { web: '1:S' }, containers: { web: '0:S' } };
    world.addEvent(name, 'scale', slept, ago(DAY_MS / 2));
  }
}

const webs = ({ scalingo }: Journey) =>
  Object.fromEntries(scalingo.world.apps.map(({ name, formation }) => [name, formation.get('web')?.amount]));

const warned = ({ annotations }: ActionEnding) => annotations.filter(({ level }) => level !== 'notice');

const bodyOf = ({ github }: Journey, number = 42) => github.comments(number).at(-1)?.body ?? '';

/** Most of their time these stories wait for a provider: they do so side by side. */
afterAll(endJourneys);

describe('the examples, as GitHub would run them', () => {
  it.concurrent('wake-on-pull-request: wakes the apps of a pull request, and puts them to sleep when it is closed', async () => {
    const example = await readExample('wake-on-pull-request');
    const journey = await open();
    await addAsleep(journey, ['shop-pr42-front', 'shop-pr42-back', 'shop-pr7-front']);

    const payload = journey.pullRequest({ action: 'opened' });
    const woken = await runExample(journey, example, { event: 'pull_request', payload });

    expect(woken.ending.outputs).toMatchObject({ status: 'ready', changed: 'true' });
    expect(webs(journey)).toEqual({ 'shop-pr42-front': 1, 'shop-pr42-back': 1, 'shop-pr7-front': 0 });
    expect(bodyOf(journey)).toContain('2 apps, all awake');
    journey.github.patchPullRequest(42, { state: 'closed' });
    const closed = journey.pullRequest({ action: 'closed' });
    const slept = await runExample(journey, example, { event: 'pull_request', payload: closed });
    expect(slept.ending.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
    expect(webs(journey)).toEqual({ 'shop-pr42-front': 0, 'shop-pr42-back': 0, 'shop-pr7-front': 0 });
    expect(bodyOf(journey)).toContain('2 apps, all asleep');
    expect([woken, slept].flatMap(({ ending }) => warned(ending))).toEqual([]);
    expect(journey.github.comments(42)).toHaveLength(1);
  });

  it.concurrent('e2e-then-sleep: gives the tests an address that answers, and sleeps at the end of the job', async () => {
    const example = await readExample('e2e-then-sleep');
    const journey = await open();
    await addAsleep(journey, ['shop-pr42']);

    const payload = journey.pullRequest({ action: 'synchronize' });
    const { ending, shells, post } = await runExample(journey, example, { event: 'pull_request', payload });

    const [{ BASE_URL = '' } = {}] = shells;
    expect((await fetch(BASE_URL)).status).toBe(200);
    const end = await post();
    expect(webs(journey)).toEqual({ 'shop-pr42': 0 });
    expect(bodyOf(journey)).toContain('shop-pr42 is asleep');
    expect([...warned(ending), ...warned(end)]).toEqual([]);
  });

  it.concurrent('e2e-then-sleep: tests nothing for a fork, and succeeds', async () => {
    const example = await readExample('e2e-then-sleep');
    const journey = await open();
    await addAsleep(journey, ['shop-pr42']);

    const payload = journey.pullRequest({ action: 'opened', headRepository: 'mallory/shop' });
    const run = { event: 'pull_request', payload, withoutSecrets: true };
    const { ending, shells } = await runExample(journey, example, run);

    expect(ending.outputs.status).toBe('skipped');
    expect(shells).toEqual([]);
    expect(warned(ending)).toEqual([]);
    expect(webs(journey)).toEqual({ 'shop-pr42': 0 });
  });

  it.concurrent('sleep-at-night: tells by hand what it would do, and does it on schedule', async () => {
    const example = await readExample('sleep-at-night');
    const journey = await open();
    const { github, scalingo } = journey;
    github.patchPullRequest(42, { updatedAt: ago(DAY_MS) });
    github.addPullRequest({ number: 7 });
    github.addComment(7, { login: 'ada', body: 'Looks good' });
    for (const name of ['shop-pr42-front', 'shop-pr7-front'])
      await scalingo.world.addApp({ name, createdAt: ago(9 * DAY_MS), lastDeployedAt: ago(2 * DAY_MS) });

    const [payload = {}] = examplesOf('workflow_dispatch');
    const run = { event: 'workflow_dispatch', payload, inputs: { 'dry-run': true } };
    const told = await runExample(journey, example, run);

    expect(told.ending.summary).toMatch(/shop-pr42-front.*would be put to sleep/);
    expect(webs(journey)).toEqual({ 'shop-pr42-front': 1, 'shop-pr7-front': 1 });
    const cron = cronsOf(example)[0] ?? '';
    const slept = await runExample(journey, example, { event: 'schedule', payload: scheduleEvent(cron) });
    expect(webs(journey)).toEqual({ 'shop-pr42-front': 0, 'shop-pr7-front': 1 });
    expect([told, slept].flatMap(({ ending }) => warned(ending))).toEqual([]);
  });

  it.concurrent('comment-commands: wakes by a comment, and sleeps by a box that is ticked', async () => {
    const example = await readExample('comment-commands');
    const journey = await open();
    const { github } = journey;
    await addAsleep(journey, ['shop-pr42-front']);
    await journey.scalingo.world.addApp({ name: 'shop-pr42-back', createdAt: ago(DAY_MS) });
    const repository = github.repository;

    const commentId = github.addComment(42, { login: 'ada', body: '/paastis wake' });
    const payload = commentEvent({ body: '/paastis wake', commentId, author: 'ada', repository });
    const woken = await runExample(journey, example, { event: 'issue_comment', payload });

    expect(webs(journey)).toEqual({ 'shop-pr42-front': 1, 'shop-pr42-back': 1 });
    expect(github.reactions(commentId)).toContain('eyes');
    expect(bodyOf(journey)).toContain('asked `/paastis wake`');
    const { id: ours = 0, body: bodyBefore = '' } = github.comments(42).at(-1) ?? {};
    const body = bodyBefore.replace('- [ ] Put shop-pr42-back', '- [x] Put shop-pr42-back');
    github.editComment(ours, body);
    const author = 'github-actions[bot]';
    const edited = { action: 'edited', commentId: ours, author, sender: 'ada', repository } as const;
    const box = commentEvent({ ...edited, body, bodyBefore });
    const slept = await runExample(journey, example, { event: 'issue_comment', payload: box });
    expect(webs(journey)).toEqual({ 'shop-pr42-front': 1, 'shop-pr42-back': 0 });
    expect([woken, slept].flatMap(({ ending }) => warned(ending))).toEqual([]);
  });

  it('comment-commands: starts no machine for other comments, and waits in the group of the pull request', async () => {
    const example = await readExample('comment-commands');
    const events = [
      commentEvent({ body: 'Looks good /paastis wake' }),
      commentEvent({ body: '/paastis wake', pullRequest: false }),
      commentEvent({ action: 'edited', body: '/paastis wake', bodyBefore: '/paastis sleep' }),
      commentEvent({ action: 'deleted', body: '/paastis wake' }),
      commentEvent({ body: '/paastis wake' }),
    ];

    const started = events.map((payload) => isStarted(example, { event: 'issue_comment', payload }));

    expect(started).toEqual([false, false, false, false, true]);
    const [, , , , payload = {}] = events;
    expect(groupOf(example, { event: 'issue_comment', payload })).toBe('paastis-42');
  });

  it.concurrent('clever-cloud: waits for the deployment of the push, and tells of it as a deployment of GitHub', async () => {
    const example = await readExample('clever-cloud');
    const journey = await open();
    const { clever, github } = journey;
    const { id } = await clever.world.addApp({
      name: 'shop-api-PR-42',
      state: 'SHOULD_BE_DOWN',
      deployedAt: new Date(Date.now() - DAY_MS),
      // Longer than the process takes to look.
      bootMs: 300_000,
    });
    clever.world.injectDeployment(id, { cause: 'git push', commit: 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e' });

    const run = { event: 'pull_request', instead: { owner: clever.owner }, provider: 'clever-cloud' } as const;
    const payload = journey.pullRequest({ action: 'synchronize' });
    const woken = await runExample(journey, example, { ...run, payload });

    expect(woken.ending.outputs).toMatchObject({ status: 'ready' });
    expect(clever.world.getApp(id).starts).toBe(0);
    const [deployment] = github.deployments();
    expect(deployment?.statuses.at(-1)).toMatchObject({ state: 'success', environmentUrl: woken.ending.outputs.url });
    github.patchPullRequest(42, { state: 'closed' });
    const slept = await runExample(journey, example, { ...run, payload: journey.pullRequest({ action: 'closed' }) });
    expect(clever.world.getApp(id)).toMatchObject({ stops: 1 });
    expect(github.deployments()[0]?.statuses.at(-1)?.state).toBe('inactive');
    expect([woken, slept].flatMap(({ ending }) => warned(ending))).toEqual([]);
  });

  const parts = 'db-admin identity api front admin search billing mail images docs storybook'.split(' ');

  it.concurrent('eleven-apps: wakes all eleven, those that the API needs before it', async () => {
    const example = await readExample('eleven-apps');
    const journey = await open();
    await addAsleep(
      journey,
      [...parts, 'production'].map((part) => (part === 'production' ? `shop-${part}` : `shop-pr42-${part}`)),
    );
    const settings = await readFile(resolve(import.meta.dirname, '../../examples/paastis.yml'), 'utf8');
    const sha = 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e';
    journey.github.addFile('paastis.yml', settings, sha);

    const payload = journey.pullRequest({ action: 'opened' });
    const { ending } = await runExample(journey, example, { event: 'pull_request', payload, runner: { sha } });

    expect(webs(journey)).toEqual({
      ...Object.fromEntries(parts.map((part) => [`shop-pr42-${part}`, 1])),
      'shop-production': 0,
    });
    const order = journey.scalingo.world.scaleCalls.map(({ app }) => app.replace('shop-pr42-', ''));
    const before = order.slice(0, order.indexOf('api'));
    expect(before).toEqual(expect.arrayContaining(['db-admin', 'identity']));
    expect(order).toHaveLength(parts.length);
    expect(warned(ending)).toEqual([]);
  });
});

describe.each(exampleNames)('examples/workflows/%s.yml', (name) => {
  it('gives the step the time it may take, so that it can tell what it knows', async () => {
    const { job } = await readExample(name);

    const [timeout = '10m'] = job.steps.flatMap(({ with: inputs }) => inputs.timeout ?? []);
    const appearing = 3 * 60_000;
    const sweepsOnly = name === 'sleep-at-night';
    const most = sweepsOnly ? appearing : (parseDuration(timeout) ?? 0) + appearing;
    expect(job['timeout-minutes'] * 60_000).toBeGreaterThan(most);
  });

  it('loses no run, and never cancels one that wakes or sleeps', async () => {
    const { concurrency, job, on } = await readExample(name);

    const group = concurrency ?? job.concurrency;
    const shared = group?.group.startsWith('paastis-${{');
    expect(group).toMatchObject(shared ? { queue: 'max' } : { group: expect.stringMatching(/^(paastis-sweep|e2e-)/) });
    if (group?.['cancel-in-progress'] === true) expect(Object.keys(on)).toEqual(['pull_request']);
  });

  it('asks for schedules when GitHub is not at its busiest', async () => {
    const minutes = cronsOf(await readExample(name)).map((cron) => cron.split(' ')[0]);

    expect(minutes.filter((minute = '*') => !/^\d+$/.test(minute) || Number(minute) % 30 === 0)).toEqual([]);
  });
});

function cronsOf({ on }: Example): readonly string[] {
  const { schedule } = on;
  return Array.isArray(schedule) ? schedule.map(({ cron }) => cron) : [];
}
