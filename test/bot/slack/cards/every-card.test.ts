import {
  type OperationView,
  outcomeCard,
  privateOutcomeCard,
  progressCard,
} from '../../../../bot/slack/cards/operation.ts';
import type { Card } from '../../../../bot/slack/cards/pieces.ts';
import { type PrivateReport, reportCard } from '../../../../bot/slack/cards/report.ts';
import { plainCard } from '../../../../bot/slack/plain-layout.ts';
import type { AppReport, WhyApp } from '../../../../core/commands/report/report.ts';
import { createTranslate, type Language, languages } from '../../../../core/i18n/index.ts';
import { appStatuses } from '../../../../core/model/status.ts';
import { makeFacts, openAnswers } from '../../../support/answers.ts';
import { progressOf } from '../../../support/fake-paastis.ts';
import { fakeUser } from '../../../support/fake-slack.ts';
import { mentionFaults, messageFaults } from '../../../support/slack-blocks.ts';

const hostile = '<!channel> <@U1|x> & @here *bold* `code` \n\u202e <https://evil.example|shop> '.repeat(20);
const names = ['shop-pr42', '<!channel>', '&'.repeat(90), '\u202e\u200b', '\u{1f600}'.repeat(80), hostile];
const error = { code: 'provider_auth', message: hostile, remedy: hostile };
const at = '2026-11-22T09:00:00.000Z';

function appOf(index: number): AppReport {
  const name = names[index % names.length] ?? '';
  return {
    ref: `scalingo/osc-fr1/${name}${index}`,
    name,
    provider: hostile,
    region: hostile,
    status: appStatuses[index % appStatuses.length] ?? 'unknown',
    statusReason: hostile,
    url: index % 2 === 0 ? `https://shop.example.com/${hostile}|<!channel>` : hostile,
    ...(index % 3 === 0 && { review: { parent: hostile, pullRequest: index } }),
    formation: { [hostile]: { amount: 2, size: hostile } },
    lastRequestAt: at,
    lastDeployedAt: at,
    keepUntil: at,
    idleSeconds: 7_200,
    ...(index % 2 === 0 && { pricePerHour: 0.0166 * index }),
    rule: hostile,
    next: { action: 'sleep', at, reason: hostile, would: index % 2 === 0 },
    snapshot: { formation: { web: { amount: 1, size: hostile } }, takenAt: at, actor: hostile },
    operation: { kind: 'wake', startedAt: at, actor: hostile },
  };
}

function whyOf(index: number): WhyApp {
  return {
    title: hostile,
    lines: [hostile],
    ref: hostile,
    name: names[index % names.length] ?? '',
    status: 'running',
    managed: true,
    action: 'none',
    reason: hostile,
    verdict: hostile,
    ruleText: hostile,
    signals: [{ kind: 'request', at, text: hostile }],
    readingText: hostile,
    steps: [],
    chain: [{ verdict: 'decides', text: hostile }],
    next: { action: 'wake', at, reason: hostile },
    nextText: hostile,
  };
}

function reportsOf(many: number): readonly PrivateReport[] {
  const times = Array.from({ length: many }, (_, index) => index);
  const apps = times.map(appOf);
  const failed = times.map(() => ({ provider: hostile, region: hostile, error }));
  const told = { title: hostile, lines: times.map(() => hostile) };
  const option = { flag: hostile, summary: hostile };
  const help = { usage: hostile, summary: hostile, example: hostile, options: [option] };
  const checks = times.flatMap((index) => {
    const status = (['ok', 'warning', 'failure', 'unknown'] as const)[index % 4] ?? 'ok';
    return [{ part: hostile, status, sentence: hostile, remedy: hostile }];
  });
  return [
    { kind: 'list', apps, failed },
    { kind: 'status', apps, failed },
    { kind: 'help', entries: times.map(() => ({ ...help, name: 'wake' })), detailed: true },
    { kind: 'help', entries: times.map(() => ({ ...help, name: 'wake' })), detailed: false },
    {
      kind: 'history',
      entries: times.map(() => ({
        id: '1',
        name: 'app_woken',
        at,
        actor: hostile,
        entryPoint: 'slack',
        correlationId: '1',
        sentence: hostile,
      })),
    },
    { kind: 'why', ...told, apps: times.map(whyOf) },
    {
      kind: 'plan',
      ...told,
      from: at,
      until: at,
      observe: true,
      remedy: hostile,
      items: times.map((index) => ({
        ref: hostile,
        name: hostile,
        action: 'sleep',
        at: new Date(Date.parse(at) + index * 60_000).toISOString(),
        reason: hostile,
        text: hostile,
      })),
    },
    {
      kind: 'idle',
      ...told,
      apps,
      notMeasurable: apps,
      unread: times.map(() => ({ ref: hostile, name: hostile, reason: hostile })),
      failed,
    },
    { kind: 'doctor', ...told, checks },
    { kind: 'digest_schedule', ...told, channel: hostile, next: [] },
    {
      kind: 'question',
      text: hostile,
      candidates: times.map((index) => ({
        ref: `${names[index % names.length]}${index}`,
        command: `wake ${index} ${names[index % names.length]}`,
      })),
      error,
    },
    { kind: 'error', error, tries: times.map((index) => `sleep ${names[index % names.length]}`) },
    { kind: 'error', error: { ...error, code: 'not_allowed' } },
  ];
}

