import { createPaint } from '../../../bot/terminal/paint.ts';
import { type ProgressItem, percentOf, renderProgress } from '../../../bot/terminal/progress.ts';
import { displayWidth } from '../../../bot/terminal/width.ts';
import type { ProgressReport } from '../../../core/commands/report/report.ts';
import { createTranslate, type Language } from '../../../core/i18n/index.ts';

function item(elapsedMs: number, extras: Partial<ProgressReport> = {}): ProgressItem {
  const text = extras.text ?? 'booting';
  return {
    elapsedMs,
    report: { ref: 'r', name: 'shop-pr42', verb: 'wake', phase: 'booting', elapsedMs, ...extras, text },
  };
}

const estimate = { medianMs: 10_000, p90Ms: 15_000, samples: 4 };

const draw = (items: readonly ProgressItem[], width: number, language: Language = 'en', frame = 0) =>
  renderProgress(items, { width, frame, translate: createTranslate(language), paint: createPaint(false) });

describe('the live line', () => {
  it('has a bar against the estimate', () => {
    expect(draw([item(5_000, { estimate })], 80)).toEqual([
      '⠋ shop-pr42  ██████████░░░░░░░░░░   50 %  booting  5 s of about 10 s',
    ]);
    expect(draw([item(5_000, { estimate })], 80, 'fr')).toEqual([
      '⠋ shop-pr42  ██████████░░░░░░░░░░   50 %  booting  5 s sur environ 10 s',
    ]);
  });

  it('has a spinner that turns without an estimate', () => {
    expect(draw([item(3_000)], 80, 'en', 0)).toEqual(['⠋ shop-pr42  booting  3 s']);
    expect(draw([item(3_000)], 80, 'en', 11)).toEqual(['⠙ shop-pr42  booting  3 s']);
  });

  it('is short when the terminal is narrow', () => {
    expect(draw([item(5_000, { estimate })], 60)).toEqual(['⠋ shop-pr42  ████░░░░   50 %  booting  5 s']);
    expect(draw([item(5_000, { estimate })], 39)).toEqual(['⠋ shop-pr42  ████░░░░  booting  5 s']);
  });

  it('comes once per target, names in one column', () => {
    expect(draw([item(5_000, { estimate }), item(2_000, { name: 'blog', estimate })], 60)).toEqual([
      '⠋ shop-pr42  ████░░░░   50 %  booting  5 s',
      '⠋ blog       ██░░░░░░   20 %  booting  2 s',
    ]);
  });

  it.each([20, 30, 40, 69, 70, 120])('is never wider than %i', (width) => {
    const long = { name: 'an-app-whose-name-has-no-end-at-all-日本', text: 'waking what it needs first' };

    const drawn = draw([item(5_000, { ...long, estimate }), item(5_000, long)], width);

    expect(Math.max(...drawn.map(displayWidth))).toBeLessThanOrEqual(width);
  });

  it('keeps its place with a tick instead of a bar once it is over', () => {
    const over = item(4_000, { phase: 'ready', text: 'ready', estimate });

    expect(draw([over, item(5_000)], 80)).toEqual(['✓ shop-pr42  ready  4 s', '⠋ shop-pr42  booting  5 s']);
  });

  it('reaches 100 only when it is over', () => {
    expect(percentOf(item(60_000, { estimate }))).toBe(99);
    expect(percentOf(item(4_000, { estimate, phase: 'ready' }))).toBe(100);
    expect(percentOf(item(4_000, { phase: 'asleep' }))).toBe(100);
    expect(percentOf(item(4_000))).toBeUndefined();
  });
});
