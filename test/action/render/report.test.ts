import fc from 'fast-check';
import { renderReport } from '../../../action/render/report.ts';
import { tickedBoxes } from '../../../action/trigger/boxes.ts';
import type { AppReport, Report, WhyApp } from '../../../core/commands/report/report.ts';
import { createTranslate, type Language } from '../../../core/i18n/index.ts';
import { appStatuses } from '../../../core/model/status.ts';
import { makeFacts, openAnswers } from '../../support/answers.ts';
import { makeDigest, makeIdleApp, reportOf } from '../../support/build-digest.ts';
import { cellCounts, hostileText, intrusions } from '../../support/markdown-shape.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const at = '2026-11-22T08:00:00.000Z';
const readerIn = (language: Language) => ({ translate: createTranslate(language), timezone: 'Europe/Paris', now });

const url = 'https://shop-pr42.example.test/';
const facts = [
  makeFacts({ name: 'shop-pr42', url }, { formation: { web: { amount: 1, size: 'S' } } }),
  makeFacts({ name: 'shop-pr57', url: 'https://shop-pr57.example.test' }, { status: 'asleep' }),
];
const config = { rules: [{ match: 'shop-pr{pr}', manage: true }] };

async function draw(line: string, language: Language = 'en'): Promise<readonly string[]> {
  const report = await openAnswers({ facts, config }).run(line, { language });
  return linesOf(report, language);
}

function linesOf(report: Report, language: Language = 'en'): readonly string[] {
  return renderReport(report, readerIn(language)).split('\n');
}

describe('an answer in a comment', () => {
  it('lists apps, with links to those that are awake', async () => {
    expect(await draw('list')).toEqual([
      '| app | status | idle | region | next |',
      '| --- | --- | --- | --- | --- |',
      `| [shop-pr42](${url}) | ● running | 1 h | scalingo/osc-fr1 | sleeps now, idle |`,
      '| shop-pr57 | ○ asleep |  | scalingo/osc-fr1 |  |',
    ]);
  });

  it('tells the status of one, in French', async () => {
    const lines = await draw('status shop-pr42', 'fr');

    expect(lines[0]).toBe('**scalingo/osc-fr1/shop-pr42** ● active');
    expect(lines).toContain(`- adresse : [shop-pr42.example.test](${url})`);
  });

  it('tells why, with the checks folded', async () => {
    const lines = await draw('why shop-pr42');

    expect(lines.slice(0, 3)).toEqual([
      '**scalingo/osc-fr1/shop-pr42** ● running',
      '',
      'Nobody has used it for 1 h: its limit is 30 min.',
    ]);
    expect(lines.slice(-3)).toEqual([expect.stringMatching(/^- ▶ proof of silence: decides/), '', '</details>']);
  });

  it.each([
    ['plan 12h', '- 10:00 (now): shop-pr42 sleeps: idle'],
    ['idle', `| [shop-pr42](${url}) | 1 h | 0.24\u00a0€/day |`],
    ['history', 'Nothing has happened yet.'],
    ['digest', 'Nothing to say since 21 Nov 10:00.'],
    ['savings', '**Nothing saved in the last 30 days**'],
    ['help wake', '  - Example: `/paastis wake #42 --for 2h`'],
    ['help', '<code>/paastis help &#60;command&#62;</code> shows its options.'],
    [
      'sweep --dry-run',
      '**0 apps looked at in 0 ms: would sleep 0, would wake 0, failed 0** Dry run: nothing was touched.',
    ],
    ['keep shop-pr42', `- ✓ **[shop-pr42](${url})** kept awake until 12:00`],
    [
      'status shop-pr4',
      'No app is called shop-pr4. Did you mean shop-pr42 or shop-pr57? `/paastis list` shows every app.',
    ],
    ['wkae shop-pr42', '- `/paastis wake shop-pr42`'],
  ])('answers %s', async (line, expected) => {
    expect(await draw(line)).toContain(expected);
  });

  it('asks which one is meant with lines to write', () => {
    const candidates = [{ ref: 'scalingo/osc-fr1/shop', command: 'wake scalingo/osc-fr1/shop' }];
    const error = { code: 'app_ambiguous', message: 'm', remedy: 'r' };

    expect(linesOf({ kind: 'question', text: '2 apps are called shop.', candidates, error })).toEqual([
      '2 apps are called shop.',
      '- `/paastis wake scalingo/osc-fr1/shop`',
    ]);
  });

  it('says that a region could not be read rather than that there is no app', () => {
    const error = { code: 'provider_unavailable', message: 'the provider fails.', remedy: 'Try again.' };
    const failed = [{ provider: 'scalingo', region: 'osc-fr1', error }];

    expect(linesOf({ kind: 'list', apps: [], failed })).toEqual([
      '- ✗ scalingo/osc-fr1 could not be read: the provider fails. Try again.',
    ]);
  });

  it('tells each fault of the settings on a line of its own, and what to copy as it is', () => {
    const error = {
      code: 'config_invalid',
      message: 'paastis.yml, 2 faults:\n  1:2 a\n  3:4 b',
      remedy: 'Correct it.',
    };

    expect(linesOf({ kind: 'error', error, code: ['rules:', '  - match: `x`'] })).toEqual([
      'paastis.yml, 2 faults:',
      '- 1:2 a',
      '- 3:4 b',
      '',
      'Correct it.',
      '',
      '```yaml',
      'rules:',
      '  - match: `x`',
      '```',
    ]);
  });

  it('has the parts of a digest below headings', () => {
    const digest = reportOf(makeDigest({ idle: [makeIdleApp('shop-pr42')] }));

    const lines = linesOf({ kind: 'digest', ...digest });
    expect(lines.filter((line) => line.startsWith('**')).length).toBeGreaterThanOrEqual(2);
    expect(lines.some((line) => line.startsWith('- ') && line.includes('shop-pr42'))).toBe(true);
  });

  it('tells results one by one: done, nothing to do, failed', () => {
    const result = { ref: 'r', name: 'shop', before: 'asleep', after: 'running', changed: true, seconds: 3 } as const;
    const error = { code: 'wake_failed', message: 'shop could not be woken.', remedy: 'Then `wake shop`.' };
    const results = [
      { ...result, reason: 'woke in 3 s', url },
      { ...result, reason: 'was already awake', changed: false, url: 'javascript:x' },
      { ...result, reason: '', after: 'stopped' as const, error },
    ];

    expect(linesOf({ kind: 'operation', verb: 'wake', results })).toEqual([
      `- ✓ **[shop](${url})** woke in 3 s`,
      '- · **shop** was already awake',
      '- ✗ shop could not be woken. Then `/paastis wake shop`.',
    ]);
  });
});