/** Every card there is, filled with the worst a provider could send, `many` times. */
function cardsOf(many: number, language: Language): Card[] {
  const t = createTranslate(language);
  const times = Array.from({ length: many }, (_, index) => index);
  const results = times.map((index) => {
    const app = appOf(index);
    const { ref, name, url, pricePerHour } = app;
    return {
      ref,
      name,
      ...(url !== undefined && { url }),
      ...(pricePerHour !== undefined && { pricePerHour }),
      before: 'asleep',
      after: 'running',
      changed: true,
      seconds: 3,
      reason: hostile,
      keepUntil: at,
      joined: { actor: hostile },
    } as const;
  });
  const view: OperationView = {
    t,
    line: `wake ${hostile}`,
    askers: [fakeUser],
    first: { asker: fakeUser, ago: hostile },
  };
  const failing = results.map((result, index) => (index % 2 === 0 ? { ...result, error } : result));
  const refused = results.map((result) => ({
    ...result,
    error: { code: 'sleep_refused', message: hostile, remedy: `--force ${hostile}` },
  }));
  const operations = [results, failing, refused, results.map((result) => ({ ...result, after: 'asleep' as const }))];
  return [
    ...reportsOf(many).map((report) => reportCard(report, t)),
    ...operations.map((each) => outcomeCard({ kind: 'operation', verb: 'wake', results: each }, view)),
    ...operations.map((each) =>
      privateOutcomeCard({ kind: 'operation', verb: 'sleep', results: each }, view, () => true),
    ),
    progressCard(
      times.map((index) => progressOf(hostile, { ref: String(index), text: hostile })),
      view,
    ),
  ];
}

describe('every card', () => {
  it.each(
    languages.flatMap((language) => [0, 1, 7, language === 'fr' ? 300 : 40].map((many) => [language, many] as const)),
  )('keeps to the limits of Slack and mentions nobody unasked (%s, %i entries)', (language, many) => {
    const cards = cardsOf(many, language);

    for (const card of cards) {
      const shown = JSON.stringify(card.blocks);
      expect(messageFaults(card.blocks)).toEqual([]);
      expect(mentionFaults(card, [fakeUser])).toEqual([]);
      expect(Array.from(card.text).length).toBeLessThanOrEqual(4_000);
      expect(card.text.trim()).not.toBe('');
      expect(shown.match(/"mrkdwn"/g)?.length ?? 0).toBe(shown.match(/"verbatim":true/g)?.length ?? 0);
    }
  });

  it.each(languages)('of the real commands leaves no sentence unfilled (%s)', async (language) => {
    const facts = [makeFacts({ name: 'shop-pr42' }), makeFacts({ name: 'shop-pr43' }, { status: 'asleep' })];
    const config = { rules: [{ match: 'shop-*', manage: true }] };
    const lines = [
      '',
      'help keep',
      'list',
      'status shop-pr42',
      'why shop-pr42',
      'why shop-*',
      'plan',
      'idle',
      'history',
      'savings',
      'savings week --csv',
      'doctor',
      'digest',
      'wake nothing',
      'nothing',
    ];
    for (const line of lines) {
      const report = await openAnswers({ facts, config }).run(line, { language, entryPoint: 'slack' });
      if (report.kind === 'operation') throw new Error('Only readings here');

      const card = reportCard(report, createTranslate(language));

      expect([line, messageFaults(card.blocks), mentionFaults(card)]).toEqual([line, [], []]);
      const shown = JSON.stringify(card).replaceAll(/<!date[^>]*>|\{pr\}/g, '');
      expect([line, /\{\w+\}|undefined|NaN/.exec(shown)]).toEqual([line, null]);
      expect(plainCard(card).blocks.every(({ type }) => type !== 'data_visualization')).toBe(true);
    }
  });
});
