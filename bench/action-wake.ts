import { systemClock } from '../core/clock.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../core/simulator/scalingo/index.ts';
import { type ActionStart, runAction } from '../test/support/action-process.ts';
import { type FakeGitHub, startFakeGitHub } from '../test/support/fake-github.ts';
import { removeFolders } from '../test/support/temporary-folder.ts';
import {
  commentEvent,
  type JsonObject,
  pullRequestEvent,
  scheduleEvent,
  withOverlay,
} from '../test/support/webhook-payloads.ts';
import { type Measure, summarize } from './measure.ts';

const SAMPLES = 10;
const SHA = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';

/** In life 10 s to minutes: so long that it is waited for, and no longer. */
const BOOT_MS = 2_000;

/** One team's pull request has so many. */
const ELEVEN = 11;
const ELEVEN_BOOT_MS = 8_000;
const ELEVEN_SAMPLES = 3;

interface Scene {
  readonly github: FakeGitHub;
  readonly scalingo: ScalingoSimulator;
}

/** Runs of the Action that have something to do, as the runner starts them: what they take beside the boot, and ask. */
export async function run(): Promise<Measure[]> {
  try {
    return [...(await measureWakes()), ...(await countCalls()), await measureEleven()];
  } finally {
    await removeFolders();
  }
}

/** One app with comment and deployment. */
async function measureWakes(): Promise<Measure[]> {
  const untilAsked: number[] = [];
  const overhead: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    await onScene(1, BOOT_MS, async (scene) => {
      const startMs = Date.now();
      const durationMs = await play(scene, { event: 'pull_request', payload: pushed(scene) });
      untilAsked.push((scene.scalingo.requests[0]?.at ?? Number.NaN) - startMs);
      overhead.push(durationMs - BOOT_MS);
    });
  }
  return [
    summarize('action: wake, until the provider is asked', untilAsked),
    summarize('action: wake, beyond the boot', overhead, {
      note: `boot of ${BOOT_MS} ms; process, looks for readiness, comment and deployment`,
    }),
  ];
}

async function measureEleven(): Promise<Measure> {
  const overhead: number[] = [];
  for (let sample = 0; sample < ELEVEN_SAMPLES; sample += 1) {
    await onScene(ELEVEN, ELEVEN_BOOT_MS, async (scene) => {
      overhead.push((await play(scene, { event: 'pull_request', payload: pushed(scene) })) - ELEVEN_BOOT_MS);
    });
  }
  return summarize(`action: wake of ${ELEVEN} apps, beyond the slowest boot`, overhead, {
    bound: { most: 3_000, of: 'p95' },
  });
}

/** Each kind of run on an account of its own, with comment and deployment. */
async function countCalls(): Promise<Measure[]> {
  const measures: Measure[] = [];
  for (const [title, most, steps] of kinds) {
    await onScene(1, 200, async (scene) => {
      const counts = { github: 0, provider: 0 };
      for (const step of steps) {
        Object.assign(counts, { github: scene.github.calls(), provider: scene.scalingo.requests.length });
        await play(scene, step(scene));
      }
      const github = scene.github.calls() - counts.github;
      const provider = scene.scalingo.requests.length - counts.provider;
      const bound = most === undefined ? {} : { bound: { most, of: 'p95' as const } };
      measures.push(
        summarize(`action: ${title}, GitHub`, [github], { unit: 'calls', ...bound }),
        summarize(`action: ${title}, provider`, [provider], { unit: 'calls' }),
      );
    });
  }
  return measures;
}

type Step = (scene: Scene) => Pick<ActionStart, 'event' | 'payload'>;

const push: Step = (scene) => ({ event: 'pull_request', payload: pushed(scene) });
const close: Step = ({ github }) => {
  github.patchPullRequest(42, { state: 'closed' });
  const payload = pullRequestEvent({ action: 'closed', number: 42, headSha: SHA, repository: github.repository });
  return { event: 'pull_request', payload };
};
const comment = (body: string): Step => {
  return ({ github }) => {
    const commentId = github.addComment(42, { login: 'octocat', body });
    const payload = commentEvent({ number: 42, body, commentId, repository: github.repository });
    return { event: 'issue_comment', payload };
  };
};
const sweep: Step = ({ github }) => {
  return { event: 'schedule', payload: scheduleEvent('17 19 * * 1-5', github.repository) };
};

/** Only the last step is counted. */
const kinds: readonly (readonly [title: string, most: number | undefined, steps: readonly Step[]])[] = [
  ['wake', 6, [push]],
  ['wake of what is awake', undefined, [push, push]],
  ['close', undefined, [push, close]],
  ['/paastis wake', undefined, [comment('/paastis wake')]],
  ['/paastis status', undefined, [comment('/paastis status')]],
  ['sweep', undefined, [push, sweep]],
];

async function onScene(apps: number, bootMs: number, work: (scene: Scene) => Promise<void>): Promise<void> {
  const [github, scalingo] = await Promise.all([startFakeGitHub(), startScalingoSimulator({ clock: systemClock })]);
  try {
    github.addPullRequest({ number: 42, headSha: SHA });
    github.setAccess('octocat', 'write');
    for (let index = 0; index < apps; index += 1) await addAsleep(scalingo, `shop-pr42-${index}`, bootMs);
    await work({ github, scalingo });
  } finally {
    await Promise.all([github.close(), scalingo.close()]);
  }
}

/** Only the provider's history tells what ran, as it does to every run. */
async function addAsleep({ world }: ScalingoSimulator, name: string, bootMs: number): Promise<void> {
  await world.addApp({ name, formation: { web: { amount: 0, size: 'M' } }, bootMs });
  const at = new Date(systemClock.now().getTime() - 3_600_000).toISOString();
  world.addEvent(name, 'scale', { previous_containers: { web: '1:M' }, containers: { web: '0:M' } }, at);
}

function pushed({ github: { repository } }: Scene): JsonObject {
  const payload = pullRequestEvent({ action: 'synchronize', number: 42, headSha: SHA, repository });
  return withOverlay(payload, { pull_request: { updated_at: systemClock.now().toISOString() } });
}

/** @returns how long the process has lived */
async function play({ github, scalingo }: Scene, step: Pick<ActionStart, 'event' | 'payload'>): Promise<number> {
  const start: ActionStart = {
    ...step,
    githubToken: github.token,
    inputs: { apps: 'shop-pr{pr}-*', token: scalingo.token, deployment: 'true' },
    env: { SCALINGO_API_URL: scalingo.apiUrl, SCALINGO_AUTH_URL: scalingo.authUrl },
    runner: { apiUrl: github.url, repository: github.repository, sha: SHA },
  };
  const { code, durationMs, stdout, stderr } = await (await runAction(start)).ended;
  if (code !== 0) throw new Error(`It ended with ${code}:\n${stdout}\n${stderr}`);
  return durationMs;
}
