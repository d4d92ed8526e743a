import { isDeepStrictEqual } from 'node:util';
import { decodeState } from '../../action/comment/hidden.ts';
import { hasMarker } from '../../action/comment/marker.ts';
import { systemClock } from '../../core/clock.ts';
import type { Formation } from '../../core/model/formation.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { type ActionEnding, type ActionStart, runAction } from '../support/action-process.ts';
import { type FakeGitHub, startFakeGitHub } from '../support/fake-github.ts';
import { pick, seededRandom } from '../support/random.ts';
import { commentEvent, type JsonObject, pullRequestEvent, withOverlay } from '../support/webhook-payloads.ts';

const NUMBER = 42;
const NAME = 'shop-pr42';
const SHA = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';

/** Boots and stops take so many times less: long enough to be killed in, short enough for a hundred kills. */
const SPEED = 40;
const BOOT_MS = 12_000;
const STOP_MS = 6_000;

/** The step is killed once so many requests of it have arrived, and so much later. */
const MOST_REQUESTS = 14;
const LATEST_KILL_MS = 150;

/** Kills that run side by side: a process spends half of its life waiting. */
const LANES = 4;

const original: Formation = {
  web: { amount: 2, size: 'M' },
  worker: { amount: 1, size: 'S' },
  clock: { amount: 0, size: 'S' },
};

const kinds = ['push', 'borrow', 'comment', 'closed'] as const;

interface Job {
  readonly kind: (typeof kinds)[number];
  readonly requests: number;
  readonly delayMs: number;
}

/**
 * Kills the main step at some instant, lets the post step run as the runner does, then repeats the run: no deployment
 * stays under way, no step says anything twice or says a secret, and the app is up or down with what ran before.
 */
export async function run(options: {
  kills: number;
  seed: number;
  onProgress?: (done: number) => void;
}): Promise<Record<string, number | string>> {
  const random = seededRandom(options.seed);
  const jobs = Array.from({ length: options.kills }, (): Job => {
    return {
      kind: pick(kinds, random),
      requests: 1 + Math.floor(random() * MOST_REQUESTS),
      delayMs: random() < 0.4 ? 0 : Math.floor(random() * LATEST_KILL_MS),
    };
  });
  const faults: string[] = [];
  const counts: Record<string, number> = {};
  const lane = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const { state, fault } = await killOnce(job);
      counts[state] = (counts[state] ?? 0) + 1;
      if (fault !== undefined) faults.push(`${JSON.stringify(job)}: ${fault}`);
      options.onProgress?.(options.kills - jobs.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, options.kills) }, lane));
  return { kills: options.kills, ...counts, faults: faults.length, firstFault: faults[0] ?? '' };
}

interface Scene {
  readonly github: FakeGitHub;
  readonly scalingo: ScalingoSimulator;
}

async function killOnce(job: Job): Promise<{ readonly state: string; readonly fault?: string | undefined }> {
  const scene = {
    github: await startFakeGitHub(),
    scalingo: await startScalingoSimulator({ clock: systemClock, speed: SPEED }),
  };
  try {
    await prepare(scene, job);
    return await killAndLook(scene, job);
  } finally {
    await scene.github.close();
    await scene.scalingo.close();
  }
}

/** Asleep as a sleep leaves it: only the provider's history knows what ran. */
async function prepare({ github, scalingo }: Scene, { kind }: Job): Promise<void> {
  const { world } = scalingo;
  github.addPullRequest({ number: NUMBER, headSha: SHA });
  github.setAccess('octocat', 'write');
  await world.addApp({ name: NAME, formation: original, bootMs: BOOT_MS, stopMs: STOP_MS });
  if (kind === 'closed') return;
  world.scale(NAME, { web: 0, worker: 0 });
  await atRest(scalingo);
}

async function atRest({ world }: ScalingoSimulator): Promise<string> {
  for (let { status } = world.app(NAME); ; { status } = world.app(NAME)) {
    if (status === 'running' || status === 'stopped') return status;
    await systemClock.delay(5);
  }
}

async function killAndLook(scene: Scene, job: Job): Promise<{ state: string; fault: string | undefined }> {
  const { github, scalingo } = scene;
  const start = startOf(scene, job);
  const killed = await kill(scene, start, job);
  const state = killed.killedBy === null ? 'in time' : 'killed';
  const post = await (await runAction({ ...start, state: killed.state })).ended;
  const rest = await atRest(scalingo);
  const fault = findFault(scene, [killed, post]) ?? pendingFault(github);
  if (fault !== undefined) return { state, fault: `${fault}\n${killed.stdout}POST\n${post.stdout}` };
  const again = await (await runAction(start)).ended;
  const last = await (await runAction({ ...start, state: again.state })).ended;
  await atRest(scalingo);
  const left = findFault(scene, [again, last]) ?? pendingFault(github) ?? tellingFault(scene, again, job);
  if (left === undefined) return { state: `${state}, then ${rest}`, fault: undefined };
  return { state, fault: `after all ${left}\n${killed.stdout}POST\n${post.stdout}AGAIN\n${again.stdout}` };
}

