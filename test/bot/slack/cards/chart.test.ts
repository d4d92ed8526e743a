import fc from 'fast-check';
import { chart, chartText } from '../../../../bot/slack/cards/chart.ts';
import { anyText } from '../../../support/any-text.ts';
import { messageFaults } from '../../../support/slack-blocks.ts';

const facts = {
  id: 'savings',
  title: 'Hours asleep',
  categories: ['Mon', 'Tue'],
  series: [{ name: 'hours', values: [96, 121] }],
};

describe('a chart', () => {
  it('is drawn as bars by category', () => {
    expect(chart(facts)).toMatchObject({
      type: 'data_visualization',
      title: 'Hours asleep',
      chart: {
        type: 'bar',
        series: [
          {
            name: 'hours',
            data: [
              { label: 'Mon', value: 96 },
              { label: 'Tue', value: 121 },
            ],
          },
        ],
        axis_config: { categories: ['Mon', 'Tue'] },
      },
    });
  });

  it('keeps to the limits of Slack whatever it is given', () => {
    const word = fc.oneof(
      anyText({ maxLength: 60 }),
      fc.constantFrom('', 'same', 'a name longer than twenty characters'),
    );
    const value = fc.oneof(fc.double(), fc.integer());

    fc.assert(
      fc.property(
        fc.record({
          id: word,
          title: word,
          categories: fc.array(word, { maxLength: 40 }),
          series: fc.array(fc.record({ name: word, values: fc.array(value, { maxLength: 40 }) }), { maxLength: 9 }),
          xLabel: word,
          yLabel: word,
        }),
        (given) => {
          const block = chart(given);
          if (block !== undefined) expect(messageFaults([block])).toEqual([]);
        },
      ),
      { numRuns: 30, seed: 20_261_122 },
    );
  });

  it('is not drawn where there is nothing to see', () => {
    expect([
      chart({ ...facts, series: [{ name: 'hours', values: [0, 0] }] }),
      chart({ ...facts, categories: [] }),
    ]).toEqual([undefined, undefined]);
  });

  it('is told in words, each figure with what it stands for', () => {
    const block = chart({ ...facts, series: [...facts.series, { name: 'days', values: [4, 5] }] });

    expect(block && chartText(block)).toBe('*Hours asleep*\nhours: Mon 96 · Tue 121\ndays: Mon 4 · Tue 5');
  });
});
