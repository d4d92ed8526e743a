import * as z from 'zod';
import {
  type OperationView,
  outcomeCard,
  privateOutcomeCard,
  progressCard,
} from '../../../../bot/slack/cards/operation.ts';
import type { Card } from '../../../../bot/slack/cards/pieces.ts';
import type { TargetResult } from '../../../../core/commands/report/report.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { progressOf } from '../../../support/fake-paastis.ts';
import { fakeUser } from '../../../support/fake-slack.ts';

const t = createTranslate('en');
const view: OperationView = { t, line: 'wake shop-pr42', askers: [fakeUser] };
const failure = { code: 'wake_timeout', message: 'It did not answer.', remedy: 'Read its logs.' };

function resultOf(name: string, changes: Partial<TargetResult> = {}): TargetResult {
  return {
    ref: `scalingo/osc-fr1/${name}`,
    name,
    before: 'asleep',
    after: 'running',
    changed: true,
    seconds: 8,
    reason: 'woke in 8 s',
    url: `https://${name}.example.com`,
    ...changes,
  };
}

const outcome = (...results: readonly TargetResult[]) =>
  outcomeCard({ kind: 'operation', verb: 'wake', results }, view);

const wordsSchema = z.object({
  text: z.object({ text: z.string() }).optional(),
  options: z.array(z.unknown()).optional(),
});

function wordsOf(element: unknown): readonly string[] {
  const { text, options = [] } = wordsSchema.parse(element);
  return [...(text === undefined ? [] : [text.text]), ...options.flatMap(wordsOf)];
}

/** Words of the buttons and menus, in their order. */
function buttonsOf({ blocks }: Card): readonly string[] {
  return blocks.flatMap((block) => (block.type === 'actions' ? block.elements.flatMap(wordsOf) : []));
}

describe('an operation under way', () => {
  it('tells each phase in words with what it usually takes, and has no buttons', () => {
    const estimate = { medianMs: 25_000, p90Ms: 40_000, samples: 3 };

    const { text, blocks } = progressCard([progressOf('shop', { estimate })], view);

    expect(text).toBe('shop: booting');
    expect(JSON.stringify(blocks)).toContain(`Asked by <@${fakeUser}> · usually takes 25 s`);
    expect(JSON.stringify(blocks)).not.toContain('"actions"');
  });
});

describe('an app that woke', () => {
  it('is told with its price and until when it is kept, and three buttons beside a menu', () => {
    const card = outcome(resultOf('shop-pr42', { pricePerHour: 0.0166, keepUntil: '2026-11-22T18:00:00.000Z' }));

    const shown = JSON.stringify(card.blocks);
    expect(shown).toContain('0.0166\u00a0€ an hour awake · kept awake until <!date^');
    expect(buttonsOf(card)).toEqual(['Open', 'Keep 2 h', 'Sleep now', 'Why', 'Status']);
    expect(shown).toContain('"accessibility_label":"Put shop-pr42 to sleep now"');
    expect(shown).toContain('"type":"overflow"');
  });

  it.each([
    ['shop-pr42', false],
    ['shop-production', true],
    ['shop-prod-pr42', true],
    ['shop', true],
  ])('asks before its sleep only where it looks like more than a review app: %s', (name, asks) => {
    const { blocks } = outcome(resultOf(name));

    expect(JSON.stringify(blocks).includes('"confirm"')).toBe(asks);
  });

  it('is opened by a web address only', () => {
    const urls = ['https://shop.example.com', 'javascript:alert(1)', 'https://'];

    const offered = urls.map((url) => JSON.stringify(outcome(resultOf('shop', { url })).blocks).includes('app.open'));

    expect(offered).toEqual([true, false, false]);
  });

  it('shows a person where somebody else had asked first', () => {
    const reason = 'woke in 9 s (asked first by U0OTHER0001)';

    const { text } = outcome(resultOf('shop', { reason, joined: { actor: 'slack:U0OTHER0001' } }));

    expect(text).toBe('shop: woke in 9 s (asked first by <@U0OTHER0001>)');
  });
});

describe('an app that fell asleep', () => {
  it('can be woken, and tells why it sleeps', () => {
    const card = outcome(resultOf('shop-pr42', { after: 'asleep', reason: 'fell asleep in 4 s' }));

    expect(buttonsOf(card)).toEqual(['Wake', 'Why']);
  });
});

describe('a failure', () => {
  it('says what, why, how the app was left and what to do, and tries again', () => {
    const card = outcome(resultOf('shop', { changed: false, after: 'stopped', error: failure }));

    expect(card.text).toBe(`<@${fakeUser}> shop: It did not answer. Read its logs.`);
    expect(JSON.stringify(card.blocks)).toContain('It is now: stopped.');
    expect(buttonsOf(card)).toEqual(['Try again', 'Why']);
    expect(JSON.stringify(card.blocks)).toContain(JSON.stringify(JSON.stringify({ v: 1, line: 'wake shop-pr42' })));
  });

  it('calls nobody when it was short and went well', () => {
    const quick = outcome(resultOf('shop'));
    const slow = outcome(resultOf('shop', { seconds: 31 }));

    expect([quick.text.includes('<@'), slow.text.includes(`<@${fakeUser}>`)]).toEqual([false, true]);
  });
});

describe('several apps', () => {
  it('are named once each, also by an error that begins with the name', () => {
    const error = { code: 'wake_timeout', message: 'shop did not answer in time.', remedy: 'Try later.' };

    const { text, blocks } = outcome(resultOf('shop', { error }));

    expect(text).toContain('shop did not answer in time. Try later.');
    expect(JSON.stringify(blocks)).toContain('*shop* did not answer');
    expect(JSON.stringify([text, blocks])).not.toContain('shop: shop');
  });

  it('have a line each, the failed ones first, under a count', () => {
    const { text } = outcome(resultOf('a'), resultOf('b', { error: failure }), resultOf('c'));

    expect(text.split('\n')).toEqual([
      `<@${fakeUser}> 2 of 3 done, 1 not`,
      'b: It did not answer. Read its logs.',
      'a: woke in 8 s',
      'c: woke in 8 s',
    ]);
  });

  it('have buttons for all of them when they ended alike, and none when they did not', () => {
    const alike = outcome(resultOf('a'), resultOf('b'));
    const mixed = outcome(resultOf('a'), resultOf('b', { after: 'asleep' }));

    expect(buttonsOf(alike)).toEqual(['Keep all 2 h', 'Sleep all now', 'Why']);
    expect(buttonsOf(mixed)).toEqual([]);
  });

  it('of 300 show 40, those that failed among them, and count the rest', () => {
    const results = Array.from({ length: 300 }, (_, index) =>
      resultOf(`shop-${index}`, index >= 295 ? { error: failure } : {}),
    );

    const shown = JSON.stringify(outcome(...results).blocks);

    expect(shown.match(/It did not answer/g)).toHaveLength(5);
    expect(shown).toContain('and 260 more');
  });
});

describe('what was not begun', () => {
  const refused = { code: 'sleep_refused', message: 'It is in use.', remedy: 'Use `--force`.' };
  const result = resultOf('shop', { changed: false, error: refused });
  const told = (may: (action: string) => boolean) =>
    privateOutcomeCard({ kind: 'operation', verb: 'sleep', results: [result] }, view, may);

  it('is offered to be forced to those who may', () => {
    expect(buttonsOf(told(() => true))).toContain('Sleep anyway');
    expect(buttonsOf(told((action) => action !== 'force'))).toEqual(['Why']);
  });

  it('mentions nobody', () => {
    expect(JSON.stringify(told(() => true))).not.toContain('<@');
  });
});
