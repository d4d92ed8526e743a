import { renderReport } from '../../../bot/terminal/render.ts';
import { displayWidth } from '../../../bot/terminal/width.ts';
import type { Language, Report } from '../../../core/index.ts';
import { type AnswersOptions, makeFacts, openAnswers } from '../../support/answers.ts';
import { renderOptions } from '../../support/terminal.ts';

const formation = { web: { amount: 1, size: 'S' } };
const rules = [
  { match: '*-production', protect: true },
  { match: 'shop-pr{pr}', manage: true },
];

const facts = [
  makeFacts({ name: 'shop-pr42' }, { formation }),
  makeFacts({ name: 'shop-pr43' }, { formation }),
  makeFacts({ name: 'shop-pr57' }, { lastRequestAt: '2026-11-22T08:50:00.000Z' }),
  makeFacts(
    { name: 'shop-pr7' },
    { reading: { known: false, at: '2026-11-22T08:00:00.000Z', since: '2026-11-22T05:00:00.000Z', reason: 'no_web' } },
  ),
];

async function draw(line: string, language: Language, width: number, options: Partial<AnswersOptions> = {}) {
  const report = await openAnswers({ facts, config: { rules }, ...options }).run(line, { language });
  return linesOf(report, language, width);
}

function linesOf(report: Report, language: Language, width: number): readonly string[] {
  return renderReport(report, renderOptions(language, width)).split('\n');
}

describe('why', () => {
  it('has the verdict first, then what it rests on, then the checks and what comes next', async () => {
    expect(await draw('why shop-pr42', 'en', 100)).toEqual([
      'scalingo/osc-fr1/shop-pr42  running',
      '  Nobody has used it for 1 h: its limit is 30 min.',
      '  rule     Rule 2, shop-pr{pr}: sleeps after 30 min unused',
      '  seen     last request 1 h ago',
      '           running for 2 days',
      '  figures  Figures read 2 s ago: no request from 06:00 to 09:59.',
      '  checks',
      '    ✓ protection, operation of ours, deployment, one-off task: nothing against it',
      '    ✓ state: nothing against it (running)',
      '    ✓ rule: nothing against it (rule 2, shop-pr{pr})',
      '    ✓ asleep, label, kept by somebody, fight, refused before, hours, measurable: nothing against it',
      '    ✓ last use: nothing against it (request, at 09:00, limit 30 min)',
      '    ✓ figures: nothing against it (read 09:59, complete until 09:59)',
      '    ✓ worth it: nothing against it (a sleep pays from 10 min)',
      '    ✓ pull request, group, announced: nothing against it',
      '    ▶ proof of silence: decides (idle, read 09:59, complete until 09:59)',
      '  Next: sleeps now (10:00), idle, unless somebody uses it.',
    ]);
  });
});

describe('plan', () => {
  it('draws an axis, then a line per time below its day', async () => {
    expect(await draw('plan 12h', 'en', 80)).toEqual([
      'The next 12 h, if nobody touches anything: sleeps 3, wakes 0',
      '  ▼ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─ ─',
      '  10:00   12:00   14:00   16:00   18:00   20:00',
      'Sunday 22 Nov (Europe/Paris)',
      '  10:00 ▼ shop-pr42, shop-pr43 sleep: idle (now)',
      '  10:20 ▼ shop-pr57 sleeps: idle (in 21 min)',
    ]);
  });

  it('leaves the axis out where it does not fit', async () => {
    expect(await draw('plan 12h', 'fr', 40)).toEqual([
      'Pendant 12 h, si personne ne touche à',
      'rien : endormissements 3, réveils 0',
      'dimanche 22 nov. (Europe/Paris)',
      '  10:00 ▼ shop-pr42,',
      '          shop-pr43 s’endorment :',
      '          inactive (maintenant)',
      '  10:20 ▼ shop-pr57 s’endort : inactive',
      '          (dans 21 min)',
    ]);
  });

  it('tells a number where the names would hide the times', async () => {
    const many = Array.from({ length: 30 }, (_, index) => makeFacts({ name: `shop-pr${100 + index}` }));

    const lines = await draw('plan', 'en', 80, { facts: many });

    expect(lines.at(-1)).toBe('  10:00 ▼ 30 apps sleep: idle (now)');
  });

  it('says what to do where nothing is planned', async () => {
    expect(await draw('plan', 'en', 80, { facts: [], config: {} })).toEqual([
      'Nothing is planned: no app is known yet.',
      '  → `list` reads them; the bot does so by itself every minute.',
    ]);
  });
});

