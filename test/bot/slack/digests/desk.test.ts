import { findDigest, shortOf } from '../../../../bot/slack/digests/notes.ts';
import type {
  DigestContent,
  DigestDelivery,
  DigestDesk,
  DigestReceipt,
  ModeInEffect,
  Paastis,
  Report,
} from '../../../../core/index.ts';
import { makeDigest, makeIdleApp, reportOf } from '../../../support/build-digest.ts';
import { fakePaastis } from '../../../support/fake-paastis.ts';
import { type FakeMessage, fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { startBot, type TestBot } from '../bot.ts';
import { shown } from './scene.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const channel = `slack:${fakeChannel}`;
const observing = { days: 8, apps: 2, asleepHours: 60, eur: 4.2, listPrice: true, enable: ['mode: enforce'] };

/** The real Slack app on a core whose digests are what the test says. */
describe('the desk of digests', () => {
  let bot: TestBot;
  let desk: DigestDesk | undefined;
  let content: DigestContent;
  let mode: ModeInEffect;
  let switched: Report;

  const core = (): Paastis =>
    fakePaastis(() => ({ kind: 'operation', verb: 'sleep', results: [] }), {
      deliverDigests: async (given) => {
        desk = given;
      },
      digestOf: async ({ since, until, refs = [] }, language) => ({
        ...reportOf({ ...content, since, until, mode: mode.mode }, language),
        apps: refs.map((ref) => {
          const idle = content.idle.find((app) => app.ref === ref);
          const name = ref.split('/').at(-1) ?? ref;
          return { ref, name, status: 'running' as const, ...(idle === undefined ? {} : { idle }) };
        }),
      }),
      mode: () => mode,
      switchMode: async () => switched,
    });

  beforeEach(async () => {
    mode = { mode: 'observe' };
    content = makeDigest({ idle: [makeIdleApp('shop-pr1'), makeIdleApp('shop-pr2')] });
    bot = await startBot(() => ({ kind: 'operation', verb: 'sleep', results: [] }), { paastis: core() });
  });

  const deliver = (changes: Partial<DigestDelivery> = {}): Promise<DigestReceipt> => {
    const until = bot.clock.now().toISOString();
    const since = new Date(bot.clock.now().getTime() - DAY_MS).toISOString();
    const report = { kind: 'digest', ...reportOf({ ...content, since, until }) } as const;
    if (desk === undefined) throw new Error('Nobody delivers digests');
    return bot.clock.run(desk.deliver({ channel, report, ...changes }));
  };

  const message = (at = 0): FakeMessage => {
    const found = bot.slack.messages[at];
    if (found === undefined) throw new Error('There is no message');
    return found;
  };

  const tidy = async () => {
    await bot.clock.run(desk?.tidy() ?? Promise.resolve());
  };

  const said = () => bot.slack.whispers.at(-1)?.text;

  it('edits the last digest instead of posting one that says the same, for three days', async () => {
    const first = await deliver();
    await bot.clock.advance(DAY_MS);
    content = makeDigest({ idle: content.idle.map((app) => ({ ...app, idleSeconds: app.idleSeconds + 86_400 })) });
    const second = await deliver();
    await bot.clock.advance(DAY_MS);
    await deliver();
    const posts = bot.slack.messages.length;
    await bot.clock.advance(DAY_MS);
    const fourth = await deliver();

    expect([first.outcome, second.outcome, fourth.outcome]).toEqual(['sent', 'quiet', 'sent']);
    expect(first.place).toBe(channel);
    expect(posts).toBe(1);
    expect(bot.slack.messages).toHaveLength(2);
    expect(message().versions).toHaveLength(3);
  });

  it.each([
    ['another app idles', () => makeDigest({ idle: [makeIdleApp('shop-pr1'), makeIdleApp('shop-pr3')] })],
    ['one was used meanwhile', () => makeDigest({ idle: [makeIdleApp('shop-pr1')] })],
    [
      'something failed',
      () =>
        makeDigest({
          idle: content.idle,
          failures: [{ name: 'token_rejected', at: '2026-11-22T08:00:00.000Z', reason: 'scalingo/osc-fr1', times: 1 }],
        }),
    ],
    ['enforcing may begin', () => makeDigest({ idle: content.idle, wouldBe: observing })],
  ])('posts anew when %s', async (_what, next) => {
    await deliver();
    await bot.clock.advance(DAY_MS);
    content = next();

    expect((await deliver()).outcome).toBe('sent');
    expect(bot.slack.messages).toHaveLength(2);
  });

  it('goes to the channel of the settings by its name, and tells which one that is', async () => {
    const { name } = bot.slack.channels.get(fakeChannel) ?? { name: '' };
    const receipt = await deliver({ channel: `#${name}` });
    await bot.clock.advance(DAY_MS);
    const second = await deliver({ channel: `#${name}` });

    expect(receipt).toEqual({ outcome: 'sent', place: channel });
    expect(second).toEqual({ outcome: 'quiet', place: channel });
    expect(message().channel).toBe(fakeChannel);
  });

  it('posts anew when the last one takes no edit any more', async () => {
    await deliver();
    bot.slack.fail('chat.update', { kind: 'error', error: 'message_not_found' });
    await bot.clock.advance(DAY_MS);

    expect((await deliver()).outcome).toBe('sent');
    expect(bot.slack.messages).toHaveLength(2);
  });

  it('is silent when all that idles was suggested to be left alone', async () => {
    const value = JSON.stringify({ v: 1, actor: `slack:${fakeUser}`, at: content.until });
    const { notes } = await import('../../../support/fake-paastis.ts').then(({ fakePaastis: make }) =>
      make(() => ({ kind: 'list', apps: [], failed: [] })),
    );
    await bot.app.stop();
    bot = await startBot(() => ({ kind: 'operation', verb: 'sleep', results: [] }), { paastis: { ...core(), notes } });
    for (const { ref } of content.idle) await notes.put(`slack:suggestion:${ref}`, value);

    expect((await deliver()).outcome).toBe('quiet');
    expect(bot.slack.messages).toHaveLength(0);
  });

  it('takes the buttons off after two days, forgets after a week, and answers late clicks kindly', async () => {
    await deliver();
    const old = { ...message(), versions: [...message().versions] };
    await bot.clock.advance(2 * DAY_MS - HOUR_MS);
    await tidy();
    const kept = shown(message());
    await bot.clock.advance(2 * HOUR_MS);
    await tidy();
    const bare = shown(message());
    await tidy();
    await bot.clock.advance(6 * DAY_MS);
    await tidy();
    await bot.hands.click(old, 'digest.sleep_all');
    await bot.clock.advance(MINUTE_MS);

    expect(kept).toContain('digest.sleep_all');
    expect(bare).toContain('shop-pr1');
    expect(bare).not.toMatch(/digest\.(sleep_all|more)/);
    expect(message().versions).toHaveLength(2);
    expect(said()).toBe('This digest is too old to be acted on here. `/paastis digest` shows what is idle now.');
  });

  it('answers kindly what it cannot read, and what it never had', async () => {
    await deliver();
    const menu = (value: string) => {
      const json = JSON.stringify(message().versions[0]?.blocks).replaceAll(
        JSON.stringify(JSON.stringify({ v: 1, do: 'sleep', app: shortOf('scalingo/osc-fr1/shop-pr1') })),
        JSON.stringify(value),
      );
      return { ...message(), versions: [{ at: 0, text: '', blocks: JSON.parse(json) }] };
    };
    const blockId = `app:${shortOf('scalingo/osc-fr1/shop-pr1')}`;
    const answers: (string | undefined)[] = [];
    for (const value of [
      'no json',
      '{"v":2}',
      '{"v":1,"do":"drop","app":"x"}',
      '{"v":1,"do":"sleep","app":"ffffffffffff"}',
    ]) {
      await bot.hands.choose(menu(value), 'digest.more', value, { blockId });
      await bot.clock.advance(MINUTE_MS);
      answers.push(said());
    }

    expect(answers.map((text) => text?.split('. ')[0])).toEqual([
      'This digest is too old to be acted on here',
      'This digest is too old to be acted on here',
      'This digest is too old to be acted on here',
      'This digest does not know that app any more',
    ]);
    expect(bot.slack.calls.filter(({ method }) => method === 'chat.update')).toEqual([]);
  });

  it('offers to enforce after a week of observing, with one click and one question', async () => {
    content = makeDigest({ idle: content.idle, wouldBe: observing });
    await deliver();
    const offered = shown(message());
    switched = { kind: 'mode', title: 'From now on', lines: [], mode: 'enforce', changed: true };
    mode = { mode: 'enforce', switched: { actor: `slack:${fakeUser}`, at: content.until, fileMode: 'observe' } };
    content = makeDigest({ idle: content.idle, mode: 'enforce' });
    await bot.hands.click(message(), 'Enforce from now on');
    await bot.clock.advance(MINUTE_MS);

    expect(offered).toContain('```\\nmode: enforce\\n```');
    expect(offered).toContain('Paastis will put to sleep by itself what its rules manage');
    expect(said()).toContain('From now on');
    expect(shown(message())).toContain(`Paastis acts by itself since`);
    expect(shown(message())).toContain(`switched by <@${fakeUser}>`);
    expect(shown(message())).not.toContain('digest.enforce');
  });

  it('shows the lines to paste where enforcing is refused because nothing is managed', async () => {
    content = makeDigest({ idle: content.idle, wouldBe: observing });
    await deliver();
    const code = ['mode: enforce', 'rules:', "  - { match: 'shop-pr{pr}', manage: true }"];
    switched = { kind: 'error', error: { code: 'command_invalid', message: 'No rule.', remedy: 'Write:' }, code };
    await bot.hands.click(message(), 'digest.enforce');
    await bot.clock.advance(MINUTE_MS);

    expect(JSON.stringify(bot.slack.whispers.at(-1)?.blocks)).toContain(
      "mode: enforce\\nrules:\\n  - { match: 'shop-pr{pr}', manage: true }",
    );
    expect(shown(message())).toContain('digest.enforce');
  });

  it('draws the savings as a chart, and in words in a workspace that knows none', async () => {
    const days = ['2026-11-20', '2026-11-21'].map((day) => ({ from: `${day}T00:00:00.000Z`, asleepHours: 12, eur: 1 }));
    content = makeDigest({ idle: content.idle, saved: { asleepHours: 24, eur: 2, listPrice: false, days } });
    bot.slack.fail('chat.postMessage', { kind: 'error', error: 'invalid_blocks' });
    await deliver();
    const plain = shown(message());
    await bot.clock.advance(4 * DAY_MS);
    await deliver();

    expect(plain).not.toContain('data_visualization');
    expect(plain).toContain('In the last 7 days 24 h asleep saved 2.00');
    expect(plain).toContain('Fri 20 Nov 12 · Sat 21 Nov 12');
    expect(shown(message(1))).toContain('data_visualization');
  });

  it.each(['is_archived', 'not_in_channel', 'channel_not_found'])(
    'tells whoever set it that nobody can write there: %s',
    async (error) => {
      bot.slack.fail('chat.postMessage', { kind: 'error', error });

      expect(await deliver({ setBy: `slack:${fakeUser}` })).toEqual({ outcome: 'closed' });
      expect(message().channel).toBe(bot.slack.directOf(fakeUser));
      expect(message().versions[0]?.text).toContain('/paastis digest here');
    },
  );

  it.each(['token_revoked', 'invalid_auth', 'internal_error', 'invalid_blocks'])(
    'leaves to the next period what Slack refuses: %s',
    async (error) => {
      bot.slack.fail('chat.postMessage', { kind: 'error', error }, 3);

      await expect(deliver()).rejects.toThrow(error);
      expect(bot.slack.messages).toHaveLength(0);
    },
  );

  it('waits out a rate limit: Slack has surely not taken that one', async () => {
    bot.slack.fail('chat.postMessage', { kind: 'status', status: 429, retryAfterS: 30 });

    expect((await deliver()).outcome).toBe('sent');
    expect(bot.slack.messages).toHaveLength(1);
  });

  it('knows a message again whose post nobody lived to note', async () => {
    const notes = new Map<string, string>();
    let dead = false;
    const mortal: Paastis['notes'] = {
      find: async (key) => notes.get(key),
      list: async (prefix) =>
        [...notes].flatMap(([key, value]) => (key.startsWith(prefix) ? [{ key, value, at: content.until }] : [])),
      put: async (key, value) => {
        // The process ends right after the post.
        if (key.startsWith('slack:digest:') && !dead) {
          dead = true;
          return new Promise(() => undefined);
        }
        notes.set(key, value);
      },
      remove: async (key) => void notes.delete(key),
    };
    bot = await startBot(() => ({ kind: 'operation', verb: 'sleep', results: [] }), {
      paastis: { ...core(), notes: mortal },
    });
    void desk?.deliver({ channel, report: { kind: 'digest', ...reportOf(content) } });
    await bot.clock.advance(MINUTE_MS);
    await bot.hands.click(message(), 'digest.sleep_all');
    await bot.clock.advance(MINUTE_MS);

    expect(await findDigest(mortal, { channel: fakeChannel, ts: message().ts })).toBeDefined();
    expect([...notes.keys()].filter((key) => key.startsWith('slack:digest_posting:'))).toEqual([]);
    expect(message().versions.length).toBeGreaterThan(1);
  });
});
