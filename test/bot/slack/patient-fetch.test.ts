import { webApi } from '@slack/bolt';
import { createRedact } from '../../../bot/slack/log.ts';
import { silentMeter } from '../../../bot/slack/meter.ts';
import { createPatientFetch } from '../../../bot/slack/patient-fetch.ts';
import { createSlackFetch } from '../../../bot/slack/web-fetch.ts';
import { silentLog } from '../../../core/log.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { fakeChannel, startFakeSlack } from '../../support/fake-slack.ts';
import { botToken, signingSecret } from './bot.ts';

const closings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

async function open() {
  const clock = new FakeClock();
  const slack = await startFakeSlack({ clock, botToken, signingSecret });
  closings.push(() => slack.close());
  const stop = new AbortController();
  const send = createSlackFetch({ clock, log: silentLog, redact: createRedact([]), meter: silentMeter });
  const client = new webApi.WebClient(botToken, {
    slackApiUrl: slack.apiUrl,
    fetch: createPatientFetch({ send, clock, stopping: stop.signal }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: webApi.LogLevel.ERROR,
  });
  const secondOf = (at: number) => (at - Date.parse('2026-11-22T09:00:00.000Z')) / 1_000;
  const post = (text: string, channel = fakeChannel) => client.chat.postMessage({ channel, text });
  const secondsOfCalls = () => slack.calls.map(({ at }) => secondOf(at));
  return { clock, slack, client, post, stop, secondsOfCalls };
}

describe('messages that nobody waits for', () => {
  it('go out a second apart in a channel, in the order they came, and at once in another', async () => {
    const { clock, slack, post, secondsOfCalls } = await open();
    slack.addChannel({ id: 'C0FAKE00002', name: 'ops' });

    await clock.run(Promise.all([post('one'), post('two'), post('three'), post('four', 'C0FAKE00002')]));

    expect(secondsOfCalls()).toEqual([0, 0, 1, 2]);
    const here = slack.messages.filter(({ channel }) => channel === fakeChannel);
    expect(here.map(({ versions }) => versions[0]?.text)).toEqual(['one', 'two', 'three']);
  });

  it('wait as long as Slack asks for', async () => {
    const { clock, slack, post, secondsOfCalls } = await open();
    slack.fail('chat.postMessage', { kind: 'status', status: 429, retryAfterS: 30 });

    await clock.run(post('digest'));

    expect(secondsOfCalls()).toEqual([0, 30]);
    expect(slack.messages).toHaveLength(1);
  });

  it.each([
    ['its connection was cut', { kind: 'reset' }],
    ['Slack failed over it', { kind: 'status', status: 503 }],
    ['Slack calls its own failure passing', { kind: 'error', error: 'internal_error' }],
  ] as const)('are not posted again when %s: it may have been taken', async (_name, failure) => {
    const { clock, slack, post } = await open();
    slack.fail('chat.postMessage', failure);

    const posting = clock.run(post('digest'));

    await expect(posting).rejects.toThrow();
    expect(slack.calls).toHaveLength(1);
  });

  it.each([
    ['its connection was cut', { kind: 'reset' }],
    ['Slack failed over it', { kind: 'status', status: 503 }],
    ['Slack calls its own failure passing', { kind: 'error', error: 'internal_error' }],
  ] as const)('are edited again when %s: once more does no harm', async (_name, failure) => {
    const { clock, slack, post, client } = await open();
    const { ts = '' } = await clock.run(post('digest'));
    slack.fail('chat.update', failure, 3);

    await clock.run(client.chat.update({ channel: fakeChannel, ts, text: 'digest, later' }));

    expect(slack.messages[0]?.versions.map(({ text }) => text)).toEqual(['digest', 'digest, later']);
  });

  it('are edited in the order of the edits, also when the first one has to be repeated', async () => {
    const { clock, slack, post, client } = await open();
    const { ts = '' } = await clock.run(post('digest'));
    slack.fail('chat.update', { kind: 'status', status: 429, retryAfterS: 10 });
    const edit = (text: string) => client.chat.update({ channel: fakeChannel, ts, text });

    await clock.run(Promise.all([edit('first'), edit('second')]));

    expect(slack.messages[0]?.versions.map(({ text }) => text)).toEqual(['digest', 'first', 'second']);
  });

  it('give up at once when the bot stops, and after some minutes anyway', async () => {
    const { clock, slack, post, client, stop } = await open();
    const { ts = '' } = await clock.run(post('digest'));
    slack.fail('chat.update', { kind: 'status', status: 500 }, 100);
    const startedAt = clock.now().getTime();

    await expect(clock.run(client.chat.update({ channel: fakeChannel, ts, text: 'x' }))).rejects.toThrow();
    const tookMs = clock.now().getTime() - startedAt;
    const late = client.chat.update({ channel: fakeChannel, ts, text: 'y' }).catch(() => 'given up');
    await clock.advance(0);
    stop.abort(new Error('The bot stops'));

    expect(tookMs).toBe(201_000);
    expect(await late).toBe('given up');
  });
});
