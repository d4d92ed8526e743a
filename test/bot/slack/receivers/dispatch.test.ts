import type { CallResult, Outcome, SlackMeter } from '../../../../bot/slack/meter.ts';
import { wokenReport } from '../../../support/fake-paastis.ts';
import { signEvent } from '../../../support/fake-slack/sign.ts';
import { fakeChannel, fakeTeam, fakeUser, signCommand } from '../../../support/fake-slack.ts';
import { buildBot, signingSecret, startBot } from '../bot.ts';

function recordingMeter() {
  const received: string[] = [];
  const called: string[] = [];
  const acknowledged: string[] = [];
  const meter: SlackMeter = {
    received: (kind: string, outcome: Outcome) => void received.push(`${kind} ${outcome}`),
    acknowledged: (kind: string) => void acknowledged.push(kind),
    called: (method: string, result: CallResult) => void called.push(`${method} ${result}`),
  };
  return { meter, received, called, acknowledged };
}

const nowS = 1_795_338_000; // 2026-11-22T09:00:00Z, where the fake clock starts

function interactive(payload: object, timestampS = nowS) {
  return signCommand(signingSecret, timestampS, { payload: JSON.stringify(payload) });
}

async function post(url: string, signed: { body: string; headers: Record<string, string> }) {
  const answer = await fetch(`${url}/slack/events`, { method: 'POST', ...signed });
  return { status: answer.status, body: await answer.text() };
}

const who = { team: { id: fakeTeam }, user: { id: fakeUser, team_id: fakeTeam } };

function clickOf(actionId: string, changes: object = {}) {
  const action = { type: 'button', action_id: actionId, block_id: 'b', action_ts: '1.1', value: 'x' };
  return {
    type: 'block_actions',
    ...who,
    channel: { id: fakeChannel },
    trigger_id: '1.2.x',
    actions: [action],
    ...changes,
  };
}

describe('what Slack delivers twice', () => {
  it('runs once: a command under a new signature, as a trigger is never given out again', async () => {
    const { meter, received } = recordingMeter();
    const bot = await startBot(() => wokenReport('shop'), { meter });
    const fields = bot.slack.commandFields('wake shop');

    const first = await post(bot.url, signCommand(signingSecret, nowS, fields));
    const second = await post(bot.url, signCommand(signingSecret, nowS + 1, fields));
    await bot.clock.advance(60_000);

    expect([first.status, second]).toEqual([200, { status: 200, body: '' }]);
    expect(bot.paastis.asked).toHaveLength(1);
    expect(received.toSorted()).toEqual(['command accepted', 'command duplicate']);
  });

  it('is told once: an event and its repetitions, for a day', async () => {
    const { meter, received } = recordingMeter();
    const bot = await startBot(() => ({ kind: 'help', entries: [], detailed: false }), { meter });
    const event = { type: 'channel_archive', channel: fakeChannel, user: fakeUser };
    const body = { type: 'event_callback', event_id: 'Ev1', team_id: fakeTeam, event };

    // At once, after a minute, after five; and, delayed, hours later.
    for (const afterS of [0, 1, 60, 300, 80_000]) {
      await bot.clock.advance((nowS + afterS) * 1_000 - bot.clock.now().getTime());
      await post(bot.url, signEvent(signingSecret, nowS + afterS, body));
    }
    await bot.clock.advance(1_000);

    expect(bot.paastis.asked.map(({ line }) => line)).toEqual(['digest off']);
    expect(received).toEqual(['event accepted', ...Array(4).fill('event duplicate')]);
  });

  it('but two clicks on the same button run twice', async () => {
    const { meter, received } = recordingMeter();
    const bot = await startBot(() => wokenReport('shop'), { meter });

    await post(bot.url, interactive(clickOf('app.open')));
    await post(bot.url, interactive(clickOf('app.open', { trigger_id: '1.3.x' })));
    await post(bot.url, interactive(clickOf('app.open', { trigger_id: '1.3.x' }), nowS + 1));

    expect(received).toEqual(['action accepted', 'action accepted', 'action duplicate']);
  });
});

describe('what is refused', () => {
  it.each([
    ['forged', 'another', nowS, 401],
    ['stale', signingSecret, nowS - 301, 401],
    ['stale', signingSecret, nowS + 301, 401],
  ] as const)('is counted as %s, and does nothing', async (outcome, secret, timestampS, status) => {
    const { meter, received } = recordingMeter();
    const bot = await startBot(() => wokenReport('shop'), { meter });

    const answer = await post(bot.url, signCommand(secret, timestampS, bot.slack.commandFields('wake shop')));
    await bot.clock.advance(60_000);

    expect(answer.status).toBe(status);
    expect(received).toEqual([`unknown ${outcome}`]);
    expect(bot.paastis.asked).toHaveLength(0);
  });

  it('is counted when the same bytes come again, and when they are too many', async () => {
    const { meter, received } = recordingMeter();
    const bot = await startBot(() => wokenReport('shop'), { meter });
    const signed = signCommand(signingSecret, nowS, bot.slack.commandFields('wake shop'));

    await post(bot.url, signed);
    await post(bot.url, signed);
    await post(bot.url, { ...signed, body: 'x'.repeat(1_100_000) });
    await bot.clock.advance(60_000);

    expect(received.toSorted()).toEqual(['command accepted', 'unknown replayed', 'unknown too_large']);
    expect(bot.paastis.asked).toHaveLength(1);
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['a type nobody knows', { type: 'interactive_message', actions: [{}] }],
    ['a click without a button', clickOf('app.open', { actions: [] })],
    ['a click whose buttons are none', clickOf('app.open', { actions: 'x' })],
    ['a click of nobody', clickOf('app.open', { user: null })],
    ['a form without a form', { type: 'view_submission', ...who, view: null }],
    ['a search in nothing', { type: 'block_suggestion', ...who }],
    ['a shortcut without a name', { type: 'shortcut', ...who, callback_id: 7 }],
    ['an event that is a word', { type: 'event_callback', event: 'x' }],
    ['an event without a type', { type: 'event_callback', event: { user: 'U1' } }],
    ['a command that is a list', { command: ['/paastis'], user_id: fakeUser }],
  ])('is %s: 400, and nothing breaks', async (_name, payload) => {
    const { meter, received } = recordingMeter();
    const bot = await startBot(() => wokenReport('shop'), { meter });

    const answer = await post(bot.url, interactive(payload));

    expect(answer.status).toBe(400);
    expect(received).toEqual(['unknown malformed']);
    expect(bot.logged.filter((line) => line.includes('failed'))).toEqual([]);
  });
});

