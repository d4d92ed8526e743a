import { endCard, noticeCard } from '../../../../bot/slack/courtesy/view.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import type { CourtesyDesk, CourtesyNotice, Report } from '../../../../core/index.ts';
import { type FakePaastis, fakePaastis, type Script } from '../../../support/fake-paastis.ts';
import { type FakeMessage, fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { settle, startBot, type TestBot } from '../bot.ts';

const notice: CourtesyNotice = {
  id: '01J0NOTICE',
  apps: [
    {
      ref: 'scalingo/osc-fr1/shop-pr42',
      name: 'shop-pr42',
      url: 'https://shop-pr42.osc-fr1.scalingo.io',
      pricePerHour: 0.02,
    },
  ],
  channel: `slack:${fakeChannel}`,
  people: [`slack:${fakeUser}`, 'terminal:eve'],
  reason: 'idle',
  sleepsAt: '2026-11-22T09:10:00.000Z',
};

const report = (changes: Partial<Extract<Report, { kind: 'operation' }>['results'][0]> = {}): Report => ({
  kind: 'operation',
  verb: 'keep',
  results: [
    {
      ref: 'scalingo/osc-fr1/shop-pr42',
      name: 'shop-pr42',
      before: 'running',
      after: 'running',
      changed: true,
      seconds: 0,
      reason: 'stays awake until 11:00',
      ...changes,
    },
  ],
});

interface CourtesyBot extends TestBot {
  readonly core: FakePaastis;
  readonly desk: CourtesyDesk;
}

async function openBot(script: Script = () => report(), core?: Partial<FakePaastis>): Promise<CourtesyBot> {
  let desk: CourtesyDesk | undefined;
  const paastis = fakePaastis(script, {
    tellBeforeSleep: (given) => {
      desk = given;
    },
    ...core,
  });
  const bot = await startBot(script, { paastis, timezone: 'Europe/Paris' });
  if (desk === undefined) throw new Error('Nobody wants to tell people');
  return { ...bot, core: paastis, desk };
}

async function announced(bot: CourtesyBot, changes: Partial<CourtesyNotice> = {}): Promise<FakeMessage> {
  await bot.clock.run(bot.desk.announce({ ...notice, ...changes }));
  const message = bot.slack.messages.at(-1);
  if (message === undefined) throw new Error('Nothing was posted');
  return message;
}

const shown = (message: FakeMessage) => JSON.stringify(message.versions.at(-1)?.blocks);

const textOf = (message: FakeMessage) => message.versions.at(-1)?.text;

describe('a notice', () => {
  it('is one message that says what sleeps when, whom it concerns, and what it saves', async () => {
    const bot = await openBot();

    const message = await announced(bot);

    expect(message.channel).toBe(fakeChannel);
    expect(textOf(message)).toBe('shop-pr42 sleeps at 10:10, unless somebody uses it or keeps it awake.');
    expect(shown(message)).toContain('*shop-pr42*');
    expect(shown(message)).not.toContain('https://');
    expect(shown(message)).toContain(`idle · saves 0.48\u00a0€ a day · woken or kept by <@${fakeUser}>, eve`);
    expect(shown(message)).toContain('<!date^1795338600^{time}|10:10>');
    expect(bot.slack.messages).toHaveLength(1);
    expect(bot.slack.errors).toEqual([]);
  });

  it('of a group names the group and its apps', async () => {
    const bot = await openBot();
    const apps = ['front', 'back'].map((name) => ({ ref: `scalingo/osc-fr1/${name}`, name }));

    const message = await announced(bot, { apps, group: 'shop-pr42' });

    expect(textOf(message)).toContain('shop-pr42 (front, back) sleep at 10:10');
    expect(shown(message)).not.toContain('saves');
  });

  it('cannot be made to mention anybody by the name of an app', async () => {
    const bot = await openBot();

    const message = await announced(bot, { apps: [{ ref: 'scalingo/osc-fr1/x', name: '<!channel> & co' }] });

    expect(`${textOf(message)}${shown(message)}`).not.toContain('<!channel>');
    expect(textOf(message)).toContain('&lt;!channel&gt; &amp; co');
  });

  it('reaches its people directly where the bot may not write', async () => {
    const bot = await openBot();
    bot.slack.addChannel({ id: 'C0SECRET001', name: 'secret', kind: 'private' });

    const message = await announced(bot, { channel: '#secret' });
    await bot.clock.run(bot.desk.ended({ id: notice.id, outcome: 'gone' }, notice));

    expect(message.channel).toBe(bot.slack.directOf(fakeUser));
    expect(textOf(message)).toBe('shop-pr42 no longer exists.');
    expect(bot.logged.filter((line) => line.startsWith('slack notice told to people'))).toHaveLength(1);
  });

  it('is not posted twice where Slack may have taken it', async () => {
    const bot = await openBot();
    bot.slack.fail('chat.postMessage', { kind: 'reset' });

    await bot.clock.run(bot.desk.announce(notice));

    expect(bot.slack.calls.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
    expect(bot.logged.filter((line) => line.startsWith('slack notice told to nobody'))).toHaveLength(1);
    expect(await bot.core.notes.list('slack:courtesy:')).toEqual([]);
  });

  it('of more apps than a button can name is about its group', async () => {
    const bot = await openBot();
    const apps = Array.from({ length: 60 }, (_, at) => ({ ref: `scalingo/osc-fr1/shop-${at}`, name: `shop-${at}` }));

    const message = await announced(bot, { apps, group: 'shop' });
    await bot.hands.click(message, 'Keep 2 h');
    await settle(bot, 1_000);

    expect(bot.core.asked.map(({ line }) => line)).toEqual(['keep @shop --for 2h']);
    expect(bot.slack.errors).toEqual([]);
  });
});

describe('the buttons of a notice', () => {
  it.each([
    ['Keep 2 h', 'keep scalingo/osc-fr1/shop-pr42 --for 2h'],
    ['Until tomorrow', 'keep scalingo/osc-fr1/shop-pr42 --until "tomorrow 8:00"'],
    ['Sleep now', 'sleep scalingo/osc-fr1/shop-pr42'],
  ])('%s asks the core, as the person who clicks', async (button, line) => {
    const bot = await openBot();
    const message = await announced(bot);

    await bot.hands.click(message, button);
    await settle(bot, 1_000);

    expect(bot.core.asked).toMatchObject([
      {
        line,
        caller: { actor: `slack:${fakeUser}`, entryPoint: 'slack', channel: `slack:${fakeChannel}`, standing: {} },
      },
    ]);
    expect(bot.slack.whispers).toEqual([]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('are gone while it is being put to sleep, and back when that is refused', async () => {
    const asked = Promise.withResolvers<Report>();
    const bot = await openBot(() => asked.promise);
    const message = await announced(bot);

    await bot.hands.click(message, 'Sleep now');
    await settle(bot, 1_000);
    const [during, text] = [shown(message), textOf(message)];
    const error = { code: 'sleep_refused', message: 'shop-pr42 is in use.', remedy: 'Try later.' };
    asked.resolve(report({ changed: false, error }));
    await settle(bot, 1_000);

    expect(during).not.toContain('button');
    expect(text).toBe(`shop-pr42 is being put to sleep for <@${fakeUser}>…`);
    expect(shown(message)).toContain('Sleep now');
    expect(bot.slack.whispers.map((whisper) => whisper.versions.at(-1)?.text)).toEqual([
      'shop-pr42: shop-pr42 is in use. Try later.',
    ]);
  });

  it('say why to the person alone when it is refused, and leave the message as it is', async () => {
    const error = { code: 'not_allowed', message: 'You may not put shop-pr42 to sleep.', remedy: 'Ask an operator.' };
    const bot = await openBot(() => ({ kind: 'error', error }), {
      may: () => ({ allowed: false, reason: 'operators', ask: [] }),
    });
    const message = await announced(bot);

    await bot.hands.click(message, 'Sleep now');
    await settle(bot, 1_000);

    expect(message.versions).toHaveLength(1);
    expect(bot.slack.whispers.map((whisper) => whisper.versions.at(-1)?.text)).toEqual([
      expect.stringContaining('You may not put shop-pr42 to sleep.'),
    ]);
  });

  it('of a value that nobody can read are answered kindly, and nothing is done', async () => {
    const bot = await openBot();
    const message = await announced(bot);
    const old: FakeMessage = JSON.parse(JSON.stringify(message).replaceAll(/v\\":1,/g, 'v\\":0,'));

    await bot.hands.click(old, 'Keep 2 h');
    await settle(bot, 1_000);

    expect(JSON.stringify(old)).not.toBe(JSON.stringify(message));
    expect(bot.core.asked).toEqual([]);
    expect(bot.slack.whispers.map((whisper) => whisper.versions.at(-1)?.text)).toEqual([
      expect.stringContaining('This notice is over'),
    ]);
  });

  it('of a notice that is over are answered kindly, and nothing is done', async () => {
    const bot = await openBot();
    const message = await announced(bot);
    const before = structuredClone(message);
    await bot.clock.run(bot.desk.ended({ id: notice.id, outcome: 'used', at: notice.sleepsAt }, notice));

    await bot.hands.click(before, 'Sleep now');
    await settle(bot, 1_000);

    expect(bot.core.asked).toEqual([]);
    expect(bot.slack.whispers.map((whisper) => whisper.versions.at(-1)?.text)).toEqual([
      expect.stringContaining('This notice is over'),
    ]);
  });
});

describe('a notice in French', () => {
  const look = { t: createTranslate('fr'), timezone: 'Europe/Paris', now: new Date('2026-11-22T09:00:00.000Z') };

  it('is French from its first word to its last button', () => {
    const { text, blocks } = noticeCard(notice, look);

    const words = JSON.stringify(blocks);
    expect(text).toBe('shop-pr42 s’endort à 10:10, sauf si quelqu’un l’utilise ou la garde éveillée.');
    expect(words).toContain('inactive · économise 0,48\u00a0€ par jour · réveillée ou gardée par');
    for (const button of ['Garder 2 h', 'Jusqu’à demain', 'Endormir']) expect(words).toContain(button);
  });

  it('ends in French', () => {
    const end = { id: '1', outcome: 'kept', by: 'terminal:ana', until: '2026-11-22T11:00:00.000Z' } as const;

    expect(endCard(end, notice, look).text).toBe('shop-pr42 reste éveillée : gardée par ana, fin : 12:00.');
  });
});

describe('the end of a notice', () => {
  it.each([
    [{ outcome: 'asleep', at: '2026-11-22T09:10:20.000Z' }, 'shop-pr42 has been asleep since 10:10.'],
    [
      { outcome: 'asleep', at: '2026-11-22T09:02:00.000Z', by: 'slack:U0BOB00001' },
      'shop-pr42 has been asleep since 10:02: <@U0BOB00001> put it to sleep.',
    ],
    [
      { outcome: 'kept', by: 'slack:U0BOB00001', until: '2026-11-23T07:00:00.000Z' },
      'shop-pr42 stays awake: kept by <@U0BOB00001> until 23 Nov 08:00.',
    ],
    [{ outcome: 'kept' }, 'shop-pr42 stays awake: somebody keeps it awake.'],
    [{ outcome: 'used', at: '2026-11-22T09:05:00.000Z' }, 'shop-pr42 stays awake: used at 10:05.'],
    [
      { outcome: 'failed', reason: 'one_off' },
      'shop-pr42 is not asleep yet: a one-off task is running. Paastis tries again by itself.',
    ],
    [{ outcome: 'changed', reason: 'protected' }, 'shop-pr42 is not put to sleep after all: protected by a rule.'],
  ] as const)('takes its place, without buttons: %j', async (end, text) => {
    const bot = await openBot();
    const message = await announced(bot);

    await bot.clock.run(bot.desk.ended({ id: notice.id, ...end }, notice));

    expect(textOf(message)).toBe(text);
    expect(shown(message)).not.toContain('button');
    expect(bot.slack.messages).toHaveLength(1);
    expect(await bot.core.notes.list('slack:courtesy:')).toEqual([]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('is told although Slack was down for a while', async () => {
    const bot = await openBot();
    const message = await announced(bot);
    bot.slack.fail('chat.update', { kind: 'status', status: 503 }, 3);

    await bot.clock.run(bot.desk.ended({ id: notice.id, outcome: 'asleep', at: notice.sleepsAt }, notice));

    expect(textOf(message)).toContain('has been asleep');
  });

  it('is asked for again where Slack cannot be reached, and let go where it refuses', async () => {
    const bot = await openBot();
    const message = await announced(bot);
    const end = { id: notice.id, outcome: 'asleep', at: notice.sleepsAt } as const;
    bot.slack.fail('chat.update', { kind: 'status', status: 503 }, 50);

    await expect(bot.clock.run(bot.desk.ended(end, notice))).rejects.toThrow('Slack');
    const kept = await bot.core.notes.list('slack:courtesy:');

    expect(kept).toHaveLength(1);
    expect(message.versions).toHaveLength(1);
  });

  it('is not tried for ever on a message that is gone', async () => {
    const bot = await openBot();
    await announced(bot);
    bot.slack.fail('chat.update', { kind: 'error', error: 'message_not_found' });

    await bot.clock.run(bot.desk.ended({ id: notice.id, outcome: 'gone' }, notice));

    expect(await bot.core.notes.list('slack:courtesy:')).toEqual([]);
  });

  it('of a notice that nobody was told of is told to nobody', async () => {
    const bot = await openBot();

    await bot.clock.run(bot.desk.ended({ id: notice.id, outcome: 'gone' }, notice));

    expect(bot.slack.messages).toEqual([]);
  });
});
