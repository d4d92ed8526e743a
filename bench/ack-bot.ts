/**
 * A process of its own for the bench `ack`: the bot as it runs in production, Slack's door in front of the real core.
 * Told what to do by the process that measures; tells back where it listens.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as z from 'zod';
import { createBotServer } from '../bot/server.ts';
import { createSlackApp } from '../bot/slack/app.ts';
import { systemClock } from '../core/clock.ts';
import { createPaastis } from '../core/index.ts';
import { Secret, silentLog } from '../core/log.ts';
import { makeConfig } from '../test/support/make.ts';

/** Between two passes. */
const PAUSE_MS = 500;

const orderSchema = z.object({
  folder: z.string(),
  slackApiUrl: z.string(),
  botToken: z.string(),
  signingSecret: z.string(),
  scalingo: z.object({ token: z.string(), apiUrl: z.string(), authUrl: z.string() }),
  sweeping: z.boolean(),
});

const order = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const { token, apiUrl, authUrl } = order.scalingo;
const config = makeConfig({
  mode: 'observe',
  rules: [
    { match: '*-production', protect: true },
    { match: 'shop-*-pr{pr}', manage: true, idleAfterMs: 30 * 60_000, group: 'pr{pr}', hours: 'Mon-Fri 08:00-19:00' },
  ],
  access: { admins: [], operators: [], wakesPerHour: 1_000_000 },
  providers: [{ type: 'scalingo', region: 'osc-fr1', token: new Secret(token), apiUrl, authUrl }],
});
const clock = systemClock;
const paastis = await createPaastis(config, { clock, log: silentLog, store: { folder: order.folder } });
const slack = createSlackApp({
  paastis,
  clock,
  log: silentLog,
  botToken: new Secret(order.botToken),
  signingSecret: new Secret(order.signingSecret),
  slackApiUrl: order.slackApiUrl,
});
const server = createBotServer({ clock, log: silentLog, host: '127.0.0.1', port: 0, routes: slack.routes });
const { port } = await server.start();
await slack.start();
await paastis.start();
process.send?.({ port });
const stalls = monitorEventLoopDelay({ resolution: 1 });
stalls.enable();

const leaving = new AbortController();
const sweeping = order.sweeping ? sweep(leaving.signal) : Promise.resolve(0);
process.on('message', async (word) => {
  if (word === 'begin') return stalls.reset();
  const longestStallMs = Math.round(stalls.max / 1e6);
  leaving.abort();
  process.send?.({ sweeps: await sweeping, longestStallMs });
  await server.stop();
  await slack.stop();
  await paastis.close({ graceMs: 0 });
  process.exit(0);
});

/** Passes over all apps as the scheduled one, a hundred times as often as that, until told to stop. */
async function sweep(signal: AbortSignal): Promise<number> {
  let sweeps = 0;
  while (!signal.aborted) {
    sweeps += 1;
    const report = await paastis.run('sweep', { actor: 'paastis', entryPoint: 'schedule', signal });
    if (report.kind !== 'sweep') throw new Error(JSON.stringify(report).slice(0, 500));
    await clock.delay(PAUSE_MS, signal).catch(() => undefined);
  }
  return sweeps;
}
