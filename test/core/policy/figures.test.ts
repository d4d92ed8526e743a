import { type FiguresSeen, figuresInDoubt } from '../../../core/policy/figures.ts';
import { ago, makeReading, NOON } from '../../support/make-facts.ts';

/** Last asked for so many minutes ago, as of a reading of just now. */
function seen(minutes: number): FiguresSeen {
  return { lastRequestAt: ago(minutes), reading: makeReading({ lastRequestAt: ago(minutes) }) };
}

const many = [10, 10.5, 11, 11.5, 12].map(seen);

describe('the figures of a region', () => {
  it('are in doubt when many apps fell silent in the same two minutes', () => {
    expect(figuresInDoubt(many, NOON)).toBe(true);
    expect(figuresInDoubt([...many, seen(600)], NOON)).toBe(true);
  });

  it.each<readonly [string, readonly FiguresSeen[]]>([
    ['nothing is known', []],
    ['few did', many.slice(1)],
    ['they did one after the other', [10, 11, 12, 13, 14].map(seen)],
    ['somebody has asked for one of the apps since', [...many, seen(2)]],
    ['the silence is a few minutes old', [3, 3.2, 3.4, 3.6, 4].map(seen)],
    ['the silence is over an hour old', [61, 61.2, 61.4, 61.6, 61.8].map(seen)],
    [
      'they were not read since',
      many.map((one) => ({ ...one, reading: makeReading({ lastRequestAt: ago(10), completeUntil: ago(9) }) })),
    ],
  ])('are not when %s', (_when, readings) => {
    expect(figuresInDoubt(readings, NOON)).toBe(false);
  });

  it('are in doubt when a request that was there is gone', () => {
    expect(figuresInDoubt([{ lastRequestAt: ago(60), reading: makeReading() }], NOON)).toBe(true);
    expect(figuresInDoubt([{ lastRequestAt: ago(60), reading: makeReading({ lastRequestAt: ago(90) }) }], NOON)).toBe(
      true,
    );
  });

  it.each<readonly [string, FiguresSeen]>([
    ['it was before what was asked about', { lastRequestAt: ago(200), reading: makeReading() }],
    ['the figures do not reach it yet', { lastRequestAt: ago(0.5), reading: makeReading() }],
    ['it is there, a little earlier', { lastRequestAt: ago(60), reading: makeReading({ lastRequestAt: ago(70) }) }],
    [
      'it may have been a monitor that is now left out',
      { lastRequestAt: ago(60), reading: makeReading({ monitorEveryMs: 300_000 }) },
    ],
    ['it was days ago', { lastRequestAt: ago(1_500), reading: makeReading({ since: ago(4_260) }) }],
    [
      'nothing could be read',
      { lastRequestAt: ago(60), reading: { known: false, at: ago(1), since: ago(180), reason: 'x' } },
    ],
  ])('are not when %s', (_when, one) => {
    expect(figuresInDoubt([one], NOON)).toBe(false);
  });
});
