import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { decodeState } from '../../action/comment/hidden.ts';
import { hasMarker } from '../../action/comment/marker.ts';
import type { Fault } from '../../core/simulator/simulator.ts';
import { type InProcessEnding, runInProcess, runPostInProcess } from '../support/action-in-process.ts';
import { type FakeGitHub, startFakeGitHub } from '../support/fake-github.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { addVendorApp, type VendorApp } from '../support/vendor-app.ts';
import { commentEvent, pullRequestEvent, withOverlay } from '../support/webhook-payloads.ts';

const NUMBER = 42;
const SHA = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';
const repository = 'acme/shop';

/** One run of the Action, so long after the race began. */
const start = fc.record({
  atMs: fc.constantFrom(0, 0, 0, 40, 900, 2_500, 6_000, 9_000, 20_000),
  kind: fc.constantFrom('push', 'push', 'push', 'wake', 'sleep', 'ready', 'closed'),
  deployment: fc.boolean(),
  sleepAfter: fc.boolean(),
});

type Start = typeof start extends fc.Arbitrary<infer Value> ? Value : never;

const where = fc.constantFrom(
  /\/issues\/\d+\/comments/,
  /\/issues\/comments\/\d+$/,
  /\/deployments$/,
  /\/deployments\/\d+\/statuses/,
  /\/permission$/,
  /\/pulls\/\d+$/,
  /./,
);

const sleeping: readonly string[] = ['sleep', 'closed'];

const method = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE');

/** What GitHub does wrong. */
const githubFault = fc.oneof(
  fc.record({ kind: fc.constant('500' as const), where, method, times: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ kind: fc.constant('lost' as const), where, method, times: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constant('secondary' as const), where, method, times: fc.integer({ min: 1, max: 2 }) }),
  fc.record({ kind: fc.constant('held' as const), where, method, times: fc.constantFrom(200, 1_500, 4_000, 8_000) }),
);

const providerFault = fc.constantFrom<Fault>(
  { kind: 'status', status: 500, contentType: 'text/html', body: '<html>oops</html>' },
  { kind: 'status', status: 503, contentType: 'text/html', body: '' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'slow', ms: 3_000 },
  { kind: 'truncate', length: 'whole' },
  { kind: 'reset', when: 'after', match: /^POST .*\/scale$/ },
  { kind: 'status', status: 500, contentType: 'text/html', body: '', match: /^POST .*\/scale$/ },
);

const race = fc.record({
  starts: fc.array(start, { minLength: 2, maxLength: 3 }),
  /** What the app does before anybody comes. */
  first: fc.constantFrom('asleep', 'asleep', 'running'),
  github: fc.array(githubFault, { maxLength: 3 }),
  provider: fc.array(providerFault, { maxLength: 2 }),
});

type Race = typeof race extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * Several runs of the Action on one pull request at once, GitHub and the provider failing in between. At the end there is
 * one comment, it tells the truth or somebody was warned, no wake has started the app twice, nothing is left under way,
 * and another wake brings back exactly what ran.
 */
export async function run(options: {
  races: number;
  seed: number;
  onProgress?: (done: number) => void;
}): Promise<Record<string, number | string>> {
  let done = 0;
  let runs = 0;
  const property = fc.asyncProperty(race, async (played) => {
    runs += played.starts.length;
    const fault = await play(played);
    done += 1;
    options.onProgress?.(done);
    if (fault !== undefined) throw new Error(fault);
  });
  const result = await fc.check(property, { numRuns: options.races, seed: options.seed, endOnFailure: true });
  const cause = result.errorInstance instanceof Error ? result.errorInstance.message : 'failed';
  const firstFault = result.failed ? `${cause} in ${fc.stringify(result.counterexample)}` : '';
  return { races: result.numRuns, runs, faults: result.failed ? 1 : 0, firstFault };
}

/** What a race is played on. */
interface Scene {
  readonly stage: Stage;
  readonly github: FakeGitHub;
  readonly app: VendorApp;
  readonly before: unknown;
  /** Answers that GitHub holds back: the clock may pass over them. */
  held: () => number;
}

async function play(played: Race): Promise<string | undefined> {
  const stage = await openStage();
  const github = await startFakeGitHub({ clock: stage.clock, repository });
  try {
    const app = await addVendorApp(stage, 'scalingo');
    const scene: Scene = { stage, github, app, before: app.facts(), held: () => 0 };
    github.addPullRequest({ number: NUMBER, headSha: SHA });
    github.setAccess('octocat', 'write');
    if (played.first === 'asleep') await sleepFirst(scene);
    return await playOn(scene, played);
  } finally {
    github.heal();
    await stage.close();
    await github.close();
  }
}

