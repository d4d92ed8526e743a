import fc from 'fast-check';
import type { DigestLine } from '../../../../bot/slack/digests/lines.ts';
import { type DigestView, digestCard, privateDigestCard } from '../../../../bot/slack/digests/view.ts';
import type { DigestContent } from '../../../../core/commands/report/digest-report.ts';
import { createTranslate, type Language, languages } from '../../../../core/i18n/index.ts';
import { anyText } from '../../../support/any-text.ts';
import { makeDigest, makeIdleApp, reportOf } from '../../../support/build-digest.ts';
import { fakeUser } from '../../../support/fake-slack.ts';
import { mentionFaults, messageFaults } from '../../../support/slack-blocks.ts';

const at = '2026-11-22T08:00:00.000Z';
const hostile = '<!channel> <@U1|x> & @here *b* ~s~ `c` ``` \n\u202e <https://evil.example|shop> \' " }';
const actors = [`slack:${fakeUser}`, 'rule:2', `slack:${hostile}`, 'terminal:ana'];

const name = fc.oneof(
  fc.constantFrom('shop-pr42', 'a', hostile, hostile.repeat(30), 'prod'),
  anyText({ minLength: 1, maxLength: 60 }),
);
const actor = fc.constantFrom(...actors);
const price = fc.constantFrom(undefined, 0, 0.0001, 0.02, 40);

const line: fc.Arbitrary<DigestLine> = fc
  .tuple(name, fc.nat(7), actor, price, fc.boolean())
  .map(([text, kind, by, pricePerHour, managed]): DigestLine => {
    const ref = `scalingo/osc-fr1/${text}`;
    const app = { ref, name: text };
    const idle = makeIdleApp(text, { managed });
    const { pricePerHour: _listed, ...unpriced } = idle;
    const lines: readonly DigestLine[] = [
      { ...app, kind: 'idle', app: pricePerHour === undefined ? unpriced : { ...idle, pricePerHour } },
      { ...app, kind: 'going', actor: by },
      { ...app, kind: 'asleep' },
      { ...app, kind: 'asleep', actor: by, at },
      { ...app, kind: 'woken', actor: by, at },
      { ...app, kind: 'kept', actor: by, until: at },
      { ...app, kind: 'never', actor: by },
      managed ? { ...app, kind: 'used' } : { ...app, kind: 'gone' },
    ];
    return lines[kind] ?? { ...app, kind: 'gone' };
  });

/** Everything a digest can hold, as much of it as there may be. */
function fullDigest(many: number, text: string, by: string): DigestContent {
  const times = Array.from({ length: many }, (_, index) => index);
  const app = (index: number) => ({ ref: `scalingo/osc-fr1/${text}${index}`, name: `${text}${index}` });
  return makeDigest({
    idle: times.map((index) => makeIdleApp(`${text}${index}`)),
    kept: times.map((index) => ({ ...app(index), until: at, actor: by })),
    slept: times.map((index) => ({ ...app(index), actor: by, at, times: 2 })),
    woken: times.map((index) => ({ ...app(index), actor: index % 2 === 0 ? by : `slack:${fakeUser}0`, at, times: 1 })),
    orphans: times.map((index) => ({
      ...app(index),
      parent: text,
      pullRequest: index,
      status: 'running',
      closedAt: at,
    })),
    failures: times.map((index) => ({ app: app(index), name: 'sleep_failed', at, reason: text, times: 3 })),
    endingTokens: times.map((index) => ({ region: `scalingo/${text}${index}`, endsAt: at })),
    notMeasurable: times.map(app),
    fights: times.map((index) => ({ ...app(index), times: 3 })),
    saved: {
      asleepHours: 12,
      eur: 3,
      listPrice: true,
      days: times.slice(0, 8).map(() => ({ from: at, asleepHours: 2, eur: 1 })),
    },
    wouldBe: {
      days: 8,
      apps: many,
      asleepHours: 100,
      eur: 42,
      listPrice: true,
      enable: ['mode: enforce', 'rules:', `  - { match: '${text}', manage: true }`],
    },
  });
}

