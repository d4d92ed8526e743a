import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { FakeClock } from './fake-clock.ts';
import { type Deliver, type FakeSlack, fakeChannel, fakeUser, startFakeSlack } from './fake-slack.ts';

type Delivered = Parameters<Deliver>[0];

const botToken = 'xoxb-1';
const opened: FakeSlack[] = [];

afterEach(async () => {
  for (const slack of opened.splice(0)) await slack.close();
});

async function open(scopes?: readonly string[]) {
  const clock = new FakeClock();
  const slack = await startFakeSlack({ clock, botToken, signingSecret: 's', ...(scopes && { scopes }) });
  opened.push(slack);
  const call = async (method: string, fields: Readonly<Record<string, unknown>> = {}, token = botToken) => {
    const body = new URLSearchParams();
    for (const [key, value] of Object.entries(fields))
      body.set(key, typeof value === 'string' ? value : JSON.stringify(value));
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(slack.apiUrl + method, { method: 'POST', body, headers });
    return answer.status === 200
      ? z.record(z.string(), z.unknown()).parse(await answer.json())
      : { status: answer.status, retryAfter: answer.headers.get('retry-after') };
  };
  const delivered: Delivered[] = [];
  const answers: string[] = [];
  const hands = slack.hands(async (delivery) => {
    delivered.push(delivery);
    return { status: 200, body: answers.shift() ?? '' };
  });
  const lastPayload = () => z.record(z.string(), z.unknown()).parse(delivered.at(-1)?.payload);
  return { clock, slack, call, hands, delivered, answers, lastPayload };
}

const plain = (text: string) => ({ type: 'plain_text', text });
const section = { type: 'section', text: { type: 'mrkdwn', text: 'shop', verbatim: true } };
const wake = { type: 'button', action_id: 'app.wake', text: plain('Wake'), value: '{"app":"shop"}' };
const row = { type: 'actions', block_id: 'row', elements: [wake] };
const apps = { type: 'external_select', action_id: 'select.apps', min_query_length: 0 };
const minutes = { type: 'plain_text_input', action_id: 'minutes', max_length: 3, initial_value: '10' };
const form = {
  type: 'modal',
  callback_id: 'form.command',
  title: plain('Wake'),
  submit: plain('Wake'),
  notify_on_close: true,
  blocks: [
    { type: 'input', block_id: 'app', label: plain('App'), element: apps },
    { type: 'input', block_id: 'for', label: plain('Minutes'), element: minutes, optional: true },
  ],
};

