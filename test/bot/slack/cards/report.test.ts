import { outcomeCard, progressCard } from '../../../../bot/slack/cards/operation.ts';
import { type Card, plain, readTyped } from '../../../../bot/slack/cards/pieces.ts';
import { reportCard } from '../../../../bot/slack/cards/report.ts';
import type { AppReport } from '../../../../core/commands/report/report.ts';
import { createTranslate, languages } from '../../../../core/i18n/index.ts';
import { appStatuses } from '../../../../core/model/status.ts';
import { makeFacts, openAnswers } from '../../../support/answers.ts';
import { progressOf } from '../../../support/fake-paastis.ts';
import { fakeUser } from '../../../support/fake-slack.ts';
import { mentionFaults, messageFaults } from '../../../support/slack-blocks.ts';

const hostile = '<!channel> <@U1|x> & @here *bold* `code` \n\u202e <https://evil.example|shop> '.repeat(20);
const error = { code: 'provider_auth', message: hostile, remedy: hostile };
const at = '2026-11-22T09:00:00.000Z';

function appOf(index: number, name = `shop-pr${index}`): AppReport {
  return {
    ref: `scalingo/osc-fr1/${name}`,
    name,
    provider: 'scalingo',
    region: 'osc-fr1',
    status: appStatuses[index % appStatuses.length] ?? 'unknown',
    url: `https://${name}.osc-fr1.scalingo.io`,
    review: { parent: 'shop', pullRequest: index },
    formation: { web: { amount: 2, size: 'M' }, worker: { amount: 0 } },
    snapshot: { formation: { web: { amount: 1, size: 'S' } }, takenAt: at, actor: `slack:${fakeUser}` },
  };
}

function resultOf(name: string) {
  return {
    ref: name,
    name,
    before: 'asleep',
    after: 'running',
    changed: true,
    seconds: 3,
    reason: hostile,
    url: hostile,
  } as const;
}

/** Every card there is, filled with the worst a provider could send, `many` times. */
function cardsOf(many: number, language: (typeof languages)[number]): Card[] {
  const t = createTranslate(language);
  const times = Array.from({ length: many }, (_, index) => index);
  const apps = times.map((index) => appOf(index, hostile));
  const failed = times.map(() => ({ provider: hostile, region: hostile, error }));
  const help = {
    name: hostile,
    usage: hostile,
    summary: hostile,
    example: hostile,
    options: [{ flag: hostile, summary: hostile }],
  };
  const entry = {
    id: '1',
    name: 'app_woken',
    at,
    actor: hostile,
    entryPoint: 'slack',
    correlationId: '1',
    sentence: hostile,
  } as const;
  return [
    reportCard({ kind: 'list', apps, failed }, t),
    reportCard({ kind: 'status', apps, failed }, t),
    reportCard({ kind: 'help', entries: times.map(() => help), detailed: true }, t),
    reportCard({ kind: 'history', entries: times.map(() => entry) }, t),
    reportCard(
      { kind: 'question', text: hostile, candidates: times.map(() => ({ ref: hostile, command: hostile })), error },
      t,
    ),
    reportCard({ kind: 'error', error }, t),
    outcomeCard({ kind: 'operation', verb: 'wake', results: times.map(() => resultOf(hostile)) }, fakeUser, t),
    outcomeCard(
      { kind: 'operation', verb: 'wake', results: times.map(() => ({ ...resultOf(hostile), error })) },
      fakeUser,
      t,
    ),
    progressCard(
      times.map((index) => progressOf(hostile, { ref: String(index), text: hostile })),
      fakeUser,
      t,
    ),
  ];
}

describe('every card', () => {
  it.each(languages.flatMap((language) => [0, 1, 3, 200].map((many) => [language, many] as const)))(
    'keeps to the limits of Slack and mentions nobody unasked (%s, %i entries)',
    (language, many) => {
      const cards = cardsOf(many, language);

      for (const { text, blocks } of cards) {
        const shown = JSON.stringify(blocks);
        expect(messageFaults(blocks)).toEqual([]);
        expect(Array.from(text).length).toBeLessThanOrEqual(4_000);
        expect(mentionFaults({ text, blocks }, [fakeUser])).toEqual([]);
        expect(`${text}${shown}`).not.toContain('<http');
        expect(shown.match(/"mrkdwn"/g)?.length).toBe(shown.match(/"verbatim":true/g)?.length);
      }
    },
  );
});

