import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as z from 'zod';
import { createBotServer } from '../../bot/server.ts';
import { createSlackApp } from '../../bot/slack/app.ts';
import { type Log, Secret } from '../../core/log.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { listElements } from '../support/fake-slack/elements.ts';
import { type Delivery, type FakeSlack, signBody, signDelivery, startFakeSlack } from '../support/fake-slack.ts';
import { hostilePaastis } from '../support/hostile-paastis.ts';
import { type HostileRequest, hostileRequest, type Samples } from '../support/hostile-payloads.ts';
import { makeDice, victims } from '../support/hostile-values.ts';
import { pick } from '../support/random.ts';
import { mentionFaults, messageFaults, optionsFaults, viewFaults } from '../support/slack-blocks.ts';

const botToken = 'xoxb-1-hostile';
const signingSecret = '0f1e2d3c4b5a69788796a5b4c3d2e1f0';

/** Sent side by side, then all they have begun comes to its end. */
const BATCH = 50;
const SETTLE_MS = 6_000;

/** Above this the heap is said to grow, from the first quarter of the run to its end. */
const MOST_GROWTH_BYTES = 24 * 2 ** 20;
const HEAP_LOOKS = 40;
/** Of fewer payloads than this nothing can be said about memory: caches are being filled. */
const WARM_PAYLOADS = 10_000;

/** A line of the log longer than this holds something of somebody's payload. */
const LONGEST_LINE = 5_000;

const answerSchema = z.looseObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  view: z.unknown().optional(),
  options: z.unknown().optional(),
  option_groups: z.unknown().optional(),
});

/**
 * Generated requests of every kind, signed and sent to the real bot in front of a core that answers with the worst words
 * there are: whatever comes, it answers, mentions nobody, and sends Slack nothing that Slack refuses.
 */
