import { readTyped } from '../../../../bot/slack/cards/pieces.ts';
import { parse } from '../../../../core/commands/line/parse.ts';
import { wokenReport } from '../../../support/fake-paastis.ts';
import { settle, startBot } from '../bot.ts';

describe('a command without an app', () => {
  it.each(['wake', 'sleep', 'keep', 'status', 'why', 'Wake --for 2h'])(
    'opens the form that asks for it: %s',
    async (typed) => {
      const bot = await startBot(() => wokenReport('shop'));

      const answer = await bot.type(typed);
      await settle(bot, 0);

      expect([answer.status, answer.body]).toEqual([200, '']);
      expect(bot.slack.view()).toBeDefined();
      expect(bot.paastis.asked).toHaveLength(0);
      expect(bot.slack.errors).toEqual([]);
    },
  );

  it('is run as it is where no app is needed', async () => {
    const bot = await startBot(() => ({ kind: 'list', apps: [], failed: [] }));

    for (const typed of ['list', 'idle', 'plan', 'help', 'savings', 'digest', 'doctor', 'history'])
      await bot.type(typed);
    await settle(bot);

    expect(bot.paastis.asked).toHaveLength(8);
    expect(bot.slack.view()).toBeUndefined();
  });
});

describe('what phones and chats make of a typed line', () => {
  it.each([
    ['wake “shop-pr42”', 'wake', ['shop-pr42'], {}],
    ['wake\u00a0shop-pr42\u200b', 'wake', ['shop-pr42'], {}],
    ['WAKE  shop-pr42 —for 2h', 'wake', ['shop-pr42'], { forMs: 7_200_000 }],
    ['/paastis wake shop-pr42', 'wake', ['shop-pr42'], {}],
    ['/Paastis /paastis wake shop-pr42', 'wake', ['shop-pr42'], {}],
    ['wake <https://shop.example.com|shop.example.com>', 'wake', ['https://shop.example.com'], {}],
    ['why <#C0123456789|shop-pr42>', 'why', ['shop-pr42'], {}],
    ['keep shop-pr42 – –until 18:30', 'keep', ['shop-pr42', '–'], { until: '18:30' }],
    ['\u2066status shop-pr42\u2069', 'status', ['shop-pr42'], {}],
    ['', 'help', [], {}],
    ['/paastis', 'help', [], {}],
    [' \u00a0\n', 'help', [], {}],
  ] as const)('is read as it was meant: %j', (typed, name, words, options) => {
    const command = parse(readTyped(typed));

    expect(command).toMatchObject({ name, words, options });
  });
});

describe('the acknowledgement', () => {
  it('shows what was typed, harmless and on one line', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await bot.type(`wake <!channel> \`x\`\n${'y'.repeat(500)}`);

    const { text } = JSON.parse(answer.body);
    expect(text).toContain("/paastis wake &lt;!channel&gt; 'x' yyy");
    expect(text.length).toBeLessThan(300);
    expect(text).not.toContain('<!');
  });
});