async function kill({ github, scalingo }: Scene, start: ActionStart, job: Job): Promise<ActionEnding> {
  const step = await runAction(start);
  let over = false;
  const ended = step.ended.finally(() => {
    over = true;
  });
  // Looked at on every turn of the loop, so that the kill comes before or right after the answer.
  while (!over && github.calls() + scalingo.requests.length < job.requests)
    await new Promise((resolve) => setImmediate(resolve));
  await Promise.race([ended, systemClock.delay(job.delayMs)]);
  step.kill('SIGKILL');
  return ended;
}

function startOf({ github, scalingo }: Scene, { kind }: Job): ActionStart {
  return {
    ...eventOf(github, kind),
    githubToken: github.token,
    inputs: {
      apps: 'shop-pr{pr}',
      token: scalingo.token,
      deployment: 'true',
      'sleep-after': String(kind === 'borrow'),
    },
    env: { SCALINGO_API_URL: scalingo.apiUrl, SCALINGO_AUTH_URL: scalingo.authUrl },
    runner: { apiUrl: github.url, repository: github.repository, sha: SHA },
  };
}

function eventOf(github: FakeGitHub, kind: Job['kind']): { readonly event: string; readonly payload: JsonObject } {
  const { repository } = github;
  if (kind === 'comment') {
    const body = '/paastis wake';
    const commentId = github.addComment(NUMBER, { login: 'octocat', body });
    return { event: 'issue_comment', payload: commentEvent({ number: NUMBER, body, commentId, repository }) };
  }
  const action = kind === 'closed' ? 'closed' : 'synchronize';
  const payload = pullRequestEvent({ action, number: NUMBER, headSha: SHA, repository });
  const updated = { pull_request: { updated_at: new Date().toISOString() } };
  return { event: 'pull_request', payload: withOverlay(payload, updated) };
}

/** What holds for every step that ends, and for the app whenever it is at rest. */
function findFault({ github, scalingo }: Scene, endings: readonly ActionEnding[]): string | undefined {
  for (const ending of endings) {
    const { code, killedBy, stderr, unknown } = ending;
    if (killedBy === null && code !== 0) return `a step ended with ${code}: ${stderr}`;
    if (unknown.length > 0) return `an unknown command: ${JSON.stringify(unknown)}`;
    const leaks = [github.token, scalingo.token].flatMap((secret) => ending.leaks(secret));
    if (leaks.length > 0) return `a secret shows: ${leaks[0]}`;
  }
  const { world } = scalingo;
  const formation = world.formationOf(NAME);
  const isDown = Object.values(formation).every(({ amount }) => amount === 0);
  if (!isDown && !isDeepStrictEqual(formation, original)) return `it runs as ${JSON.stringify(formation)}`;
  return github.mistakes()[0];
}

/** Whatever the main step has begun, the post step has ended, or this run will never be over for its readers. */
function pendingFault(github: FakeGitHub): string | undefined {
  const pending = github.deployments().find(({ statuses }) => {
    return !['success', 'failure', 'error', 'inactive'].includes(statuses.at(-1)?.state ?? '');
  });
  return pending && `deployment ${pending.id} is ${pending.statuses.at(-1)?.state ?? 'pending'}`;
}

/** Once a run has come to its end, everything is as it says. */
function tellingFault({ github, scalingo }: Scene, again: ActionEnding, { kind }: Job): string | undefined {
  const { status } = scalingo.world.app(NAME);
  const expected = kind === 'closed' || kind === 'borrow' ? 'stopped' : 'running';
  if (again.code !== 0) return `the repeated run ended with ${again.code}`;
  if (status !== expected && kind !== 'borrow') return `it is ${status}`;
  const ours = github.comments(NUMBER).filter(({ body }) => hasMarker(body));
  if (ours.length > 1) return `there are ${ours.length} comments`;
  const told = ours.map(({ body }) => decodeState(body)?.apps[0]?.status)[0];
  if (told === undefined) return kind === 'closed' ? undefined : 'there is no comment';
  return (told === 'running') === (status === 'running') ? undefined : `the comment says ${told}, it is ${status}`;
}