export async function run(options: {
  readonly payloads: number;
  readonly seed: number;
  readonly onProgress?: (done: number) => void;
  readonly onFault?: (fault: string) => void;
  /** Told of every listener that broke: its person is told so, with a reference, yet it need not be. */
  readonly onBroken?: (line: string) => void;
}): Promise<Record<string, number | string>> {
  const dice = makeDice(options.seed);
  const { random } = dice;
  const samples = await readSamples();
  const faults: string[] = [];
  const fault = (text: string) => {
    if (faults.length < 1_000) faults.push(text);
    options.onFault?.(text);
  };
  const onRejection = (reason: unknown) => fault(`nobody caught ${String(reason)}`);
  process.on('unhandledRejection', onRejection);
  const stage = await openStage(random, { fault, onBroken: options.onBroken });
  const counts: Record<string, number> = {};
  const heap: number[] = [];
  let seen: readonly Delivery[] = [];
  let calls = 0;
  for (let done = 0; done < options.payloads; done += BATCH) {
    const requests = Array.from({ length: Math.min(BATCH, options.payloads - done) }, () =>
      hostileRequest({ samples, dice, seen, fresh: () => freshOf(stage.slack) }),
    );
    const statuses = await stage.clock.run(Promise.all(requests.map((request) => stage.send(request))));
    for (const [index, status] of statuses.entries()) {
      const key = `${requests[index]?.kind ?? ''} ${status}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    await stage.clock.advance(SETTLE_MS);
    judge(stage.slack, fault);
    calls += stage.slack.calls.length;
    seen = await gesturesOn(stage.slack, random);
    stage.slack.forget();
    if (options.payloads >= WARM_PAYLOADS && done >= (heap.length * options.payloads) / HEAP_LOOKS)
      heap.push(heapBytes());
    options.onProgress?.(done + BATCH);
  }
  await stage.close();
  process.off('unhandledRejection', onRejection);
  if ('polluted' in {}) fault('Object.prototype was changed');
  const growth = growthOf(heap);
  if (growth > MOST_GROWTH_BYTES) fault(`the heap grew by ${Math.round(growth / 2 ** 20)} MiB`);
  return {
    payloads: options.payloads,
    ...counts,
    /** Of the bot to Slack. */
    calls,
    broken: stage.broken(),
    heapMiB: Math.round((heap.at(-1) ?? 0) / 2 ** 20),
    growthMiB: Math.round((growth / 2 ** 20) * 10) / 10,
    faults: faults.length,
    firstFault: faults[0] ?? '',
  };
}

function freshOf(slack: FakeSlack) {
  const { trigger_id: trigger = '', response_url: responseUrl = '' } = slack.commandFields('');
  return { trigger, responseUrl };
}

async function openStage(
  random: () => number,
  options: { readonly fault: (text: string) => void; readonly onBroken: ((line: string) => void) | undefined },
) {
  const { fault } = options;
  const clock = new FakeClock();
  const slack = await startFakeSlack({ clock, botToken, signingSecret });
  slack.addPerson({ id: 'U0GUEST0001', guest: 'multi' });
  slack.addPerson({ id: 'W0STRANGER1', teamId: 'T0OTHER0001', name: '<!channel>' });
  let broken = 0;
  const note = (facts: object, text: string) => {
    if ('reference' in facts) {
      broken += 1;
      options.onBroken?.(`${text} ${JSON.stringify(facts)}`);
    }
    const line = `${text} ${JSON.stringify(facts)}`;
    if (line.length > LONGEST_LINE) fault(`a log line of a payload: ${text}`);
    if (line.includes(botToken) || line.includes(signingSecret)) fault(`a secret in the log: ${text}`);
  };
  const log: Log = { debug: note, info: note, warn: note, error: note };
  const app = createSlackApp({
    paastis: hostilePaastis(clock, random),
    clock,
    log,
    signingSecret: new Secret(signingSecret),
    botToken: new Secret(botToken),
    slackApiUrl: slack.apiUrl,
  });
  const server = createBotServer({ clock, log, host: '127.0.0.1', port: 0, routes: app.routes });
  const url = `http://127.0.0.1:${(await server.start()).port}/slack/events`;
  await clock.run(app.start());

  const send = async (request: HostileRequest): Promise<number> => {
    const { body, headers } = signedOf(request, Math.floor(clock.now().getTime() / 1_000));
    try {
      const answer = await fetch(url, { method: 'POST', body, headers });
      const said = await answer.text();
      if (answer.status >= 500) fault(`${answer.status} to ${body.slice(0, 2_000)}`);
      if (answer.status === 200) judgeAnswer(said, request, fault);
      return answer.status;
    } catch (error) {
      fault(`no answer to ${body.slice(0, 500)}: ${String(error)}`);
      return 0;
    }
  };
  return {
    clock,
    slack,
    send,
    broken: () => broken,
    close: async () => {
      await clock.run(server.stop());
      await clock.run(app.stop());
      await slack.close();
    },
  };
}

function signedOf(request: HostileRequest, timestampS: number) {
  if (request.kind !== 'raw') return signDelivery(request.delivery, signingSecret, timestampS);
  const { body, contentType } = request;
  const headers = {
    'content-type': contentType,
    'x-slack-request-timestamp': String(timestampS),
    'x-slack-signature': signBody(signingSecret, timestampS, body),
  };
  return { body, headers };
}

/** What the bot said in the very answer to a request. */
function judgeAnswer(body: string, request: HostileRequest, fault: (text: string) => void): void {
  if (body === '') return;
  const said = answerSchema.safeParse(parse(body)).data;
  // A challenge is given back as it came.
  if (request.kind === 'raw') return;
  if (said === undefined) fault(`answered ${body.slice(0, 200)}`);
  const { text, blocks, view } = said ?? {};
  const wrong = [
    ...(blocks === undefined ? [] : messageFaults(blocks)),
    ...(view === undefined ? [] : viewFaults(view)),
    ...(said?.options === undefined && said?.option_groups === undefined ? [] : optionsFaults(said)),
    ...unmeant({ text, blocks, view }),
  ];
  if (wrong.length > 0) fault(`answered ${wrong[0]} in ${body.slice(0, 1_000)}`);
}

/** What the bot sent to Slack since the last look. */
function judge(slack: FakeSlack, fault: (text: string) => void): void {
  for (const mistake of slack.mistakes()) fault(`${mistake.slice(0, 1_000)} in ${lastOf(slack, mistake)}`);
  for (const { method, fields } of slack.calls) {
    const { text, blocks, view } = fields;
    const wrong = unmeant({ text, blocks: parse(blocks), view: parse(view) });
    if (wrong.length > 0) fault(`${method} says ${wrong[0]} in ${JSON.stringify(fields).slice(0, 1_000)}`);
    // An unfurled link makes Slack visit the app, which would count as use.
    if (method === 'chat.postMessage' && fields.unfurl_links !== 'false' && /https?:/.test(text ?? ''))
      fault(`${method} lets links unfurl in ${text ?? ''}`);
  }
}

/** The fields of the last call that may have been it. */
function lastOf(slack: FakeSlack, mistake: string): string {
  const call = slack.calls.findLast(({ method }) => mistake.startsWith(`${method}:`));
  return JSON.stringify(call?.fields ?? {}).slice(0, 500);
}

/** Mentions but those of the people who asked: nobody of them is a victim. */
function unmeant(json: unknown): string[] {
  return mentionFaults(json).filter((mention) => {
    const id = /^<[@#]([A-Z][A-Z0-9]{6,})(?:\|[^<>]*)?>$/.exec(mention)?.[1];
    return id === undefined || victims.some((victim) => victim === id);
  });
}

/** A few gestures on what is shown now, with nobody at the other end: they are sent later. */
async function gesturesOn(slack: FakeSlack, random: () => number): Promise<readonly Delivery[]> {
  const taken: Delivery[] = [];
  const hands = slack.hands(async (delivery) => {
    taken.push(delivery);
    return { status: 200, body: '' };
  });
  const shown = [...slack.messages, ...slack.whispers, ...[...slack.views.values()].flat(), ...slack.homes.values()];
  for (let count = 0; count < 12 && shown.length > 0; count += 1) {
    const on = pick(shown, random);
    const elements = listElements(on.kind === 'view' ? on.content.blocks : on.versions.at(-1)?.blocks);
    if (elements.length === 0) continue;
    const { element, blockId } = pick(elements, random);
    const what = element.action_id;
    const options = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap((group) => group.options)];
    // An element that cannot be told from another one has no gesture of its own.
    const gesture = async () => {
      if (element.type === 'button') return hands.click(on, what, { blockId });
      if (options.length > 0) return hands.choose(on, what, pick(options, random).value, { blockId });
      if (element.type === 'external_select') return hands.suggest(on, what, 'shop', { blockId });
      return hands.submit({}, on.kind === 'view' ? { user: on.user } : {});
    };
    await gesture().catch(() => undefined);
  }
  for (const user of slack.homes.keys()) await hands.openHome({ user });
  return taken;
}

/** Least squares over the later three quarters: what the first quarter loads and compiles does not count. */
function growthOf(heap: readonly number[]): number {
  const later = heap.slice(Math.floor(heap.length / 4));
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const middle = (later.length - 1) / 2;
  const height = mean(later);
  const slope =
    later.reduce((sum, value, index) => sum + (index - middle) * (value - height), 0) /
    Math.max(
      1,
      later.reduce((sum, _, index) => sum + (index - middle) ** 2, 0),
    );
  return slope * Math.max(0, later.length - 1);
}

setFlagsFromString('--expose-gc');
const collectGarbage: unknown = runInNewContext('gc');

function heapBytes(): number {
  if (typeof collectGarbage === 'function') collectGarbage();
  return process.memoryUsage().heapUsed;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

async function readSamples(): Promise<Samples> {
  const text = await readFile(new URL('../fixtures/slack-payloads.json', import.meta.url), 'utf8');
  return z.object({ samples: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(JSON.parse(text)).samples;
}
