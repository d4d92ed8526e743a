import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent } from 'undici';
import * as z from 'zod';
import { systemClock } from '../core/clock.ts';
import { silentLog } from '../core/log.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../core/simulator/scalingo/index.ts';
import { createStore } from '../core/store/index.ts';
import { type FakeSlack, signCommand, startFakeSlack } from '../test/support/fake-slack.ts';
import { type Measure, summarize } from './measure.ts';
import { watchRecord } from './watch-record.ts';

const secrets = { botToken: 'xoxb-1-bench', signingSecret: 'bench' };
const PER_SECOND = 200;
const WARM_UP_S = 5;
const SECONDS = 20;
const APPS = 1_000;

const lines = ['status', 'why', 'help', 'wake'] as const;

const listeningSchema = z.object({ port: z.int() });
const endedSchema = z.object({ sweeps: z.int(), longestStallMs: z.int() });

/**
 * From a signed command to the complete acknowledgement, over HTTP, at 200 commands a second: the bot in a process of
 * its own, on a store that knows 1,000 apps. Sent by the clock, whether or not earlier ones have been answered.
 */
export async function run(): Promise<Measure[]> {
  const [simulator, slack] = await Promise.all([
    startScalingoSimulator({ clock: systemClock }),
    startFakeSlack({ clock: systemClock, ...secrets }),
  ]);
  try {
    const ids = await addApps(simulator);
    const quiet = await measure({ simulator, slack, ids, sweeping: false });
    const busy = await measure({ simulator, slack, ids, sweeping: true });
    const title = `ack: ${PER_SECOND} commands a second`;
    return [
      summarize(title, quiet.samples, { bound: { most: 50, of: 'p99' }, note: noteOf(quiet) }),
      summarize(`${title}, sweep of ${APPS} apps`, busy.samples, {
        bound: { most: 150, of: 'p99' },
        note: noteOf(busy),
      }),
    ];
  } finally {
    await Promise.all([simulator.close(), slack.close()]);
  }
}

function noteOf({ sweeps, longestStallMs }: { readonly sweeps: number; readonly longestStallMs: number }): string {
  return `${sweeps} sweeps in the bot's process meanwhile; its loop stood still for ${longestStallMs} ms at most`;
}

async function addApps({ world }: ScalingoSimulator): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < APPS; index += 1) {
    const app = await world.addApp({ name: watchRecord(index, 0).app.name });
    ids.push(app.id);
  }
  return ids;
}

interface Scene {
  readonly simulator: ScalingoSimulator;
  readonly slack: FakeSlack;
  readonly ids: readonly string[];
  readonly sweeping: boolean;
}

async function measure({ simulator, slack, ids, sweeping }: Scene) {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  try {
    await remember(folder, ids);
    const { token, apiUrl, authUrl } = simulator;
    const order = { folder, slackApiUrl: slack.apiUrl, ...secrets, scalingo: { token, apiUrl, authUrl }, sweeping };
    const child = fork(join(import.meta.dirname, 'ack-bot.ts'), [JSON.stringify(order)]);
    const { port } = await hear(child, listeningSchema);
    await send(slack, port, WARM_UP_S);
    slack.forget();
    child.send('begin');
    const samples = await send(slack, port, SECONDS);
    slack.forget();
    child.send('end');
    const { sweeps, longestStallMs } = await hear(child, endedSchema);
    await once(child, 'exit');
    return { samples, sweeps, longestStallMs };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A store as the bot left it: every app known and read some minutes ago. */
async function remember(folder: string, ids: readonly string[]): Promise<void> {
  const store = await createStore({ folder }, { clock: systemClock, log: silentLog });
  const nowMs = systemClock.now().getTime();
  await store.write(
    ids.map((id, index) => {
      const record = watchRecord(index, nowMs);
      return { put: 'watch', record: { ...record, key: `scalingo/osc-fr1/${id}`, app: { ...record.app, id } } };
    }),
  );
  await store.close();
}

/** The next word of the child that is of this shape; its early end is an error. */
async function hear<Schema extends z.ZodType>(child: ChildProcess, schema: Schema): Promise<z.infer<Schema>> {
  const [word]: unknown[] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`The bot has ended with ${String(code)}`))),
  ]);
  return schema.parse(word);
}

async function send(slack: FakeSlack, port: number, seconds: number): Promise<readonly number[]> {
  const dispatcher = new Agent({ connections: 64 });
  const origin = `http://127.0.0.1:${port}`;
  const startedMs = performance.now();
  const asked = Array.from({ length: seconds * PER_SECOND }, async (_, index) => {
    const dueMs = startedMs + (index * 1_000) / PER_SECOND;
    await systemClock.delay(Math.max(0, dueMs - performance.now()));
    const { name } = watchRecord((index * 17) % APPS, 0).app;
    const fields = slack.commandFields(`${lines[index % lines.length]} ${index % lines.length === 2 ? '' : name}`);
    const { body, headers } = signCommand(
      secrets.signingSecret,
      Math.floor(systemClock.now().getTime() / 1_000),
      fields,
    );
    const sentMs = performance.now();
    const answer = await dispatcher.request({ origin, path: '/slack/events', method: 'POST', body, headers });
    const text = await answer.body.text();
    if (answer.statusCode !== 200 || text === '') throw new Error(`Answered ${answer.statusCode} ${text}`);
    return performance.now() - sentMs;
  });
  const samples = await Promise.all(asked);
  await dispatcher.close();
  return samples;
}
