import type { Report } from '../../../../core/index.ts';
import { progressOf, type Script, wokenReport } from '../../../support/fake-paastis.ts';
import {
  type FakeMessage,
  type FakeWhisper,
  fakeChannel,
  fakeTeam,
  fakeUser,
  signCommand,
} from '../../../support/fake-slack.ts';
import { settle, signingSecret, startBot, type TestBot } from '../bot.ts';

const bob = 'U0BOB000001';
const ref = 'scalingo/osc-fr1/shop-pr42';
const nowS = 1_795_338_000;

const woken = wokenReport('shop-pr42');
const asleep = wokenReport('shop-pr42', { before: 'running', after: 'asleep', reason: 'fell asleep in 4 s' });
const unknown: Report = {
  kind: 'error',
  error: { code: 'app_unknown', message: 'No app is called shop-pr42.', remedy: '`list` shows every app.' },
};

/** A bot whose card of a woken app stands in the channel. */
async function startWithCard(later: Script = () => asleep): Promise<{ bot: TestBot; message: FakeMessage }> {
  let first = true;
  const bot = await startBot((line, caller) => {
    if (!first) return later(line, caller);
    first = false;
    return woken;
  });
  bot.slack.addPerson({ id: bob });
  await bot.type('wake shop-pr42');
  await settle(bot);
  const [message] = bot.slack.messages;
  if (message === undefined) throw new Error('No card');
  return { bot, message };
}

/** A bot that has whispered this report. */
async function startWithWhisper(script: Script): Promise<{ bot: TestBot; whisper: FakeWhisper }> {
  const bot = await startBot(script);
  await bot.type('something');
  await settle(bot);
  const [whisper] = bot.slack.whispers;
  if (whisper === undefined) throw new Error('Nothing was whispered');
  return { bot, whisper };
}

const linesOf = (bot: TestBot) => bot.paastis.asked.slice(1).map(({ line }) => line);
const lastText = (seen: FakeMessage | FakeWhisper) => seen.versions.at(-1)?.text;

