import { createServer } from 'node:http';
import { type Decision, decide } from '../../action/trigger/decide.ts';
import { parseEvent } from '../../action/trigger/event.ts';
import { systemClock } from '../../core/clock.ts';
import { portOf } from '../../core/simulator/addresses.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { type ActionEnding, type ActionStart, runAction } from '../support/action-process.ts';
import { type FakeGitHub, startFakeGitHub } from '../support/fake-github.ts';
import { type Dice, makeDice, nextRequest, spoil } from '../support/hostile-values.ts';
import { pick } from '../support/random.ts';
import {
  commentEvent,
  examplesOf,
  type JsonObject,
  pullRequestEvent,
  scheduleEvent,
  webhookNames,
  withOverlay,
} from '../support/webhook-payloads.ts';

/** Processes side by side. */
const LANES = 4;

const repository = 'octo-org/shop';

/** What a repository with review apps may start a run with. */
const known = [
  'pull_request',
  'issue_comment',
  'pull_request_review',
  'workflow_dispatch',
  'push',
  'merge_group',
  'workflow_run',
];

const UNKNOWN = 10;

/** Text that anybody may write, and that a runner, a page or a shell could take for more. */
const words: readonly string[] = [
  '::error::owned',
  '::set-output name=status::ready',
  '##[add-mask]x',
  'a\n::stop-commands::x\nb',
  '<!-- paastis -->',
  '<!-- paastis:state AAAA -->',
  '@everyone [x](javascript:alert(1)) ![y](http://127.0.0.1:9/y)',
  '`$(touch /tmp/owned)`',
  '__proto__',
  '../../../user',
  '\u202eevil\u0000\ud83d',
  '/paastis sleep @everyone --force',
  '/paastis wake "a\' b"',
  'x'.repeat(70_000),
];

interface Payload {
  readonly title: string;
  readonly event: string;
  readonly payload: unknown;
}

/**
 * Real payloads and spoiled ones through the built bundle, a process each: every one is decided as the sources decide it,
 * none ends in an exception, and where there is nothing to do not even a connection is opened.
 */
export async function run(options: {
  payloads: number;
  seed: number;
  onProgress?: (done: number) => void;
}): Promise<Record<string, number | string>> {
  const scene = await openScene();
  const jobs = payloadsOf(options.payloads, makeDice(options.seed));
  const faults: string[] = [];
  const counts: Record<string, number> = {};
  const lane = async () => {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      const { intent } = decideAlone(job);
      counts[intent.kind] = (counts[intent.kind] ?? 0) + 1;
      const fault = await play(scene, job, intent);
      if (fault !== undefined) faults.push(`${job.title}: ${fault}`);
      options.onProgress?.(options.payloads - jobs.length);
    }
  };
  try {
    await Promise.all(Array.from({ length: LANES }, lane));
    if (scene.connections() > 0) faults.push(`${scene.connections()} connections with nothing to do`);
    faults.push(...scene.github.mistakes());
  } finally {
    await scene.close();
  }
  return { payloads: options.payloads, ...counts, faults: faults.length, firstFault: faults[0] ?? '' };
}

/** One of each event first, so that a few already meet all of them; spoiled ones once there are no more. */
function payloadsOf(count: number, dice: Dice): Payload[] {
  const unknown = webhookNames.filter((name) => !known.includes(name));
  const others = Array.from({ length: UNKNOWN }, () => {
    return unknown.splice(Math.floor(dice.random() * unknown.length), 1)[0] ?? '';
  });
  const samples = [...known, ...others].map((event) =>
    examplesOf(event).map((payload, index): Payload => ({ title: `${event}#${index}`, event, payload })),
  );
  const own = ownPayloads();
  const all = [...samples.flatMap((each) => each.slice(0, 1)), ...own, ...samples.flatMap((each) => each.slice(1))];
  const spoiled = Array.from({ length: Math.max(0, count - all.length) }, () => spoilOne(pick(all, dice.random), dice));
  return [...all, ...spoiled].slice(0, count);
}

/** What the samples lack: comments below pull requests, ticked boxes, schedules. */
function ownPayloads(): Payload[] {
  const comment = (title: string, options: Parameters<typeof commentEvent>[0]): Payload => {
    return { title, event: 'issue_comment', payload: commentEvent({ repository, ...options }) };
  };
  return [
    { title: 'schedule', event: 'schedule', payload: scheduleEvent('17 19 * * 1-5', repository) },
    comment('command', { body: '/paastis status' }),
    comment('remark', { body: 'Looks good to me' }),
    comment('deleted account', { body: '/paastis wake', author: null }),
    ...['opened', 'closed', 'labeled'].map((action): Payload => {
      const payload = pullRequestEvent({ action, repository, label: 'paastis:wake' });
      return { title: `own ${action}`, event: 'pull_request', payload };
    }),
  ];
}

