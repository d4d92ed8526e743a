import fc from 'fast-check';
import { phases } from '../../../core/engine/progress.ts';
import type { Report } from '../../../core/index.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { buildSleep } from '../../support/build-sleeps.ts';
import { makeCommandDeps, runCommand } from '../../support/command-deps.ts';
import { fakePaastis, progressOf, type Script, wokenReport } from '../../support/fake-paastis.ts';
import { fakeUser } from '../../support/fake-slack.ts';
import { settle, startBot, type TestBot } from './bot.ts';

const bob = 'U0BOB000001';
const otherChannel = 'C0OTHER0001';

/** A wake that takes 25 s, whoever joins it. */
const slowWake =
  (botOf: () => TestBot, seconds = 25): Script =>
  async (_line, { onProgress }) => {
    const { clock } = botOf();
    onProgress?.(progressOf('shop', { phase: 'reading', text: 'reading its state' }));
    onProgress?.(progressOf('shop', { phase: 'requesting', text: 'asking the provider' }));
    await clock.delay(1_000);
    onProgress?.(progressOf('shop', { phase: 'booting', text: 'booting' }));
    await clock.delay((seconds - 1) * 1_000);
    return wokenReport('shop');
  };

async function startSlow(): Promise<TestBot> {
  const bot: TestBot = await startBot(slowWake(() => bot));
  bot.slack.addPerson({ id: bob });
  return bot;
}

const shop = {
  ref: 'scalingo/osc-fr1/shop',
  name: 'shop',
  provider: 'scalingo',
  region: 'osc-fr1',
  status: 'running',
} as const;

const refusal = { code: 'sleep_refused', message: 'shop is protected by a rule.', remedy: 'Edit the rule.' };

const textsOf = (bot: TestBot) => bot.slack.messages.map(({ versions }) => versions.at(-1)?.text);
const whispersOf = (bot: TestBot) => bot.slack.whispers.map(({ user, text }) => [user, text]);

describe('an operation that is refused before anything is begun', () => {
  it.each([
    ['the report says so', { kind: 'error', error: { code: 'not_allowed', message: 'No.', remedy: 'Ask.' } }],
    ['every app is refused', wokenReport('shop', { changed: false, error: refusal })],
    ['there is nothing to do', wokenReport('shop', { changed: false, reason: 'was already awake' })],
  ] as const satisfies readonly (readonly [string, Report])[])(
    'is told to the person alone when %s',
    async (_name, report) => {
      const bot = await startBot((_line, { onProgress }) => {
        onProgress?.(progressOf('shop', { verb: 'sleep', phase: 'reading' }));
        return report;
      });

      await bot.type('sleep shop');
      await settle(bot);

      expect(bot.slack.messages).toHaveLength(0);
      expect(bot.slack.whispers).toHaveLength(1);
      expect(bot.slack.errors).toEqual([]);
    },
  );

  it('offers to override what the core says may be overridden, after a confirmation', async () => {
    const error = { code: 'sleep_refused', message: 'shop is in use.', remedy: 'Use `--force`.' };
    const bot = await startBot(() => wokenReport('shop', { changed: false, error }));

    await bot.type('sleep shop');
    await settle(bot);

    const shown = JSON.stringify(bot.slack.whispers[0]?.blocks);
    expect(shown).toContain(JSON.stringify(JSON.stringify({ v: 1, line: 'sleep scalingo/osc-fr1/shop --force' })));
    expect(shown).toContain('"confirm"');
  });
});