describe('idle', () => {
  it('is a table, with what could not be told below it', async () => {
    expect(await draw('idle', 'en', 80)).toEqual([
      '2 apps have run for at least 30 min without serving anybody: 0.48 €/day',
      'app        idle  price       rules        region',
      'shop-pr42  1 h   0.24 €/day  shop-pr{pr}  scalingo/osc-fr1',
      'shop-pr43  1 h   0.24 €/day  shop-pr{pr}  scalingo/osc-fr1',
      '· 1 app cannot be measured: shop-pr7',
    ]);
  });
});

describe('a sweep', () => {
  const closedAt = '2026-11-19T09:00:00.000Z';
  const closed = (number: number) => ({ pullRequest: { known: true, number, closed: true, closedAt } }) as const;
  const decision = { action: 'none', reason: 'active', managed: true, signals: [] } as const;
  const orphan = (name: string, number: number, status: 'running' | 'asleep') => {
    const known = makeFacts({ name }, { ...closed(number), status });
    return { app: known.app, facts: known, decision, did: 'nothing' } as const;
  };
  const cut = {
    items: [orphan('shop-pr42', 42, 'running'), orphan('shop-pr43', 43, 'asleep')],
    failed: [],
    startedAt: '2026-11-22T09:00:00.000Z',
    durationMs: 4_200,
  };

  it('ends with the apps of closed pull requests, in both languages', async () => {
    const [english, french] = [
      await draw('sweep', 'en', 100, { sweep: cut }),
      await draw('sweep', 'fr', 100, { sweep: cut }),
    ];

    expect(english).toEqual([
      '2 apps looked at in 4 s: put to sleep 0, woken 0, failed 0',
      '  2 apps left as is: in use',
      '! 1 app of a closed pull request still runs: price unknown',
      '! 1 app of a closed pull request sleeps and waits to be deleted',
      '  shop-pr42 (#42, closed 3 days ago): running',
      '  shop-pr43 (#43, closed 3 days ago): asleep',
    ]);
    expect(french.slice(2)).toEqual([
      '! 1 app d’une pull request fermée tourne encore : prix inconnu',
      '! 1 app d’une pull request fermée dort et attend d’être supprimée',
      '  shop-pr42 (#42, fermée il y a 3 jours) : active',
      '  shop-pr43 (#43, fermée il y a 3 jours) : endormie',
    ]);
  });

  it('keeps to the width', async () => {
    for (const width of [40, 80]) {
      const drawn = await draw('sweep', 'fr', width, { sweep: cut });

      expect(drawn.filter((line) => displayWidth(line) > width)).toEqual([]);
    }
  });
});

describe('the list', () => {
  it('shows idle time and what comes next at 120 columns', async () => {
    expect((await draw('list', 'en', 120)).slice(0, 3)).toEqual([
      'app        status   idle    region            next                address',
      'shop-pr42  running  1 h     scalingo/osc-fr1  sleeps now, idle    http://127.0.0.1:9/',
      'shop-pr43  running  1 h     scalingo/osc-fr1  sleeps now, idle    http://127.0.0.1:9/',
    ]);
  });

  it('keeps them at 80 and gives up the region before the state at 40', async () => {
    const [wide, narrow] = [await draw('list', 'fr', 80), await draw('list', 'fr', 40)];

    expect(wide[0]).toContain('ensuite');
    expect(narrow[1]).toMatch(/^shop-pr42 {2}active/);
  });
});

describe('the drawings of decisions', () => {
  const lines = ['why shop-pr42', 'plan', 'idle', 'list', 'sweep', 'keep shop-pr42', 'status shop-pr42'];

  it.each(lines)('fit the width in both languages: %s', async (line) => {
    for (const language of ['en', 'fr'] as const) {
      for (const width of [40, 80, 120]) {
        const drawn = await draw(line, language, width);

        expect(drawn.filter((each) => displayWidth(each) > width)).toEqual([]);
      }
    }
  });
});