describe('a click on the card of an operation', () => {
  it.each([
    ['app.sleep', `sleep ${ref}`],
    ['app.keep', `keep ${ref} --for 2h`],
  ])('runs its line as the person who clicked and edits that card: %s', async (id, line) => {
    const { bot, message } = await startWithCard();

    const answer = await bot.hands.click(message, id, { user: bob });
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(bot.paastis.asked.at(-1)).toMatchObject({
      line,
      caller: { actor: `slack:${bob}`, channel: `slack:${fakeChannel}` },
    });
    expect(bot.slack.messages).toHaveLength(1);
    expect(lastText(message)).toBe('shop-pr42: fell asleep in 4 s');
    expect(bot.slack.errors).toEqual([]);
  });

  it('shows at once what goes on, without buttons, then how it ended', async () => {
    const { bot, message } = await startWithCard(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop-pr42', { verb: 'sleep', phase: 'stopping', text: 'stopping' }));
      await bot.clock.delay(4_000);
      return asleep;
    });

    await bot.hands.click(message, 'app.sleep');
    await settle(bot);

    const [, during, after] = message.versions;
    expect([during?.text, after?.text]).toEqual(['shop-pr42: stopping', 'shop-pr42: fell asleep in 4 s']);
    expect(JSON.stringify(during?.blocks)).not.toContain('"actions"');
    expect(JSON.stringify(after?.blocks)).toContain('app.wake');
  });

  it('that is refused leaves the card as it is and tells the person alone', async () => {
    const { bot, message } = await startWithCard(() => unknown);

    await bot.hands.click(message, 'app.sleep', { user: bob });
    await settle(bot);

    expect(message.versions).toHaveLength(1);
    expect(bot.slack.whispers.map(({ user, text }) => [user, text])).toEqual([
      [bob, 'No app is called shop-pr42. `list` shows every app.'],
    ]);
  });

  it('that is refused app by app leaves it as it is, too, and the next click edits it', async () => {
    const error = { code: 'sleep_refused', message: 'It is in use.', remedy: 'Use `--force`.' };
    const refused = wokenReport('shop-pr42', { changed: false, error });
    const { bot, message } = await startWithCard((line) => (line.startsWith('sleep') ? refused : woken));

    await bot.hands.click(message, 'app.sleep');
    await settle(bot);
    const left = message.versions.length;
    await bot.hands.click(message, 'app.keep');
    await settle(bot);

    expect(left).toBe(1);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual(['shop-pr42: It is in use. Use `--force`.']);
    expect(message.versions).toHaveLength(2);
    expect(bot.slack.messages).toHaveLength(1);
  });

  it('answers why to the person alone', async () => {
    const { bot, message } = await startWithCard(() => ({ kind: 'why', title: 'Because', lines: [], apps: [] }));

    await bot.hands.choose(message, 'app.more', 'Why');
    await settle(bot);

    expect(linesOf(bot)).toEqual([`why ${ref}`]);
    expect(message.versions).toHaveLength(1);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual(['Because']);
  });

  it('runs once when it is doubled by one person, and is joined by another', async () => {
    const { bot, message } = await startWithCard(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop-pr42', { verb: 'sleep', phase: 'stopping', text: 'stopping' }));
      await bot.clock.delay(4_000);
      return asleep;
    });

    await Promise.all([
      bot.hands.click(message, 'app.sleep'),
      bot.hands.click(message, 'app.sleep'),
      bot.hands.click(message, 'app.sleep', { user: bob }),
    ]);
    await settle(bot);

    expect(linesOf(bot)).toHaveLength(2);
    expect(bot.slack.messages).toHaveLength(1);
    expect(message.versions.map(({ text }) => text).slice(1)).toEqual([
      'shop-pr42: stopping',
      'shop-pr42: fell asleep in 4 s',
    ]);
    expect(bot.slack.whispers.map(({ user, text }) => [user, text])).toEqual([
      [expect.any(String), expect.stringContaining('asked first')],
    ]);
  });

  it('tries a failed line again, in the card that failed', async () => {
    const error = { code: 'wake_timeout', message: 'It did not answer.', remedy: 'Try again.' };
    const bot = await startBot(() => (bot.paastis.asked.length === 1 ? wokenReport('shop-pr42', { error }) : woken));
    await bot.type('wake shop-pr42 --for 2h');
    await settle(bot);
    const [message] = bot.slack.messages;
    if (message === undefined) throw new Error('No card');

    await bot.hands.click(message, 'Try again');
    await settle(bot);

    expect(linesOf(bot)).toEqual(['wake shop-pr42 --for 2h']);
    expect(bot.slack.messages).toHaveLength(1);
    expect(lastText(message)).toBe('shop-pr42: woke in 25 s');
  });

  it('goes on in a message of its own where the old one can no longer be edited', async () => {
    const { bot, message } = await startWithCard(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop-pr42', { verb: 'sleep', phase: 'stopping', text: 'stopping' }));
      await bot.clock.delay(4_000);
      return asleep;
    });
    bot.slack.closeEditsAfter(1_000);

    await bot.hands.click(message, 'app.sleep');
    await settle(bot);

    expect(bot.slack.messages.map(lastText)).toContain('shop-pr42: fell asleep in 4 s');
    expect(message.versions).toHaveLength(1);
  });

  it('on a link is acknowledged and nothing else', async () => {
    const { bot, message } = await startWithCard();

    const answer = await bot.hands.click(message, 'app.open');
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(linesOf(bot)).toEqual([]);
  });
});

describe('a click by somebody of another workspace', () => {
  it('is refused to them alone, and does nothing', async () => {
    const { bot, message } = await startWithCard();

    await bot.hands.click(message, 'app.sleep', { user: bob, team: 'T0OTHER0001' });
    await settle(bot);

    expect(linesOf(bot)).toEqual([]);
    expect(message.versions).toHaveLength(1);
  });
});