describe('one operation', () => {
  it('is edited four times at most in 25 s, whatever happens in them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 25_000 }), fc.constantFrom(...phases), fc.constantFrom('a', 'b', 'c')),
        ),
        async (steps) => {
          const bot: TestBot = await startBot(async (_line, { onProgress }) => {
            let now = 0;
            for (const [at, phase, name] of steps.toSorted(([a], [b]) => a - b)) {
              await bot.clock.delay(at - now);
              now = at;
              onProgress?.(progressOf(name, { phase, text: phase }));
            }
            await bot.clock.delay(25_000 - now);
            return wokenReport('a');
          });

          await bot.type('wake *');
          await settle(bot);

          const [message] = bot.slack.messages;
          expect(bot.slack.messages).toHaveLength(1);
          expect(message?.versions.length).toBeLessThanOrEqual(5);
          expect(message?.versions.at(-1)?.text).toBe('a: woke in 25 s');
          expect(bot.slack.errors).toEqual([]);
        },
      ),
      { numRuns: 8, seed: 20_261_122 },
    );
  });

  it('asked for by two people has one message in their channel, which names both', async () => {
    const bot = await startSlow();

    await bot.type('wake shop');
    await bot.clock.advance(3_000);
    await bot.type('wake shop', { user_id: bob });
    await settle(bot);

    expect(textsOf(bot)).toEqual(['shop: woke in 25 s']);
    expect(JSON.stringify(bot.slack.messages[0]?.versions.at(-1)?.blocks)).toContain(
      `Asked by <@${fakeUser}> · also by <@${bob}>`,
    );
    expect(whispersOf(bot)).toEqual([
      [bob, `<@${fakeUser}> asked first, 3 s ago: the card in this channel tells how it ends.`],
    ]);
  });

  it('asked for again from another channel has a card there, which says who asked first', async () => {
    const bot = await startSlow();
    bot.slack.addChannel({ id: otherChannel, name: 'ops' });

    await bot.type('wake shop');
    await bot.clock.advance(12_000);
    await bot.type('wake shop', { user_id: bob, channel_id: otherChannel });
    await settle(bot);

    const [, second] = bot.slack.messages;
    expect(second?.channel).toBe(otherChannel);
    expect(JSON.stringify(second?.versions.at(-1)?.blocks)).toContain(
      `Asked by <@${bob}> · <@${fakeUser}> asked first, 12 s ago`,
    );
    expect(bot.slack.whispers).toHaveLength(0);
  });

  it('of a second person is told to them where the first card is hidden from the channel', async () => {
    const bot = await startSlow();
    bot.slack.scopes.delete('chat:write.public');
    bot.slack.memberOf.clear();

    await bot.type('wake shop');
    await bot.clock.advance(3_000);
    await bot.type('wake shop', { user_id: bob });
    await settle(bot);

    expect(bot.slack.messages).toHaveLength(0);
    expect(
      whispersOf(bot)
        .filter(([user]) => user === bob)
        .at(-1),
    ).toEqual([bob, expect.stringContaining('woke in 25 s')]);
  });

  it('of a second person is told to them, too, where the channel turns out to be closed', async () => {
    const bot = await startSlow();
    bot.slack.scopes.delete('chat:write.public');
    bot.slack.memberOf.clear();

    bot.slack.fail('chat.postMessage', { kind: 'status', status: 500 }, 2);

    await bot.type('wake shop');
    await bot.clock.advance(1_000);
    await bot.type('wake shop', { user_id: bob });
    await settle(bot);

    const told = whispersOf(bot).filter(([, text]) => text === 'shop: woke in 25 s');
    expect(new Set(told.map(([user]) => user))).toEqual(new Set([bob, fakeUser]));
  });

  it('of a second person who wants more of it is told to them as well', async () => {
    const bot: TestBot = await startBot(async (line, caller) => {
      await slowWake(() => bot)(line, caller);
      return wokenReport('shop', line === 'wake shop' ? {} : { keepUntil: '2026-11-22T11:00:00.000Z' });
    });
    bot.slack.addPerson({ id: bob });

    await bot.type('wake shop');
    await bot.type('wake shop --for 2h', { user_id: bob });
    await settle(bot);

    expect(bot.slack.messages).toHaveLength(1);
    expect(JSON.stringify(bot.slack.whispers.at(-1)?.blocks)).toContain('kept awake until');
  });
});