async function samples(): Promise<Record<string, Record<string, unknown>>> {
  const text = await readFile(new URL('../fixtures/slack-payloads.json', import.meta.url), 'utf8');
  return z.object({ samples: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(JSON.parse(text)).samples;
}

describe('the token of the bot', () => {
  it('opens what its scopes allow, and Slack tells which are missing', async () => {
    const { call, slack } = await open(['commands', 'chat:write']);

    expect(await call('auth.test')).toMatchObject({ ok: true });
    expect(await call('users.info', { user: fakeUser })).toEqual({
      ok: false,
      error: 'missing_scope',
      needed: 'users:read',
      provided: 'commands,chat:write',
    });
    expect(slack.errors).toMatchObject([{ method: 'users.info', error: 'missing_scope' }]);
  });

  it('is refused when it is another, and after it was revoked', async () => {
    const { call, slack } = await open();
    expect(await call('auth.test', {}, 'xoxb-2')).toMatchObject({ error: 'invalid_auth' });

    slack.revoke();

    expect(await call('auth.test')).toMatchObject({ error: 'token_revoked' });
  });

  it('tells its scopes with every answer', async () => {
    const { slack } = await open();

    const answer = await fetch(`${slack.apiUrl}auth.test`, { headers: { authorization: `Bearer ${botToken}` } });

    expect(answer.headers.get('x-oauth-scopes')).toContain('chat:write,chat:write.public');
  });
});

describe('a message', () => {
  it('goes to a channel by its id or name, and to a person', async () => {
    const { call, slack } = await open();

    const answers = [fakeChannel, '#dev', fakeUser].map((channel) => call('chat.postMessage', { channel, text: 'hi' }));

    expect((await Promise.all(answers)).map(({ channel }) => channel)).toEqual([
      fakeChannel,
      fakeChannel,
      slack.directOf(fakeUser),
    ]);
  });

  it('is refused where the bot is not, but for public channels with the scope', async () => {
    const { call, slack } = await open();
    slack.addChannel({ id: 'C0FAKE00002', name: 'open' });
    slack.addChannel({ id: 'C0FAKE00003', name: 'closed', kind: 'private' });
    const post = async (channel: string) => (await call('chat.postMessage', { channel, text: 'hi' })).error;

    expect(await post('C0FAKE00002')).toBeUndefined();
    expect(await post('C0FAKE00003')).toBe('channel_not_found');
    slack.scopes.delete('chat:write.public');
    expect(await post('C0FAKE00002')).toBe('not_in_channel');
    const channel = slack.channels.get(fakeChannel);
    if (channel !== undefined) channel.archived = true;
    expect(await post(fakeChannel)).toBe('is_archived');
  });

  it('is refused with what Slack finds wrong in its blocks', async () => {
    const { call } = await open();

    const answer = await call('chat.postMessage', { channel: fakeChannel, text: 'a', blocks: [{ type: 'header' }] });

    expect(answer).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: [expect.stringContaining('[json-pointer:/blocks/0/text]')] },
    });
  });

  it('is edited by its own author, within 4,000 characters and before the window closes', async () => {
    const { call, slack, clock } = await open();
    const { ts } = await call('chat.postMessage', { channel: fakeChannel, text: 'a' });
    const edit = async (fields: object) =>
      (await call('chat.update', { channel: fakeChannel, ts, text: 'b', ...fields })).error;

    expect(await edit({})).toBeUndefined();
    expect(await edit({ text: 'x'.repeat(4_001) })).toBe('msg_too_long');
    expect(await edit({ ts: '1.000001' })).toBe('message_not_found');
    expect(await edit({ channel: '#dev' })).toBe('channel_not_found');
    slack.closeEditsAfter(60_000);
    await clock.advance(60_000);
    expect(await edit({})).toBe('edit_window_closed');
    expect(slack.messages[0]?.versions.map(({ text }) => text)).toEqual(['a', 'b']);
  });

  it('for one person alone reaches members only, and no call can edit it', async () => {
    const { call, slack } = await open();
    slack.channels.get(fakeChannel)?.members.delete('U0FAKE00002');
    const whisper = (user: string) => call('chat.postEphemeral', { channel: fakeChannel, user, text: 'psst' });

    const { message_ts: ts } = await whisper(fakeUser);

    expect(slack.whispers).toMatchObject([{ user: fakeUser, text: 'psst' }]);
    expect((await whisper('U0FAKE00002')).error).toBe('user_not_in_channel');
    expect((await call('chat.update', { channel: fakeChannel, ts, text: 'b' })).error).toBe('cant_update_message');
  });

  it('waits its turn where rates are held', async () => {
    const { call, slack, clock } = await open();
    slack.paceChannels();
    const post = () => call('chat.postMessage', { channel: fakeChannel, text: 'a' });

    expect(await post()).toMatchObject({ ok: true });
    expect(await post()).toEqual({ status: 429, retryAfter: '1' });
    await clock.advance(1_000);
    expect(await post()).toMatchObject({ ok: true });
    slack.limit('auth.test', 1);
    expect(await call('auth.test')).toMatchObject({ ok: true });
    expect(await call('auth.test')).toEqual({ status: 429, retryAfter: '60' });
  });
});