const view: fc.Arbitrary<{ readonly view: DigestView; readonly language: Language }> = fc
  .record({
    language: fc.constantFrom(...languages),
    many: fc.constantFrom(0, 1, 2, 9, 60),
    text: name,
    by: actor,
    lines: fc.array(line, { maxLength: 200 }),
    left: fc.array(fc.record({ name, actor }), { maxLength: 20 }),
    buttons: fc.constantFrom<DigestView['buttons']>(
      'all',
      'none',
      () => true,
      () => false,
    ),
    mentions: fc.boolean(),
    switched: fc.boolean(),
  })
  .map(({ language, many, text, by, lines, left, buttons, mentions, switched }) => ({
    language,
    view: {
      report: reportOf(fullDigest(many, text, by), language),
      // One app is in a digest once.
      lines: [...new Map(lines.map((each) => [each.ref, each])).values()],
      left,
      buttons,
      mentions,
      mode: switched ? { mode: 'enforce', switched: { actor: by, at, fileMode: 'observe' } } : { mode: 'observe' },
    },
  }));

describe('the view of a digest', () => {
  it('is taken by Slack whatever is in it, and calls nobody it does not mean to', () => {
    fc.assert(
      fc.property(view, ({ view: given, language }) => {
        const { text, blocks } = digestCard(given, createTranslate(language));

        expect(messageFaults(blocks)).toEqual([]);
        expect(mentionFaults({ text, blocks }, given.mentions ? [fakeUser, `${fakeUser}0`] : [])).toEqual([]);
        expect(text.length).toBeGreaterThan(0);
        expect(text).not.toMatch(/<[!@#]/);
      }),
      { seed: 11, numRuns: 20 },
    );
  });

  it('says how many idle and what they cost a month, in both languages', () => {
    const idle = [makeIdleApp('a', { pricePerHour: 0.04 }), makeIdleApp('b', { pricePerHour: 0.02 })];
    const report = (language: Language) => reportOf(makeDigest({ idle }), language);
    const text = (language: Language) =>
      privateDigestCard(report(language), createTranslate(language), () => true).text;

    expect(text('en')).toBe('2 apps idle, about 44\u00a0€ a month: a, b');
    expect(text('fr')).toMatch(/^2 apps inutilisées, environ 44\s€ par mois : a, b$/);
  });

  it('shows eight apps, the rest by their number', () => {
    const report = reportOf(
      makeDigest({ idle: Array.from({ length: 20 }, (_, index) => makeIdleApp(`app-${index}`)) }),
    );
    const blocks = JSON.stringify(privateDigestCard(report, createTranslate('en'), () => true).blocks);

    expect(blocks).toContain('*app-7*');
    expect(blocks).not.toContain('*app-8*');
    expect(blocks).toContain('and 12 more');
  });

  it('offers to one person only what they may do', () => {
    const report = reportOf(makeDigest({ idle: [makeIdleApp('a'), makeIdleApp('b')] }));
    const shownTo = (allowed: boolean) =>
      JSON.stringify(privateDigestCard(report, createTranslate('en'), () => allowed).blocks);

    expect(shownTo(true)).toContain('app.sleep');
    expect(shownTo(false)).not.toContain('sleep');
    expect(shownTo(false)).toContain('app.more');
  });

  it('says so when there is nothing to say', () => {
    const report = reportOf(makeDigest({ empty: true }));

    expect(privateDigestCard(report, createTranslate('en'), () => true).text).toMatch(/^Nothing to say since/);
  });

  it('offers to enforce only where that alone lets something sleep', () => {
    const offered = (enable: readonly string[] | undefined) => {
      const saved = { days: 8, apps: 1, asleepHours: 9, eur: 1, listPrice: false, ...(enable && { enable }) };
      const report = reportOf(makeDigest({ wouldBe: saved }));
      const given = {
        report,
        lines: [],
        left: [],
        buttons: 'all',
        mentions: false,
        mode: { mode: 'observe' },
      } as const;
      return JSON.stringify(digestCard(given, createTranslate('en')).blocks).includes('digest.enforce');
    };

    expect([offered(undefined), offered(['mode: enforce', 'rules:']), offered(['mode: enforce'])]).toEqual([
      false,
      false,
      true,
    ]);
  });
});
