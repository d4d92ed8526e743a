import fc from 'fast-check';
import type { Phase } from '../../../core/engine/progress.ts';
import type { Caller } from '../../../core/index.ts';
import { progressOf, type Script, wokenReport } from '../../support/fake-paastis.ts';
import { type FakeFailure, fakeChannel } from '../../support/fake-slack.ts';
import { settle, startBot, type TestBot } from './bot.ts';

const people = ['U0ANA000001', 'U0BOB000001', 'U0EVE000001', 'U0LEO000001'];
const channels = [fakeChannel, 'C0OTHER0001'];
const path: readonly Phase[] = ['reading', 'requesting', 'booting', 'answering', 'ready'];

/** A core in which whoever asks for the same while it goes on joins, and hears at once how far it is. */
function sharedWake(botOf: () => TestBot, everyMs: number, wakes: { count: number }): Script {
  const listeners = new Set<NonNullable<Caller['onProgress']>>();
  let newest: Phase | undefined;
  let running: Promise<void> | undefined;
  const wake = async () => {
    wakes.count += 1;
    for (const phase of path) {
      newest = phase;
      for (const listener of listeners) listener(progressOf('shop', { phase, text: phase }));
      await botOf().clock.delay(everyMs);
    }
    running = undefined;
  };
  return async (_line, { onProgress }) => {
    if (onProgress !== undefined) listeners.add(onProgress);
    if (running !== undefined && newest !== undefined)
      onProgress?.(progressOf('shop', { phase: newest, text: newest }));
    running ??= wake();
    await running;
    if (onProgress !== undefined) listeners.delete(onProgress);
    return wokenReport('shop');
  };
}

const failures = fc.constantFrom<FakeFailure>(
  { kind: 'status', status: 500 },
  { kind: 'status', status: 429, retryAfterS: 3 },
  { kind: 'reset' },
  { kind: 'error', error: 'internal_error' },
);

const ask0 = { atMs: 0, user: 'U0ANA000001', channel: fakeChannel };

describe('people who ask for the same at about the same time', () => {
  it('are all told how it ends, in one message a channel, whatever Slack fails at', async () => {
    const ask = fc.record({
      atMs: fc.integer({ min: 0, max: 20_000 }),
      user: fc.constantFrom(...people),
      channel: fc.constantFrom(...channels),
    });
    const fault = fc.record({
      method: fc.constantFrom('chat.update', 'chat.postMessage', 'response_url'),
      failure: failures,
      times: fc.integer({ min: 1, max: 2 }),
    });

    await fc.assert(
      fc.asyncProperty(
        fc.array(ask, { minLength: 1, maxLength: 6 }),
        fc.array(fault, { maxLength: 3 }),
        fc.integer({ min: 100, max: 8_000 }),
        async (asks, faults, everyMs) => {
          const wakes = { count: 0 };
          const bot: TestBot = await startBot(sharedWake(() => bot, everyMs, wakes));
          for (const id of people) bot.slack.addPerson({ id });
          bot.slack.addChannel({ id: 'C0OTHER0001', name: 'ops' });
          bot.slack.memberOf.add('C0OTHER0001');
          for (const { method, failure, times } of faults) bot.slack.fail(method, failure, times);

          let nowMs = 0;
          for (const { atMs, user, channel } of asks.toSorted((a, b) => a.atMs - b.atMs)) {
            await bot.clock.advance(atMs - nowMs);
            nowMs = atMs;
            await bot.type('wake shop', { user_id: user, channel_id: channel });
          }
          await settle(bot, 300_000);

          for (const channel of channels) {
            const here = asks.filter((each) => each.channel === channel);
            const messages = bot.slack.messages.filter((message) => message.channel === channel);
            const whispers = bot.slack.whispers.filter(({ user }) => here.some((each) => each.user === user));
            const ends = [...messages, ...whispers].filter(
              ({ versions }) => versions.at(-1)?.text === 'shop: woke in 25 s',
            );
            if (here.length > 0) expect(ends.length).toBeGreaterThan(0);
            expect(messages.length).toBeLessThanOrEqual(wakes.count);
            for (const { versions } of messages) expect(versions.at(-1)?.text).toBe('shop: woke in 25 s');
          }
          expect(bot.paastis.asked).toHaveLength(asks.length);
          expect(bot.slack.errors).toEqual([]);
          await bot.stop();
        },
      ),
      {
        numRuns: 10,
        seed: 20_261_123,
        // When all is done but said: somebody else of the channel, and two of another one.
        examples: [
          [[ask0, { ...ask0, atMs: 8_100, user: 'U0BOB000001' }], [], 2_000],
          [[ask0, ...[8_100, 8_200].map((atMs) => ({ ...ask0, atMs, channel: 'C0OTHER0001' }))], [], 2_000],
        ],
      },
    );
  });
});