describe('the list of apps', () => {
  it('says a status in words beside its sign', () => {
    const t = createTranslate('fr');

    const { text } = reportCard({ kind: 'list', apps: [appOf(1)], failed: [] }, t);

    expect(text).toBe(':zzz: *shop-pr1* endormie · scalingo/osc-fr1 · #1');
  });

  it('of a thousand apps shows the first and counts the rest', () => {
    const t = createTranslate('en');
    const apps = Array.from({ length: 1_000 }, (_, index) => appOf(index));

    const { blocks } = reportCard({ kind: 'list', apps, failed: [] }, t);

    const shown = JSON.stringify(blocks);
    const count = shown.match(/\*shop-pr\d+\*/g)?.length ?? 0;
    expect(count).toBeGreaterThan(50);
    expect(shown).toContain(`and ${1_000 - count} more`);
  });

  it('says so when there is nothing', () => {
    const t = createTranslate('en');

    const { text } = reportCard({ kind: 'list', apps: [], failed: [] }, t);

    expect(text).toBe('No app found.');
  });

  it('names a region that failed, with its remedy, before the apps of the others', () => {
    const t = createTranslate('en');
    const down = { code: 'provider_unavailable', message: 'It is down.', remedy: 'Try later.' };

    const { text } = reportCard(
      { kind: 'list', apps: [appOf(0)], failed: [{ provider: 'scalingo', region: 'osc-fr1', error: down }] },
      t,
    );

    expect(text.split('\n')[0]).toBe(':warning: *scalingo/osc-fr1*: It is down. Try later.');
  });
});

describe('the outcome of an operation', () => {
  it('offers to open an app that runs, and only by a web address', () => {
    const t = createTranslate('en');
    const open = (url: string) =>
      JSON.stringify(
        outcomeCard({ kind: 'operation', verb: 'wake', results: [{ ...resultOf('shop'), url }] }, fakeUser, t).blocks,
      ).includes('app.open');

    const offered = ['https://shop.example.com', 'javascript:alert(1)', 'https://'].map(open);

    expect(offered).toEqual([true, false, false]);
  });
});

describe('a person of the workspace', () => {
  it('is shown as a person where somebody else had asked first', () => {
    const t = createTranslate('en');
    const joined = {
      ...resultOf('shop'),
      reason: 'woke in 9 s (asked first by U0OTHER0001)',
      joined: { actor: 'slack:U0OTHER0001' },
    };

    const { text } = outcomeCard({ kind: 'operation', verb: 'wake', results: [joined] }, fakeUser, t);

    expect(text).toBe('shop: woke in 9 s (asked first by <@U0OTHER0001>)');
  });
});

describe('the details of an app', () => {
  it('tell its formation, what a wake brings back and what goes on', () => {
    const t = createTranslate('en');
    const app: AppReport = {
      ...appOf(6),
      statusReason: 'wake_failed',
      operation: { kind: 'wake', startedAt: at, actor: 'terminal:ana' },
    };

    const { text } = reportCard({ kind: 'status', apps: [app], failed: [] }, t);

    expect(text.split('\n')).toEqual([
      ':red_circle: *shop-pr6* crashed · its last start failed · scalingo/osc-fr1 · #6',
      'https://shop-pr6.osc-fr1.scalingo.io',
      'runs: web:2:M worker:0',
      'wakes with: web:1:S (recorded 2026-11-22 09:00 UTC by <@U0FAKE00001>)',
      'under way: wake since 2026-11-22 09:00 UTC, by ana',
    ]);
  });
});

describe('a question', () => {
  it('shows each candidate as the command to type', () => {
    const t = createTranslate('en');
    const candidates = [{ ref: 'scalingo/osc-fr1/shop', command: 'wake scalingo/osc-fr1/shop' }];

    const { text } = reportCard({ kind: 'question', text: 'Which one?', candidates, error }, t);

    expect(text).toBe('Which one?\n• `/paastis wake scalingo/osc-fr1/shop`');
  });
});

describe('text that comes and goes', () => {
  it('is escaped on one line, cut between characters', () => {
    const shown = [plain('<!channel>\n& co'), plain('😀😀😀', 2)];

    expect(shown).toEqual(['&lt;!channel&gt; &amp; co', '😀…']);
  });

  it.each([
    ['wake <https://shop.example.com|shop.example.com>', 'wake https://shop.example.com'],
    ['wake <http://shop.example.com>', 'wake http://shop.example.com'],
    ['wake <#C0123456789|shop-pr42>', 'wake shop-pr42'],
    ['wake a&amp;b &lt;x&gt;', 'wake a&b <x>'],
    ['wake &amp;lt;', 'wake &lt;'],
  ])('is read as it was typed: %s', (typed, expected) => {
    expect(readTyped(typed)).toBe(expected);
  });
});

describe('the answers about decisions', () => {
  const facts = [makeFacts({ name: 'shop-pr42' }), makeFacts({ name: 'shop-pr43' })];
  const config = { rules: [{ match: 'shop-*', manage: true }] };

  it.each(['why shop-*', 'plan', 'idle'])('are told by title and lines: %s', async (line) => {
    for (const language of languages) {
      const report = await openAnswers({ facts, config }).run(line, { language, entryPoint: 'slack' });
      if (!('title' in report)) throw new Error(`Unexpected ${report.kind}`);

      const shown = reportCard(report, createTranslate(language));

      expect(messageFaults(shown.blocks)).toEqual([]);
      expect(JSON.stringify(shown.blocks)).toContain(JSON.stringify(plain(report.title)).slice(1, -1));
      expect(JSON.stringify(shown.blocks)).toContain('shop-pr43');
    }
  });
});