/** As the Action does it, so that it has to find out by the provider's history what ran. */
async function sleepFirst(scene: Scene): Promise<void> {
  const ending = await advance(scene, act(scene, { atMs: 0, kind: 'sleep', deployment: false, sleepAfter: false }, 0));
  if (!ending.ok || !scene.app.isDown()) throw new Error(`It did not sleep: ${ending.texts.join('\n')}`);
  for (const { id } of scene.github.comments(NUMBER)) scene.github.removeComment(id);
  await scene.stage.clock.advance(600_000);
}

async function playOn(scene: Scene, { starts, github: faults, provider }: Race): Promise<string | undefined> {
  const { app, github, stage } = scene;
  const startsBefore = app.starts();
  breakGitHub(scene, faults);
  for (const fault of provider) app.faults.add(fault);
  const endings = await advance(scene, Promise.all(starts.map((each, index) => act(scene, each, index + 1))));
  github.heal();
  app.faults.clear();
  scene.held = () => 0;
  await stage.clock.advance(600_000);
  const told = endings.flatMap(({ texts }) => texts);
  const found = findFault(scene, { starts, faults, provider }, endings, app.starts() - startsBefore);
  if (found !== undefined) return `${found}\n${told.join('\n')}`;
  const again = await advance(scene, act(scene, { atMs: 0, kind: 'wake', deployment: true, sleepAfter: false }, 9));
  await stage.clock.advance(600_000);
  const whole = starts.every(({ kind, sleepAfter }) => !sleeping.includes(kind) && !sleepAfter);
  const repeated = findRepeatFault(scene, again, whole && endings.every(({ ok }) => ok));
  return repeated === undefined ? undefined : `${repeated}\n${told.join('\n')}\nAGAIN\n${again.texts.join('\n')}`;
}

const advance = <T>({ stage, ...scene }: Scene, promise: Promise<T>): Promise<T> =>
  stage.clock.run(promise, () => stage.scalingo.held + scene.held());

function breakGitHub(scene: Scene, faults: Race['github']): void {
  const { github, stage } = scene;
  const holds: { readonly waiting: number }[] = [];
  scene.held = () => holds.reduce((sum, { waiting }) => sum + waiting, 0);
  for (const { kind, where: path, method: verb, times } of faults) {
    const pattern = { method: verb, path };
    if (kind === '500') github.fail({ ...pattern, status: 500, times });
    else if (kind === 'lost') github.lose(pattern, times);
    else if (kind === 'secondary') github.failSecondary(pattern, { retryAfterS: 5, times });
    else {
      const hold = github.hold(pattern);
      holds.push(hold);
      // What waits is let go after so long, once.
      void hold.arrived().then(() => stage.clock.delay(times).then(() => hold.release()));
    }
  }
}

/** One run, with its post step a while later where it has one. */
async function act(
  scene: Scene,
  { atMs, kind, deployment, sleepAfter }: Start,
  index: number,
): Promise<InProcessEnding> {
  const { github, stage } = scene;
  const { clock, scalingo } = stage;
  if (atMs > 0) await clock.delay(atMs);
  const now = clock.now().toISOString();
  const inputs = {
    apps: 'shop-pr{pr}',
    token: scalingo.token,
    'github-token': github.token,
    deployment: String(deployment),
    'sleep-after': String(sleepAfter),
    'idle-after': '0s',
  };
  const env = {
    GITHUB_REPOSITORY: repository,
    GITHUB_API_URL: github.url,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_SHA: SHA,
    GITHUB_RUN_ID: String(1_000 + index),
    GITHUB_ACTOR: 'octocat',
    SCALINGO_API_URL: scalingo.apiUrl,
    SCALINGO_AUTH_URL: scalingo.authUrl,
  };
  const begun = { clock, inputs, env, ...eventOf(scene, kind, now) };
  const ending = await runInProcess(begun);
  // As `post-if: always()` has it.
  if (ending.left === undefined) return ending;
  await clock.delay(3_000);
  const post = await runPostInProcess(begun, ending.left);
  const both = (name: 'texts' | 'warnings' | 'errors') => [...ending[name], ...post[name]];
  return {
    ...post,
    ok: ending.ok && post.ok,
    texts: both('texts'),
    warnings: both('warnings'),
    errors: both('errors'),
  };
}

