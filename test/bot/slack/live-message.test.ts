import { type Phase, phases } from '../../../core/engine/progress.ts';
import { progressOf, wokenReport } from '../../support/fake-paastis.ts';
import { settle, startBot, type TestBot } from './bot.ts';

/** A core that goes through these phases, one every `everyMs`. */
async function startBusyBot(path: readonly Phase[], everyMs: number): Promise<TestBot> {
  const bot = await startBot(async (_line, { onProgress }) => {
    for (const phase of path) {
      onProgress?.(progressOf('shop', { phase, text: phase }));
      await bot.clock.delay(everyMs);
    }
    return wokenReport('shop');
  });
  return bot;
}

const versionsOf = (bot: TestBot) => bot.slack.messages[0]?.versions ?? [];
const last = 'shop: woke in 25 s';

describe('the message of an operation', () => {
  it('is edited at most every two seconds, the outcome excepted', async () => {
    const bot = await startBusyBot(phases, 300);

    await bot.type('wake shop');
    await settle(bot);

    const times = versionsOf(bot).map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(gaps.length).toBeGreaterThanOrEqual(2);
    expect(gaps.slice(0, -1).every((gap) => gap >= 2_000)).toBe(true);
    expect(versionsOf(bot).at(-1)?.text).toBe(last);
  });

  it('does not keep the outcome waiting', async () => {
    const bot = await startBusyBot(['requesting'], 300);
    const typedAt = bot.clock.now().getTime();

    await bot.type('wake shop');
    await settle(bot);

    expect(versionsOf(bot).map(({ at }) => at - typedAt)).toEqual([0, 300]);
  });

  it('shows every app of a command with its own phase', async () => {
    const bot = await startBot(async (_line, { onProgress }) => {
      onProgress?.(progressOf('front', { phase: 'ready', text: 'ready' }));
      onProgress?.(progressOf('back', { estimate: { medianMs: 25_000, p90Ms: 40_000, samples: 3 } }));
      await bot.clock.delay(5_000);
      onProgress?.(progressOf('back', { phase: 'ready', text: 'ready' }));
      await bot.clock.delay(5_000);
      return wokenReport('shop');
    });

    await bot.type('wake #42');
    await settle(bot);

    expect(versionsOf(bot).map(({ text }) => text)).toEqual(['front: ready\nback: booting', last]);
    expect(JSON.stringify(versionsOf(bot)[0]?.blocks)).toMatch(
      /:large_green_circle: \*front\*.*:hourglass_flowing_sand: \*back\*.*usually takes 25 s/,
    );
  });

  it('is left alone while only time passes', async () => {
    const bot = await startBusyBot(['booting', 'booting', 'booting', 'booting'], 5_000);

    await bot.type('wake shop');
    await settle(bot);

    expect(versionsOf(bot).map(({ text }) => text)).toEqual(['shop: booting', last]);
  });

  it.each([
    ['a server error', { kind: 'status', status: 500 }],
    ['a rate limit', { kind: 'status', status: 429, retryAfterS: 7 }],
    ['a rate limit without a time', { kind: 'status', status: 429 }],
    ['a dropped connection', { kind: 'reset' }],
    ['a passing refusal', { kind: 'error', error: 'internal_error' }],
  ] as const)('shows the outcome in spite of %s', async (_name, failure) => {
    const bot = await startBusyBot(['requesting'], 10_000);
    bot.slack.fail('chat.update', failure, 3);

    await bot.type('wake shop');
    await settle(bot, 120_000);

    expect(versionsOf(bot).at(-1)?.text).toBe(last);
    expect(bot.slack.whispers).toHaveLength(0);
  });

  it('waits as long as Slack asks before it edits again', async () => {
    const bot = await startBusyBot(['requesting', 'booting', 'answering'], 5_000);
    bot.slack.fail('chat.update', { kind: 'status', status: 429, retryAfterS: 8 });

    await bot.type('wake shop');
    await settle(bot);

    const updates = bot.slack.calls.filter(({ method }) => method === 'chat.update').map(({ at }) => at);
    const firstAt = updates[0] ?? 0;
    expect(updates.map((at) => at - firstAt)).toEqual([0, 8_000, 10_000]);
  });

  it('is posted in spite of a busy Slack', async () => {
    const bot = await startBusyBot(['requesting'], 10_000);
    bot.slack.fail('chat.postMessage', { kind: 'status', status: 429, retryAfterS: 2 });

    await bot.type('wake shop');
    await settle(bot);

    expect(bot.slack.messages).toHaveLength(1);
    expect(versionsOf(bot).at(-1)?.text).toBe(last);
  });

  it('tells the outcome to the person when the message is gone', async () => {
    const bot = await startBusyBot(['requesting'], 10_000);
    bot.slack.fail('chat.update', { kind: 'error', error: 'message_not_found' });

    await bot.type('wake shop');
    await settle(bot);

    expect(bot.slack.whispers.map(({ text }) => text)).toEqual([last]);
  });

  it('answers in its thread where edits are forbidden', async () => {
    const bot = await startBusyBot(['requesting'], 10_000);
    bot.slack.fail('chat.update', { kind: 'error', error: 'edit_window_closed' });

    await bot.type('wake shop');
    await settle(bot);

    expect(bot.slack.messages[1]).toMatchObject({ threadTs: bot.slack.messages[0]?.ts, versions: [{ text: last }] });
  });

  it('names the person who asked when it took long or failed', async () => {
    const bot = await startBot((line) =>
      line === 'slow'
        ? wokenReport('shop', { seconds: 45 })
        : wokenReport('shop', { error: { code: 'wake_timeout', message: 'It did not answer.', remedy: 'Try again.' } }),
    );

    await bot.type('slow');
    await settle(bot);
    await bot.type('failing');
    await settle(bot);

    expect(bot.slack.messages.map(({ versions }) => versions.at(-1)?.text)).toEqual([
      `<@U0FAKE00001> ${last}`,
      '<@U0FAKE00001> shop: It did not answer. Try again.',
    ]);
  });
});