describe('an event', () => {
  it.each<[string, object]>([
    ['whose item is a word', { type: 'reaction_added', item: 'x' }],
    ['whose channel is null', { type: 'channel_archive', channel: null }],
    ['that nobody listens to', { type: 'pin_added' }],
  ])('%s is taken without a 500', async (_name, event) => {
    const bot = await startBot(() => wokenReport('shop'));
    const body = { type: 'event_callback', event_id: 'Ev1', team_id: fakeTeam, event };

    const answer = await post(bot.url, signEvent(signingSecret, nowS, body));

    expect(answer.status).toBe(200);
  });

  it('is asked for again while the bot cannot take it', async () => {
    const bot = await buildBot(() => wokenReport('shop'));
    const body = { type: 'event_callback', event_id: 'Ev1', team_id: fakeTeam, event: { type: 'app_home_opened' } };

    const answer = await post(bot.url, signEvent(signingSecret, nowS, body));

    expect(answer.status).toBe(503);
  });

  it('of Slack holding others back is noted', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await post(bot.url, signEvent(signingSecret, nowS, { type: 'app_rate_limited', team_id: fakeTeam }));

    expect(answer.status).toBe(200);
    expect(bot.logged.some((line) => line.startsWith('slack holds events back'))).toBe(true);
  });
});

describe('somebody who clicks', () => {
  const urlOf = (fields: Record<string, string>) => ({ response_url: fields.response_url });

  it('on what nobody listens to any more is told so, alone', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await post(bot.url, interactive(clickOf('app.of_old', urlOf(bot.slack.commandFields('')))));
    await bot.clock.advance(1_000);

    expect(answer.status).toBe(200);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual([expect.stringContaining('older message')]);
  });

  it('while the bot is not connected is told so, alone', async () => {
    const bot = await buildBot(() => wokenReport('shop'));

    const answer = await post(bot.url, interactive(clickOf('app.wake', urlOf(bot.slack.commandFields('')))));
    await bot.clock.advance(1_000);

    expect(answer.status).toBe(200);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual([expect.stringContaining('Try again in a minute')]);
  });

  it('in a form that nobody listens to any more finds the words at its first field', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    const view = { type: 'modal', callback_id: 'form.of_old', state: { values: {} } };
    const blocks = [{ type: 'section' }, { type: 'input', block_id: 'app' }];

    const withField = await post(bot.url, interactive({ type: 'view_submission', ...who, view: { ...view, blocks } }));
    const without = await post(bot.url, interactive({ type: 'view_submission', ...who, view }));

    expect(JSON.parse(withField.body)).toMatchObject({
      response_action: 'errors',
      errors: { app: expect.stringContaining('older') },
    });
    expect(JSON.parse(without.body)).toMatchObject({ response_action: 'update', view: { type: 'modal' } });
  });
});

describe('what the bot calls', () => {
  it('is counted by method and result, and what Slack refused is in the log with its reasons', async () => {
    const { meter, called } = recordingMeter();
    const bot = await startBot(() => wokenReport('shop'), { meter });
    bot.slack.handle('chat.postMessage', () => ({
      ok: false,
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'] },
    }));

    await bot.type('wake shop');
    await bot.clock.advance(60_000);

    expect(called).toEqual(expect.arrayContaining(['auth.test ok', 'users.info ok', 'chat.postMessage refused']));
    const line = bot.logged.find((text) => text.startsWith('slack refused what was sent'));
    expect(line).toContain('"method":"chat.postMessage"');
    expect(line).toContain('must be less than 151 characters');
    bot.slack.forget();
  });

  it('tells, when its token is refused meanwhile, that Slack is not connected, and is back when it is good again', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    const good = bot.app.check();
    bot.slack.fail('users.info', { kind: 'error', error: 'token_revoked' });
    bot.slack.fail('auth.test', { kind: 'error', error: 'token_revoked' });

    await bot.type('wake shop');
    await bot.clock.advance(60_000);
    const revoked = bot.app.check();
    const answer = await bot.type('wake shop');
    await bot.clock.advance(300_000);

    expect([good, revoked, bot.app.check()]).toEqual([[], [{ part: 'slack', code: 'token_revoked' }], []]);
    expect(answer.body).toContain('SLACK_BOT_TOKEN');
  });
});