function eventOf({ github }: Scene, kind: Start['kind'], now: string): { event: string; payload: unknown } {
  if (kind === 'wake' || kind === 'sleep') {
    const line = kind === 'sleep' ? '/paastis sleep --force' : '/paastis wake';
    const commentId = github.addComment(NUMBER, { login: 'octocat', body: line });
    return { event: 'issue_comment', payload: commentEvent({ number: NUMBER, body: line, commentId, repository }) };
  }
  const action = kind === 'push' ? 'synchronize' : kind === 'ready' ? 'ready_for_review' : 'closed';
  const payload = pullRequestEvent({ action, number: NUMBER, headSha: SHA, repository });
  return { event: 'pull_request', payload: withOverlay(payload, { pull_request: { updated_at: now } }) };
}

function findFault(
  { stage, github, app, before }: Scene,
  { starts, faults, provider }: Pick<Race, 'starts' | 'provider'> & { readonly faults: Race['github'] },
  endings: readonly InProcessEnding[],
  started: number,
): string | undefined {
  const common = commonFault(stage, github, endings);
  if (common !== undefined) return common;
  const sleeps = starts.filter(({ kind, sleepAfter }) => sleeping.includes(kind) || sleepAfter).length;
  if (started > 1 + sleeps) return `was started ${started} times, with ${sleeps} sleeps`;
  if (!app.isUp() && !app.isDown()) return 'is neither up nor down';
  const whole = sleeps === 0 && endings.every(({ ok }) => ok);
  if (app.isUp() && !runsAs(before, app, whole)) return `runs as ${JSON.stringify(app.facts())}`;
  for (const [index, { ok, errors, texts }] of endings.entries()) {
    if (!ok && errors.length === 0) return `run ${index} failed without a word`;
    if (!ok && provider.length === 0 && faults.length === 0) return `run ${index} failed: ${errors.join('; ')}`;
    if (texts.length === 0) return `run ${index} said nothing`;
  }
  const warned = endings.some(({ ok, warnings }) => !ok || warnings.length > 0);
  return warned ? undefined : tellingFault(github, app);
}

/**
 * @param whole its autoscaler as well. A wake that failed has not put it back, though what it asked for may have been
 * taken; nor has one whose app somebody puts to sleep in the three seconds after it is ready.
 */
function runsAs(before: unknown, app: VendorApp, whole: boolean): boolean {
  return isDeepStrictEqual(
    whole ? app.facts() : withoutAutoscalers(app.facts()),
    whole ? before : withoutAutoscalers(before),
  );
}

function withoutAutoscalers(facts: unknown): unknown {
  return JSON.parse(JSON.stringify(facts, (key, value) => (key === 'autoscaler' ? undefined : value)));
}

function commonFault(stage: Stage, github: FakeGitHub, endings: readonly InProcessEnding[]): string | undefined {
  const sent = github.requests.map(({ body }) => JSON.stringify(body) ?? '');
  const said = [...endings.flatMap(({ texts }) => texts), ...sent];
  for (const secret of [github.token, stage.scalingo.token])
    if (said.some((text) => text.includes(secret)))
      return `a secret shows: ${said.find((text) => text.includes(secret))}`;
  const bug = said.find((text) => /"code":"bug"|TypeError|ReferenceError|\n {4}at /.test(text));
  if (bug !== undefined) return bug;
  return github.mistakes()[0];
}

/** Nobody was warned, so that comment and deployments tell how things are. */
function tellingFault(github: FakeGitHub, app: VendorApp): string | undefined {
  const [comment, ...others] = github.comments(NUMBER).filter(({ body }) => hasMarker(body));
  if (others.length > 0) return `${others.length + 1} comments`;
  const state = comment && decodeState(comment.body);
  if (comment !== undefined && state === undefined) return `cannot be read: ${comment.body}`;
  for (const { status, name } of state?.apps ?? []) {
    const told = status === 'running' ? app.isUp() : status === 'asleep' || status === 'stopped' ? app.isDown() : false;
    if (!told) return `the comment says ${name} is ${status}, it is ${app.isUp() ? 'up' : 'down'}`;
  }
  const pending = github.deployments().find(({ statuses }) => !isOver(statuses.at(-1)?.state));
  return pending && `deployment ${pending.id} is ${pending.statuses.at(-1)?.state ?? 'pending'}`;
}

function isOver(state: string | undefined): boolean {
  return state !== undefined && ['success', 'failure', 'error', 'inactive'].includes(state);
}

function findRepeatFault(
  { stage, github, app, before }: Scene,
  ending: InProcessEnding,
  whole: boolean,
): string | undefined {
  if (!ending.ok) return `the run after it failed: ${ending.errors.join('; ')}`;
  if (!app.isUp() || !runsAs(before, app, whole)) return `woke as ${JSON.stringify(app.facts())}`;
  const left = stage.clock.pending === 0 ? undefined : `${stage.clock.pending} timers are left`;
  return commonFault(stage, github, [ending]) ?? tellingFault(github, app) ?? left;
}
