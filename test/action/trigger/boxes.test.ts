import fc from 'fast-check';
import { boxLine, newlyTicked, tickedBoxes } from '../../../action/trigger/boxes.ts';
import { anyText } from '../../support/any-text.ts';

const ref = 'scalingo/osc-fr1/shop-pr42';

const wake = { verb: 'wake', ref, text: 'Wake shop-pr42' } as const;

const sleep = { ...wake, verb: 'sleep', text: 'Sleep' } as const;

describe('the line of a box', () => {
  it('is an item of a task list with what it is for unseen behind it', () => {
    expect(boxLine(wake)).toBe('- [ ] Wake shop-pr42 <!-- paastis:wake scalingo/osc-fr1/shop-pr42 -->');
    expect(boxLine({ ...sleep, ticked: true })).toBe('- [x] Sleep <!-- paastis:sleep scalingo/osc-fr1/shop-pr42 -->');
  });

  it('has no two dashes in what is unseen, which would end it early', () => {
    const dashed = 'clever-cloud/par/Shop -- PR ---42';

    const line = boxLine({ ...wake, ref: dashed, ticked: true });

    expect(/<!-- (.*) -->$/.exec(line)?.[1]).not.toContain('--');
    expect(tickedBoxes(line)).toEqual([{ ref: dashed, verb: 'wake' }]);
  });

  it('keeps a text on its line, and another box out of it', () => {
    const text = `Wake\r\n- [x] y <!-- paastis:sleep ${ref} -->\u2028z`;

    const line = boxLine({ ...wake, text, ticked: true });

    expect(line).not.toMatch(/[\r\n\u2028]/);
    expect(tickedBoxes(line)).toEqual([{ ref, verb: 'wake' }]);
  });

  it.each([
    'shop*',
    'shop?',
    '{a,b}',
    'a,b',
    'a"b',
    'a“ b',
    ' a',
    'a ',
    'a/b',
    'a\nb',
    'a\u202eb',
    '',
    '\ud800',
    '<https://x|y>',
  ])('is left out for %j, which could be read as something else than one app', (name) => {
    expect(boxLine({ ...wake, ref: `clever-cloud/par/${name}` })).toBe('');
  });
});

describe('ticked boxes', () => {
  it('are found in the order of the text, as GitHub and people tick them', () => {
    const body = [
      '<!-- paastis -->',
      boxLine({ ...wake, ticked: true }),
      boxLine(wake),
      boxLine({ ...sleep, ref: 'clever-cloud/par/Shop front', ticked: true }).replace('[x]', '[X]'),
    ].join('\r\n');

    expect(tickedBoxes(body)).toEqual([
      { ref, verb: 'wake' },
      { ref: 'clever-cloud/par/Shop front', verb: 'sleep' },
    ]);
  });

  it.each([
    `> - [x] Wake <!-- paastis:wake ${ref} -->`,
    `    - [x] Wake <!-- paastis:wake ${ref} -->`,
    `- [x] Wake <!-- paastis:wake ${ref} --> and more`,
    `- [x] Wake <!-- x --> <!-- paastis:wake ${ref} -->`,
    `- [x] Wake <!-- paastis:wake ${ref} --force -->`,
    `- [x] Wake <!-- paastis:wake ${ref} ${ref} -->`,
    `- [x] Wake <!-- paastis:keep ${ref} -->`,
    `- [x] Wake <!-- paastis:wake shop-pr42 -->`,
    `- [x] Wake <!-- paastis:wake heroku/eu/shop-pr42 -->`,
    `- [x] Wake <!-- paastis:wake scalingo/osc-fr1/* -->`,
    `- [x] Wake <!-- paastis:wake scalingo/osc-fr1/%2A -->`,
    `- [x] Wake <!-- paastis:wake scalingo/osc-fr1/shop%0Asleep -->`,
    `- [x] Wake <!-- paastis:wake scalingo/osc-fr1/%E0%A4%A -->`,
    `- [x] Wake <!-- paastis:wake scalingo/osc-fr1/ -->`,
    `- [x] Wake <!-- paastis:wake scalingo/osc-fr1/a%2Fb -->`,
    `- [x] <!-- paastis:wake ${'scalingo/osc-fr1/'.padEnd(600, 'x')} -->`,
  ])('are none in %s', (line) => {
    expect(tickedBoxes(line)).toEqual([]);
  });
});

describe('what an edit has ticked', () => {
  it('are the boxes that were there and empty', () => {
    const other = { ...wake, ref: 'scalingo/osc-fr1/shop-pr42-api' };
    const before = [boxLine(wake), boxLine({ ...other, ticked: true })].join('\n');
    const after = [boxLine({ ...wake, ticked: true }), boxLine({ ...other, ticked: true })].join('\r\n');

    expect(newlyTicked(before, after)).toEqual([{ ref, verb: 'wake' }]);
    expect(newlyTicked(after, before)).toEqual([]);
    expect(newlyTicked(after, after)).toEqual([]);
  });

  it('are not those that were written in by hand', () => {
    expect(newlyTicked('', boxLine({ ...wake, ticked: true }))).toEqual([]);
    expect(newlyTicked(boxLine(sleep), boxLine({ ...wake, ticked: true }))).toEqual([]);
  });

  it('are told once per app, and of both boxes of one the wake', () => {
    for (const boxes of [
      [wake, sleep],
      [sleep, wake, wake],
    ]) {
      const before = boxes.map(boxLine).join('\n');

      expect(newlyTicked(before, before.replaceAll('[ ]', '[x]'))).toEqual([{ ref, verb: 'wake' }]);
    }
  });

  it('are not told when one of two that say the same was ticked before', () => {
    const before = [boxLine({ ...wake, ticked: true }), boxLine(wake)].join('\n');

    expect(newlyTicked(before, `${before}\nedited`)).toEqual([]);
  });

  it('come back as they were written, for any app, among any text', () => {
    const name = anyText({ minLength: 1, maxLength: 30 });
    const tame = fc.stringMatching(/^[A-Za-z0-9._-]{1,30}$/);
    const box = fc.record({
      verb: fc.constantFrom('wake' as const, 'sleep' as const),
      ref: fc
        .tuple(fc.constantFrom('scalingo/osc-fr1', 'clever-cloud/par'), fc.oneof(name, tame))
        .map((parts) => parts.join('/')),
      text: fc.oneof(name, fc.constantFrom('<!-- paastis:sleep scalingo/osc-fr1/x -->', '`', '[x]', '')),
    });

    fc.assert(
      fc.property(box, name, ({ verb, ref: each, text }, noise) => {
        const line = boxLine({ verb, ref: each, text });
        const before = `${noise}\n${line}\n${noise}`;

        const ticked = newlyTicked(before, before.replace('- [ ] ', '- [x] '));

        expect(line).not.toMatch(/[\r\n]/);
        expect(ticked).toEqual(line === '' ? [] : [{ ref: each, verb }]);
      }),
      { numRuns: 500, seed: 20_261_123 },
    );
  });

  it('are found in time in the longest comment', () => {
    const hostile = `${'- [x] '.repeat(5_000)}${'<'.repeat(20_000)}${'<!-- paastis:wake '.repeat(1_000)}`;

    expect(newlyTicked(hostile, hostile)).toEqual([]);
  });
});