describe('a form', () => {
  it('opens once, within three seconds of what was done', async () => {
    const { call, slack, hands, lastPayload, clock } = await open();
    await hands.globalShortcut('wake_app');
    const { trigger_id: trigger } = lastPayload();
    const show = async (given: unknown) => (await call('views.open', { trigger_id: given, view: form })).error;

    expect(await show('1.2.3')).toBe('invalid_trigger_id');
    expect(await show(trigger)).toBeUndefined();
    expect(await show(trigger)).toBe('exchanged_trigger_id');
    await hands.globalShortcut('wake_app');
    await clock.advance(3_001);
    expect(await show(lastPayload().trigger_id)).toBe('expired_trigger_id');
    expect(slack.view()?.content.callback_id).toBe('form.command');
  });

  it('is replaced by whoever saw it last, and stacked three high', async () => {
    const { call, slack, hands, lastPayload } = await open();
    const put = async (method: string, fields: object = {}) => {
      await hands.globalShortcut('wake_app');
      return call(method, { trigger_id: lastPayload().trigger_id, view: form, ...fields });
    };
    await put('views.open');
    const hash = slack.view()?.hash;
    const viewId = slack.view()?.id;

    expect((await put('views.update', { view_id: viewId, hash })).ok).toBe(true);
    expect((await put('views.update', { view_id: viewId, hash })).error).toBe('hash_conflict');
    expect((await put('views.update', { view_id: 'V1' })).error).toBe('not_found');
    expect((await put('views.push')).ok).toBe(true);
    expect((await put('views.push')).ok).toBe(true);
    expect((await put('views.push')).error).toBe('push_limit_reached');
  });

  it('is searched, filled in, refused field by field, and closed', async () => {
    const { call, slack, hands, lastPayload, answers } = await open();
    await hands.globalShortcut('wake_app');
    await call('views.open', { trigger_id: lastPayload().trigger_id, view: form });
    const view = slack.view();
    if (view === undefined) throw new Error('no form');
    answers.push(JSON.stringify({ options: [{ text: plain('shop-pr42'), value: 'scalingo/osc-fr1/shop-pr42' }] }));

    const { options } = await hands.suggest(view, 'select.apps', 'sho');
    answers.push(JSON.stringify({ response_action: 'errors', errors: { app: 'It is gone.' } }));
    const refused = await hands.submit({ App: 'shop-pr42' });
    const sent = lastPayload();
    answers.push(JSON.stringify({ response_action: 'errors', errors: { 'select.apps': 'by the wrong name' } }));
    const misnamed = await hands.submit();
    const closed = await hands.submit();

    expect(options.map(({ value }) => value)).toEqual(['scalingo/osc-fr1/shop-pr42']);
    expect(refused).toMatchObject({ action: 'errors', errors: { app: 'It is gone.' } });
    expect(sent).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: {
            app: {
              'select.apps': { type: 'external_select', selected_option: { value: 'scalingo/osc-fr1/shop-pr42' } },
            },
            for: { minutes: { type: 'plain_text_input', value: '10' } },
          },
        },
      },
    });
    expect(misnamed.action).toBe('refused');
    expect(slack.errors.map(({ method }) => method)).toEqual(['ack view_submission']);
    expect(closed.action).toBe('close');
    expect(slack.view()).toBeUndefined();
  });

  it('is held back while something required is missing or too long', async () => {
    const { call, hands, lastPayload } = await open();
    await hands.globalShortcut('wake_app');
    await call('views.open', { trigger_id: lastPayload().trigger_id, view: form });

    await expect(hands.submit()).rejects.toThrow('Slack asks for "App"');
    await expect(hands.closeView()).resolves.toMatchObject({ status: 200 });
    expect(lastPayload().type).toBe('view_closed');
  });
});

describe('a channel chosen in a form', () => {
  it('comes with an address to write to, where the select asked for one', async () => {
    const { call, slack, hands, lastPayload } = await open();
    const element = { type: 'conversations_select', action_id: 'where', response_url_enabled: true };
    const view = { ...form, blocks: [{ type: 'input', block_id: 'channel', label: plain('Channel'), element }] };
    await hands.globalShortcut('wake_app');
    await call('views.open', { trigger_id: lastPayload().trigger_id, view });

    await hands.submit({ Channel: fakeChannel });

    expect(lastPayload()).toMatchObject({
      response_urls: [{ block_id: 'channel', channel_id: fakeChannel, response_url: expect.stringMatching(/^http/) }],
    });
    expect(slack.errors).toEqual([]);
  });
});

describe('a Home', () => {
  it('belongs to one person, is told to the bot at each visit, and may be switched off', async () => {
    const { call, slack, hands, lastPayload } = await open();
    const publish = async (fields: object = {}) =>
      call('views.publish', { user_id: fakeUser, view: { type: 'home', blocks: [section] }, ...fields });

    expect((await publish()).ok).toBe(true);
    const hash = slack.homes.get(fakeUser)?.hash;
    await hands.openHome();

    expect(lastPayload()).toMatchObject({ event: { type: 'app_home_opened', tab: 'home', view: { hash } } });
    expect((await publish({ hash: 'older' })).error).toBe('hash_conflict');
    expect((await publish({ view: form })).error).toBe('invalid_arguments');
    slack.enableHome(false);
    expect((await publish()).error).toBe('not_enabled');
  });
});