/** Every kind of report, with the same text wherever one comes from outside. */
function reportsWith(text: string, index: number): readonly Report[] {
  const error = { code: 'provider_auth', message: text, remedy: text };
  const app: AppReport = {
    ref: text,
    name: text,
    provider: text,
    region: text,
    status: appStatuses[index % appStatuses.length] ?? 'unknown',
    statusReason: text,
    url: `https://a.test/${text}`,
    review: { parent: text, pullRequest: 42 },
    formation: { [text]: { amount: 2, size: text } },
    lastRequestAt: at,
    idleSeconds: 7_200,
    keepUntil: at,
    pricePerHour: 0.0166,
    rule: text,
    next: { action: 'sleep', at, reason: text },
    snapshot: { formation: { web: { amount: 1, size: text } }, takenAt: at, actor: `github:${text}` },
    operation: { kind: 'wake', startedAt: at, actor: text },
  };
  const told = { title: text, lines: [text, text] };
  const why: WhyApp = {
    ...told,
    ref: text,
    name: text,
    status: app.status,
    managed: true,
    action: 'none',
    reason: text,
    verdict: text,
    ruleText: text,
    signals: [{ kind: 'request', at, text }],
    readingText: text,
    steps: [],
    chain: [{ verdict: 'decides', text }],
    nextText: text,
  };
  const failed = [{ provider: text, region: text, error }];
  const result = {
    ref: text,
    name: text,
    before: app.status,
    after: app.status,
    changed: true,
    seconds: 1,
    reason: text,
  };
  const item = {
    ref: text,
    name: text,
    did: 'slept',
    reason: text,
    text,
    error,
    before: 'running',
    after: 'asleep',
    seconds: 1,
  } as const;
  const totals = { slept: 1, woken: 0, would_sleep: 0, would_wake: 0, nothing: 0, failed: 0 };
  const entry = { name: 'wake', usage: text, summary: text, example: text, options: [{ flag: text, summary: text }] };
  const digest = { ...told, digest: makeDigest(), sections: [{ kind: 'idle', heading: text, lines: [text] }] } as const;
  return [
    { kind: 'help', entries: [entry], detailed: true },
    { kind: 'help', entries: [entry], detailed: false },
    { kind: 'list', apps: [app, app], failed },
    { kind: 'status', apps: [app], failed },
    {
      kind: 'operation',
      verb: 'wake',
      results: [
        { ...result, url: text },
        { ...result, error },
      ],
    },
    { kind: 'why', ...told, apps: [why] },
    { kind: 'plan', ...told, from: at, until: at, observe: true, items: [] },
    {
      kind: 'idle',
      ...told,
      apps: [app],
      notMeasurable: [app],
      unread: [{ ref: text, name: text, reason: text }],
      failed,
    },
    {
      kind: 'sweep',
      ...told,
      startedAt: at,
      seconds: 1,
      dryRun: false,
      observe: false,
      items: [item],
      orphans: [],
      orphanTexts: [text],
      totals,
      skipped: {},
      failed,
    },
    { kind: 'doctor', ...told, checks: [] },
    { kind: 'digest', ...digest },
    { kind: 'digest_schedule', ...told, channel: text, next: [] },
    { kind: 'mode', ...told, mode: 'observe', changed: true },
    { kind: 'question', text, candidates: [{ ref: text, command: text }], error },
    { kind: 'error', error, tries: [text] },
  ];
}

describe('an answer full of hostile text', () => {
  it('is text and nothing else, in every kind of report', () => {
    fc.assert(
      fc.property(hostileText, fc.nat({ max: 9 }), fc.constantFrom<Language>('en', 'fr'), (text, index, language) => {
        for (const report of reportsWith(text, index)) {
          const markdown = renderReport(report, readerIn(language));

          expect(intrusions(markdown)).toEqual([]);
          expect(new Set(cellCounts(markdown)).size).toBeLessThanOrEqual(1);
          expect(tickedBoxes(markdown)).toEqual([]);
          expect(markdown.match(/^\s*(?:#|```|~~~)/gm)).toBeNull();
        }
      }),
      { numRuns: 60, seed: 42 },
    );
  });
});
