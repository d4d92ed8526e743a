import { systemClock } from '../../core/clock.ts';
import {
  type CleverCloudSimulator,
  type CleverCloudSimulatorOptions,
  startCleverCloudSimulator,
} from '../../core/simulator/clever-cloud/index.ts';
import {
  type ScalingoSimulator,
  type ScalingoSimulatorOptions,
  startScalingoSimulator,
} from '../../core/simulator/scalingo/index.ts';
import { type ActionEnding, type ActionProcess, type ActionStart, endActions, runAction } from './action-process.ts';
import type { FakeGitHubRequest } from './fake-github/shapes.ts';
import { type FakeGitHub, type FakeGitHubOptions, startFakeGitHub } from './fake-github.ts';
import { removeFolders } from './temporary-folder.ts';
import { type JsonObject, type PullRequestEventOptions, pullRequestEvent, withOverlay } from './webhook-payloads.ts';

export interface JourneyOptions {
  readonly github?: FakeGitHubOptions;
  readonly scalingo?: Partial<ScalingoSimulatorOptions>;
  readonly clever?: Partial<CleverCloudSimulatorOptions>;
  /** How much faster than in life apps boot and stop; 50 unless told. */
  readonly speed?: number;
}

/** One step of a workflow; what is left out is as in the ten lines of the README. */
export interface Step extends Partial<Omit<ActionStart, 'githubToken'>> {
  /** Whose token and addresses the step gets; `scalingo` unless told. */
  readonly provider?: 'scalingo' | 'clever-cloud';
  /** What the step's exit code must be; 0 unless told. */
  readonly code?: number;
}

export interface PullRequestStep extends Omit<PullRequestEventOptions, 'repository'> {
  /** Whether the event is as old as it takes to start a run, not years; true unless told. */
  readonly fresh?: boolean;
}

/** A repository on GitHub with accounts at both providers, and the Action run as processes of its built bundle. */
export interface Journey {
  readonly github: FakeGitHub;
  readonly scalingo: ScalingoSimulator;
  readonly clever: CleverCloudSimulator;
  /** A payload of `pull_request` of this repository. */
  readonly pullRequest: (options: PullRequestStep) => JsonObject;
  /** Starts a step and does not wait; `check` its end. */
  readonly start: (step: Step) => Promise<ActionProcess>;
  /** Runs a step to its end and checks what holds for every one. */
  readonly run: (step: Step) => Promise<ActionEnding>;
  /**
   * What holds for every step: its exit code, no secret in sight, no command the runner does not know, and nothing said
   * to GitHub that GitHub does not understand.
   */
  readonly check: (ending: ActionEnding, code?: number) => void;
  /** What was sent to GitHub since the last look, as `POST /repos/acme/shop/issues/42/comments`. */
  readonly githubCalls: () => readonly string[];
}

const opened: (() => Promise<unknown>)[] = [];

/** For `afterEach`: ends processes and servers, removes folders. */
export async function endJourneys(): Promise<void> {
  await endActions();
  await Promise.all(opened.splice(0).map((close) => close()));
  await removeFolders();
}

export async function startJourney({ speed = 50, ...options }: JourneyOptions = {}): Promise<Journey> {
  const [github, scalingo, clever] = await Promise.all([
    startFakeGitHub(options.github),
    startScalingoSimulator({ clock: systemClock, speed, ...options.scalingo }),
    startCleverCloudSimulator({ clock: systemClock, speed, ...options.clever }),
  ]);
  for (const server of [github, scalingo, clever]) opened.push(() => server.close());
  const accounts = { github, scalingo, clever };
  const start = (step: Step) => runAction(startOf(accounts, step));
  const check = (ending: ActionEnding, code = 0) => checkEnding(accounts, ending, code);
  let looked = 0;

  return {
    ...accounts,
    pullRequest: (event) => payloadOf(github.repository, event),
    start,
    run: async (step) => {
      const ending = await (await start(step)).ended;
      check(ending, step.code);
      return ending;
    },
    check,
    githubCalls: () => {
      const calls = github.requests.slice(looked).map(lineOf);
      looked = github.requests.length;
      return calls;
    },
  };
}

type Accounts = Pick<Journey, 'github' | 'scalingo' | 'clever'>;

function startOf({ github, scalingo, clever }: Accounts, { provider = 'scalingo', ...step }: Step): ActionStart {
  const token = provider === 'scalingo' ? scalingo.token : clever.token;
  const owner = provider === 'scalingo' ? {} : { provider, owner: clever.owner };
  return {
    event: 'pull_request',
    payload: {},
    ...step,
    githubToken: github.token,
    inputs: { apps: 'shop-pr{pr}', ...owner, token, ...step.inputs },
    env: {
      SCALINGO_API_URL: scalingo.apiUrl,
      SCALINGO_AUTH_URL: scalingo.authUrl,
      CLEVER_API_URL: clever.apiUrl,
      ...step.env,
    },
    runner: { apiUrl: github.url, repository: github.repository, ...step.runner },
  };
}

function payloadOf(repository: string, { fresh = true, ...event }: PullRequestStep): JsonObject {
  const payload = pullRequestEvent({ ...event, repository });
  return fresh ? withOverlay(payload, { pull_request: { updated_at: new Date().toISOString() } }) : payload;
}

function checkEnding({ github, scalingo, clever }: Accounts, ending: ActionEnding, code: number): void {
  const secrets = [scalingo.token, clever.token, github.token];
  const sent = github.requests.map(({ body }) => JSON.stringify(body) ?? '');
  const seen = {
    // The log says why, where a reader of a failed test would ask.
    ending: ending.code === code ? code : { code: ending.code, log: ending.log, stderr: ending.stderr },
    leaks: secrets.flatMap((secret) => [...ending.leaks(secret), ...sent.filter((body) => body.includes(secret))]),
    unknown: ending.unknown,
    deprecated: ending.deprecated,
    unexpectedInputs: ending.unexpectedInputs,
    mistakes: github.mistakes(),
  };
  expect(seen).toEqual({
    ending: code,
    leaks: [],
    unknown: [],
    deprecated: [],
    unexpectedInputs: [],
    mistakes: [],
  });
}

function lineOf({ method, path }: FakeGitHubRequest): string {
  return `${method} ${path}`;
}