describe('where an operation is told', () => {
  it('is a direct message when it was asked for nowhere', async () => {
    const script = slowWake(() => bot);
    const apps = [{ ...shop, status: 'asleep', managed: true, protected: false }] as const;
    const paastis = fakePaastis(script, {
      overview: async () => ({ at: '2026-11-22T09:00:00.000Z', mode: 'enforce', apps, failed: [], savedEur: 0 }),
    });
    const bot: TestBot = await startBot(script, { paastis });
    await bot.hands.globalShortcut('wake_app');
    await settle(bot, 0);
    const form = bot.slack.view();
    if (form === undefined) throw new Error('No form was opened');
    await bot.hands.suggest(form, 'select.apps', 'sh');

    await bot.hands.submit({ 'select.apps': [shop.ref] });
    await settle(bot);

    expect(bot.slack.messages.map(({ channel }) => channel)).toEqual([bot.slack.directOf(fakeUser)]);
    expect(textsOf(bot)).toEqual(['shop: woke in 25 s']);
    expect(paastis.asked[0]?.caller.channel).toBeUndefined();
  });

  it('goes on in private after the five uses of a write-back address', async () => {
    const bot = await startSlow();
    bot.slack.scopes.delete('chat:write.public');
    bot.slack.memberOf.clear();
    bot.slack.fail('response_url', { kind: 'status', status: 404 }, 10);

    await bot.type('wake shop');
    await settle(bot, 120_000);

    const direct = bot.slack.directOf(fakeUser);
    expect(bot.slack.messages.map(({ channel }) => channel)).toEqual([direct, direct]);
    expect(textsOf(bot).at(-1)).toBe('shop: woke in 25 s');
  });
});

describe('languages', () => {
  it('are that of the settings for what a channel reads, and their own for what one person reads', async () => {
    const asked: (readonly [string | undefined, string | undefined])[] = [];
    const bot = await startBot(
      (line, { language, errorLanguage }) => {
        asked.push([language, errorLanguage]);
        return line === 'list' ? { kind: 'list', apps: [], failed: [] } : wokenReport('shop');
      },
      { language: 'fr' },
    );

    await bot.type('wake shop');
    await settle(bot);
    await bot.type('list');
    await settle(bot);

    expect(asked).toEqual([
      ['fr', 'en'],
      ['en', 'en'],
    ]);
    expect(JSON.stringify(bot.slack.messages[0]?.versions.at(-1)?.blocks)).toContain('Demandé par');
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual(['No app found.']);
  });
});

describe('what is read', () => {
  it('shows no button for what the person may not do', async () => {
    const script: Script = () => ({
      kind: 'status',
      failed: [],
      apps: [shop],
    });
    const paastis = fakePaastis(script, {
      may: (_caller, action) =>
        action === 'sleep' ? { allowed: false, reason: 'operators', ask: [] } : { allowed: true },
    });
    const bot = await startBot(script, { paastis });

    await bot.type('status shop');
    await settle(bot);

    const shown = JSON.stringify(bot.slack.whispers[0]?.blocks);
    expect(shown).toContain('app.keep');
    expect(shown).not.toContain('app.sleep');
  });

  it('is told in words where Slack refuses charts, and for a day not tried again', async () => {
    const store = new MemoryStore();
    await store.write([{ put: 'ledger', record: buildSleep('shop-pr42') }]);
    const savings = await runCommand('savings week', makeCommandDeps({ store }), {});
    const bot = await startBot(() => savings);
    bot.slack.fail('response_url', { kind: 'status', status: 404 }, 2);
    bot.slack.fail('chat.postEphemeral', { kind: 'error', error: 'invalid_blocks' });

    await bot.type('savings');
    await settle(bot);
    const calls = bot.slack.calls.length;
    await bot.type('savings');
    await settle(bot);

    const shown = bot.slack.whispers.map(({ blocks }) => JSON.stringify(blocks));
    expect(shown.every((blocks) => !blocks.includes('data_visualization') && blocks.includes('*Hours asleep*'))).toBe(
      true,
    );
    expect(bot.slack.calls.length - calls).toBe(2);
  });
});