describe('a click', () => {
  it('carries what Slack sends: the message, where, who, and an address to answer', async () => {
    const { call, slack, hands, lastPayload } = await open();
    await call('chat.postMessage', { channel: fakeChannel, text: 'shop', blocks: [section, row] });
    const [message] = slack.messages;
    if (message === undefined) throw new Error('no message');

    await hands.click(message, 'Wake', { user: 'U0FAKE00002', team: 'T0OTHER0001' });

    expect(lastPayload()).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0FAKE00002', team_id: 'T0OTHER0001' },
      container: { type: 'message', message_ts: message.ts, channel_id: fakeChannel, is_ephemeral: false },
      message: { ts: message.ts, blocks: [{ block_id: 'b0' }, { block_id: 'row' }] },
      actions: [{ action_id: 'app.wake', block_id: 'row', type: 'button', value: '{"app":"shop"}' }],
    });
  });

  it('finds nothing that is not there, or not there alone', async () => {
    const { call, slack, hands } = await open();
    const other = { ...row, block_id: 'other' };
    await call('chat.postMessage', { channel: fakeChannel, text: 'shop', blocks: [row, other] });
    const [message] = slack.messages;
    if (message === undefined) throw new Error('no message');

    expect(() => hands.click(message, 'Sleep')).toThrow('0 elements are "Sleep", of: row/app.wake Wake');
    expect(() => hands.click(message, 'Wake')).toThrow('2 elements');
    await expect(hands.click(message, 'Wake', { blockId: 'other' })).resolves.toMatchObject({ status: 200 });
  });

  it('lets the bot replace what was clicked in, five times and within half an hour', async () => {
    const { call, slack, hands, lastPayload, clock } = await open();
    await call('chat.postEphemeral', { channel: fakeChannel, user: fakeUser, text: 'shop', blocks: [row] });
    const [whisper] = slack.whispers;
    if (whisper === undefined) throw new Error('no whisper');
    const write = async (said: object) => {
      const headers = { 'content-type': 'application/json' };
      const url = z.string().parse(lastPayload().response_url);
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(said) })).status;
    };
    await hands.click(whisper, 'app.wake');

    expect(await write({ text: 'done', replace_original: true })).toBe(200);
    expect(await write({ text: 'more', replace_original: false })).toBe(200);
    expect(await write({ blocks: [{ type: 'banner' }] })).toBe(400);
    expect(await write({ text: 'to all', replace_original: false, response_type: 'in_channel' })).toBe(200);
    expect(slack.whispers.map(({ text }) => text)).toEqual(['done', 'more']);
    expect(slack.messages.map(({ versions }) => versions[0]?.text)).toEqual(['to all']);
    expect(await write({ delete_original: true })).toBe(200);
    expect(slack.whispers.map(({ text }) => text)).toEqual(['more']);
    expect(await write({ text: 'five', replace_original: false })).toBe(200);
    expect(await write({ text: 'six', replace_original: false })).toBe(404);
    await hands.type('list');
    await clock.advance(30 * 60_000);
    expect(await write({ text: 'late' })).toBe(404);
  });

  it('in a menu tells the option', async () => {
    const { call, slack, hands, lastPayload } = await open();
    const options = [
      { text: plain('Why'), value: 'why' },
      { text: plain('Keep'), value: 'keep' },
    ];
    const blocks = [{ ...section, accessory: { type: 'overflow', action_id: 'app.more', options } }];
    await call('chat.postMessage', { channel: fakeChannel, text: 'shop', blocks });
    const [message] = slack.messages;
    if (message === undefined) throw new Error('no message');

    await hands.choose(message, 'app.more', 'Keep');

    expect(lastPayload()).toMatchObject({ actions: [{ type: 'overflow', selected_option: { value: 'keep' } }] });
    expect(() => hands.choose(message, 'app.more', 'Sleep')).toThrow('No option is "Sleep"');
  });
});

describe('what Slack sends', () => {
  it('has no key that its published samples do not have', async () => {
    const { call, slack, hands, delivered } = await open();
    const known = await samples();
    await call('chat.postMessage', { channel: fakeChannel, text: 'shop', blocks: [row] });
    const [message] = slack.messages;
    if (message === undefined) throw new Error('no message');

    await hands.type('list');
    await hands.click(message, 'Wake');
    await hands.messageShortcut('wake_from_message', { text: 'https://shop.example', thread_ts: message.ts });
    await hands.openHome();
    await hands.event({ type: 'app_uninstalled' });

    const names = [
      'slash-commands/SlashCommandPayload',
      'interactive-components/BlockActionPayload',
      'interactive-components/MessageShortcutPayload',
      'events/AppHomeOpenedPayload',
      'events/MemberJoinedChannelPayload',
    ];
    for (const [index, { payload }] of delivered.entries()) {
      const allowed = new Set([...Object.keys(known[names[index] ?? ''] ?? {}), 'context_team_id', 'api_app_id']);
      allowed.add('context_enterprise_id');
      expect(Object.keys(payload).filter((key) => !allowed.has(key))).toEqual([]);
    }
  });

  it('comes again under the same event_id when it was not taken', async () => {
    const { hands, delivered } = await open();

    await hands.event({ type: 'app_uninstalled' }, 2);

    expect(new Set(delivered.map(({ payload }) => payload.event_id)).size).toBe(1);
    expect(delivered.map(({ retry }) => retry?.num)).toEqual([undefined, 1, 2]);
  });
});
