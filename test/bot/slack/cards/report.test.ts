import { plain, readTyped } from '../../../../bot/slack/cards/pieces.ts';
import { reportCard } from '../../../../bot/slack/cards/report.ts';
import type { AppReport } from '../../../../core/commands/report/report.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { appStatuses } from '../../../../core/model/status.ts';
import { fakeUser } from '../../../support/fake-slack.ts';

const error = { code: 'provider_auth', message: 'Refused.', remedy: 'Renew it.' };
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

describe('the list of apps', () => {
  it('says a status in words beside its sign', () => {
    const t = createTranslate('fr');

    const { text } = reportCard({ kind: 'list', apps: [appOf(1)], failed: [] }, t);

    expect(text).toBe(':zzz: *shop-pr1* endormie · scalingo/osc-fr1 · #1 · depuis 2026-11-22 09:00 UTC');
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
      'under way: wake since 2026-11-22 09:00 UTC, by ana',
      'runs: web:2:M worker:0',
      'wakes with: web:1:S (recorded 2026-11-22 09:00 UTC by <@U0FAKE00001>)',
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

describe('a status of one app', () => {
  const t = createTranslate('en');
  const ids = (app: AppReport, may: (action: string) => boolean = () => true) =>
    Array.from(
      JSON.stringify(reportCard({ kind: 'status', apps: [app], failed: [] }, t, may).blocks).matchAll(/"(app\.\w+)"/g),
      ([, id = '']) => id,
    );

  it('offers what its state allows, to who may', () => {
    expect(ids({ ...appOf(0), status: 'running' })).toEqual(['app.open', 'app.keep', 'app.sleep', 'app.more']);
    expect(ids({ ...appOf(1), status: 'asleep' })).toEqual(['app.wake', 'app.why']);
    expect(ids({ ...appOf(1), status: 'asleep' }, (action) => action === 'read')).toEqual(['app.why']);
    expect(ids({ ...appOf(2), status: 'deploying' })).toEqual(['app.why']);
  });
});

describe('the apps that serve nobody', () => {
  const t = createTranslate('en');
  const apps = Array.from({ length: 11 }, (_, index) => ({
    ...appOf(0, `shop-pr${index}`),
    idleSeconds: 7_200,
    ...(index > 0 && { pricePerHour: index / 100 }),
  }));
  const { text, blocks } = reportCard(
    { kind: 'idle', title: '11 apps', lines: [], apps, notMeasurable: [], unread: [], failed: [] },
    t,
  );

  it('are told by their cost, eight of them, and the rest is counted', () => {
    const names = Array.from(text.matchAll(/\*(shop-pr\d+)\*/g), ([, name]) => name);

    expect(names).toEqual([10, 9, 8, 7, 6, 5, 4, 3].map((index) => `shop-pr${index}`));
    expect(JSON.stringify(blocks)).toContain('and 3 more');
    expect(JSON.stringify(blocks).match(/"type":"overflow"/g)).toHaveLength(8);
  });

  it('are not put to sleep from a menu, which asks nothing, where they look like production', () => {
    const [precious] = [{ ...appOf(0, 'shop-production'), idleSeconds: 7_200 }];
    const shown = reportCard(
      {
        kind: 'idle',
        title: '1 app',
        lines: [],
        apps: precious ? [precious] : [],
        notMeasurable: [],
        unread: [],
        failed: [],
      },
      t,
    );

    expect(JSON.stringify(shown.blocks)).not.toContain('sleep');
  });
});

describe('a refusal', () => {
  it('shows the people and groups to ask', () => {
    const refusal = {
      code: 'not_allowed',
      message: 'You may not put shop to sleep.',
      remedy: 'Ask U0ADMIN0001 or S0ADMIN0001.',
    };

    const { blocks } = reportCard({ kind: 'error', error: refusal }, createTranslate('en'));

    expect(JSON.stringify(blocks)).toContain('Ask <@U0ADMIN0001> or <!subteam^S0ADMIN0001>.');
  });

  it('of anything else mentions nobody, whatever an app is called', () => {
    const unknown = { code: 'app_unknown', message: 'No app is called U0ADMIN0001.', remedy: 'See `list`.' };

    const { blocks } = reportCard({ kind: 'error', error: unknown }, createTranslate('en'));

    expect(JSON.stringify(blocks)).not.toContain('<@');
  });
});

describe('the doctor', () => {
  it('tells problems first, with their remedy, and what is fine in small', () => {
    const { text, blocks } = reportCard(
      {
        kind: 'doctor',
        title: '3 checks',
        lines: [],
        checks: [
          { part: 'clock', status: 'ok', sentence: 'The clock is right.' },
          { part: 'prices', status: 'warning', sentence: 'Prices are old.', remedy: 'Wait a day.' },
          { part: 'credentials', status: 'failure', sentence: 'The token is refused.', remedy: 'Renew it.' },
        ],
      },
      createTranslate('en'),
    );

    expect(text.split('\n').slice(1)).toEqual([
      ':x: *failure*: The token is refused.',
      'Renew it.',
      ':warning: *warning*: Prices are old.',
      'Wait a day.',
    ]);
    expect(blocks.at(-1)).toMatchObject({
      type: 'context',
      elements: [{ text: ':white_check_mark: The clock is right.' }],
    });
  });
});