function spoilOne({ title, event, payload }: Payload, dice: Dice): Payload {
  nextRequest(dice);
  const { random } = dice;
  const word = () => pick(words, random);
  const overlay: JsonObject = {
    pull_request: { title: word(), labels: [{ name: word() }], head: { ref: word() }, user: { login: word() } },
    comment: { body: word(), user: { login: word() } },
    label: { name: word() },
    changes: { body: { from: word() } },
    sender: { login: word() },
  };
  const asked = withOverlay(JSON.parse(JSON.stringify(payload)), random() < 0.5 ? overlay : {});
  const spoiled: unknown = random() < 0.7 ? spoil({ ...asked }, dice) : asked;
  const odd = random() < 0.03 ? pick<unknown>([null, [], 'text', 7, true], random) : spoiled;
  return { title: `${title} spoiled, the ${dice.serial}th`, event, payload: odd };
}

function decideAlone({ event, payload }: Payload): Decision {
  // By way of the file: what JSON cannot hold does not reach the process either.
  return decide(parseEvent(event, JSON.parse(JSON.stringify(payload))), { command: 'auto', actor: 'octocat' });
}

interface Scene {
  readonly github: FakeGitHub;
  readonly scalingo: ScalingoSimulator;
  /** An address that nobody may need, and how many have come to it all the same. */
  readonly idleUrl: string;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

async function openScene(): Promise<Scene> {
  const [github, scalingo] = await Promise.all([
    startFakeGitHub({ repository, requestsPerHour: 1_000_000, contentsPerMinute: 1_000_000 }),
    startScalingoSimulator({ clock: systemClock, speed: 50 }),
  ]);
  for (const number of [2, 42]) {
    github.addPullRequest({ number });
    await scalingo.world.addApp({ name: `shop-pr${number}`, formation: { web: { amount: 1, size: 'M' } } });
  }
  github.setAccess('octocat', 'write');
  let connections = 0;
  const idle = createServer().on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => idle.listen(0, '127.0.0.1', resolve));
  return {
    github,
    scalingo,
    idleUrl: `http://127.0.0.1:${portOf(idle.address())}`,
    connections: () => connections,
    close: async () => {
      idle.closeAllConnections();
      await Promise.all([github.close(), scalingo.close(), new Promise((resolve) => idle.close(resolve))]);
    },
  };
}

async function play(
  { github, scalingo, idleUrl }: Scene,
  { event, payload }: Payload,
  intent: Decision['intent'],
): Promise<string | undefined> {
  const nothing = intent.kind === 'nothing';
  const start: ActionStart = {
    event,
    payload,
    githubToken: github.token,
    inputs: { apps: 'shop-pr{pr}', token: scalingo.token, 'dry-run': 'true' },
    env: {
      SCALINGO_API_URL: nothing ? idleUrl : scalingo.apiUrl,
      SCALINGO_AUTH_URL: nothing ? idleUrl : scalingo.authUrl,
      ...(nothing && { HTTPS_PROXY: idleUrl, HTTP_PROXY: idleUrl }),
    },
    runner: { apiUrl: nothing ? idleUrl : github.url, repository },
  };
  const ending = await (await runAction(start)).ended;
  const fault = faultOf(ending) ?? intentFault(ending, intent);
  return fault && `${fault}\n${ending.stdout}\n${ending.stderr}`.slice(0, 3_000);
}

/** What holds for every run. */
function faultOf({ killedBy, stderr, stdout, unknown, deprecated, exported, outputs, masks }: ActionEnding) {
  if (killedBy !== null || stderr !== '') return `stderr: ${stderr}`;
  if (unknown.length > 0 || deprecated.length > 0) return `commands: ${JSON.stringify([unknown, deprecated])}`;
  if (Object.keys(exported).length > 0) return `exports ${JSON.stringify(exported)}`;
  if (/\n\s+at .*:\d+:\d+|"code":"bug"|TypeError|unexpected error/i.test(stdout)) return 'an exception shows';
  if (masks.length < 2) return `masks ${masks.length} secrets`;
  const names = ['apps', 'changed', 'seconds', 'status', 'url', 'urls'];
  return Object.keys(outputs).sort().join() === names.join() ? undefined : `outputs ${Object.keys(outputs).join()}`;
}

function intentFault({ code, outputs, annotations, log }: ActionEnding, intent: Decision['intent']) {
  if (outputs.changed !== 'false') return 'something changed in a dry run';
  const { status } = outputs;
  switch (intent.kind) {
    case 'nothing':
      return code === 0 && status === 'skipped' && log.length === 1 ? undefined : `nothing to do: ${code} ${status}`;
    case 'refused':
      return code === 1 && annotations.length > 0 ? undefined : 'was not refused';
    case 'wake':
    case 'sleep': {
      const { number } = intent.subject;
      const there = [2, 42].includes(number);
      // GitHub says it is open, whatever the event of its end.
      const reopened = intent.cause === 'closed' && status === 'skipped';
      const told = outputs.apps?.includes(`"shop-pr${number}"`) === true || reopened;
      if (there) return code === 0 && told ? undefined : `${code} ${status}`;
      const failed = annotations.some(
        ({ level, message }) => level === 'error' && message.includes(`shop-pr${number}`),
      );
      return intent.kind === 'sleep' || (code === 1 && failed) ? undefined : `an unknown app: ${code} ${status}`;
    }
    // Whoever may not command is told so; what cannot be asked of GitHub is an error with a word about it.
    default:
      return code === 0 || annotations.some(({ level }) => level === 'error') ? undefined : `ended with ${code}`;
  }
}