describe('what one person alone was asked', () => {
  const question = (refs: readonly string[]): Report => ({
    kind: 'question',
    text: 'Which one?',
    candidates: refs.map((each) => ({ ref: each, command: `wake ${each}` })),
    error: { code: 'app_ambiguous', message: '', remedy: '' },
  });
  const two = question(['scalingo/osc-fr1/shop', 'clever-cloud/par/shop']);

  it('is answered by a button for each candidate and then gone', async () => {
    const { bot, whisper } = await startWithWhisper((line) => (line === 'something' ? two : unknown));

    await bot.hands.click(whisper, 'clever-cloud/par/shop');
    await settle(bot);

    expect(linesOf(bot)).toEqual(['wake clever-cloud/par/shop']);
    expect(bot.slack.whispers).toHaveLength(1);
    expect(lastText(whisper)).toBe('No app is called shop-pr42. `list` shows every app.');
  });

  it('ends in the channel where the answer begins an operation', async () => {
    const { bot, whisper } = await startWithWhisper((line) => (line === 'something' ? two : woken));

    await bot.hands.click(whisper, 'scalingo/osc-fr1/shop');
    await settle(bot);

    expect(lastText(whisper)).toBe(':eyes: `/paastis wake scalingo/osc-fr1/shop`');
    expect(bot.slack.messages.map(lastText)).toEqual(['shop-pr42: woke in 25 s']);
  });

  it('is chosen from a list when there are many', async () => {
    const many = Array.from({ length: 12 }, (_, index) => `scalingo/osc-fr1/shop-${index}`);
    const { bot, whisper } = await startWithWhisper((line) => (line === 'something' ? question(many) : woken));

    await bot.hands.choose(whisper, 'line.pick', 'scalingo/osc-fr1/shop-7');
    await settle(bot);

    expect(linesOf(bot)).toEqual(['wake scalingo/osc-fr1/shop-7']);
  });

  it('is suggested as whole lines after a mistake', async () => {
    const { bot, whisper } = await startWithWhisper((line) =>
      line === 'something' ? { ...unknown, kind: 'error', tries: ['wake shop-pr42'] } : woken,
    );

    await bot.hands.click(whisper, 'wake shop-pr42');
    await settle(bot);

    expect(linesOf(bot)).toEqual(['wake shop-pr42']);
  });

  it('opens a form where the line says no app', async () => {
    const { bot, whisper } = await startWithWhisper(() => ({
      kind: 'help',
      detailed: false,
      entries: [{ name: 'wake', usage: 'wake', summary: 'wakes', example: 'wake #42', options: [] }],
    }));

    await bot.hands.click(whisper, 'Wake an app…');
    await settle(bot, 0);

    expect(bot.slack.view()).toBeDefined();
    expect(linesOf(bot)).toEqual([]);
  });
});

describe('a button of a message that is years old', () => {
  const payload = (action: object, changes: object = {}) => ({
    type: 'block_actions',
    team: { id: fakeTeam },
    user: { id: fakeUser, team_id: fakeTeam },
    actions: [{ type: 'button', block_id: 'op:row', action_ts: '1.1', ...action }],
    ...changes,
  });

  async function post(bot: TestBot, body: object): Promise<number> {
    const signed = signCommand(signingSecret, nowS, { payload: JSON.stringify(body) });
    return (await fetch(`${bot.url}/slack/events`, { method: 'POST', ...signed })).status;
  }

  it.each([
    ['of another version', { action_id: 'app.sleep', value: '{"v":2,"app":"shop"}' }],
    ['without a value', { action_id: 'app.sleep' }],
    ['that is no JSON', { action_id: 'line.retry', value: '{' }],
    ['with an option in the place of a name', { action_id: 'app.sleep', value: '{"v":1,"apps":["--force"]}' }],
    [
      'with a pattern in the place of a name',
      { action_id: 'app.sleep', value: '{"v":1,"apps":["scalingo/osc-fr1/*"]}' },
    ],
    [
      'with an end that is none',
      { action_id: 'app.keep_until', value: `{"v":1,"apps":["${ref}"],"until":"\\" --force"}` },
    ],
    ['with an option that is none', { action_id: 'app.more', selected_option: { value: 'x' } }],
  ])('gets a kind answer when its value is one %s', async (_name, action) => {
    const { bot } = await startWithCard();
    const { response_url } = bot.slack.commandFields('');

    const status = await post(bot, payload(action, { response_url }));
    await settle(bot);

    expect(status).toBe(200);
    expect(linesOf(bot)).toEqual([]);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual([expect.stringContaining('older message')]);
  });

  it('is taken without a message and without a channel, and answered by a direct message', async () => {
    const { bot } = await startWithCard(() => unknown);

    const status = await post(bot, payload({ action_id: 'app.why', value: `{"v":1,"apps":["${ref}"]}` }));
    await settle(bot);

    expect(status).toBe(200);
    expect(bot.slack.messages.map(({ channel }) => channel)).toEqual([fakeChannel, bot.slack.directOf(fakeUser)]);
  });

  it('keeps until what an option says', async () => {
    const { bot } = await startWithCard();
    const value = JSON.stringify({ v: 1, apps: [ref, 'clever-cloud/par/My shop'], until: 'tomorrow 8:00' });

    await post(bot, payload({ action_id: 'app.keep_until', selected_option: { value } }));
    await settle(bot);

    expect(linesOf(bot)).toEqual([`keep ${ref} "clever-cloud/par/My shop" --until "tomorrow 8:00"`]);
  });
});
