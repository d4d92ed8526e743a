import fc from 'fast-check';
import { composeEnd, composeLine, findFormVerb } from '../../../bot/slack/lines.ts';
import { parse } from '../../../core/commands/line/parse.ts';
import { anyText } from '../../support/any-text.ts';

describe('a line made of names that a button brought', () => {
  it('means exactly these names and the verb, or is no line at all', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 30 }),
      anyText({ maxLength: 30 }),
      fc.constantFrom(
        'shop-pr42',
        '--force',
        'a b',
        '"',
        "'",
        '*',
        '{a,b}',
        'off',
        '“shop”',
        '<@U1>',
        '—force',
        '&amp;',
      ),
    );
    const ref = fc
      .tuple(fc.constantFrom('scalingo/osc-fr1/', 'clever-cloud/par/', ''), name)
      .map(([at, end]) => at + end);

    fc.assert(
      fc.property(fc.array(ref, { minLength: 1, maxLength: 4 }), (refs) => {
        const line = composeLine('sleep', refs);
        if (line === undefined) return;
        const { name: verb, words, options } = parse(line);
        expect([verb, words, options.force]).toEqual(['sleep', refs, false]);
      }),
      { numRuns: 80, seed: 20_261_122 },
    );
  });

  it('takes the usual names of both providers', () => {
    const refs = ['scalingo/osc-fr1/shop-pr42', "clever-cloud/par/Ana's shop"];

    expect(composeLine('wake', refs, ['--for', '2h'])).toBe(
      `wake scalingo/osc-fr1/shop-pr42 "clever-cloud/par/Ana's shop" --for 2h`,
    );
  });

  it.each(['x “shop-pr42”', 'a  b', 'a"b\'c', '*', 'shop?'])(
    'is no line for a name that would be read as another: %s',
    (name) => {
      expect(composeLine('sleep', [`clever-cloud/par/${name}`])).toBeUndefined();
    },
  );

  it.each([
    [{ for: '2h' }, ['--for', '2h']],
    [{ until: 'tomorrow 8:00' }, ['--until', '"tomorrow 8:00"']],
    [{ until: '2026-12-24T18:00:00.000Z' }, ['--until', '"2026-12-24T18:00:00.000Z"']],
    [{}, []],
    [{ for: '2h --force' }, undefined],
    [{ until: '--force' }, undefined],
    [{ until: 'monday" --force "' }, undefined],
  ])('ends when its button says so, and by nothing else: %j', (end, expected) => {
    expect(composeEnd(end)).toEqual(expected);
  });
});

describe('a line that says no app', () => {
  it.each([
    ['wake', 'wake'],
    ['keep --for 2h', 'keep'],
    ['wake shop', undefined],
    ['list', undefined],
    ['nonsense', undefined],
    ['wake --nonsense', undefined],
  ])('is known by its verb: %s', (line, verb) => {
    expect(findFormVerb(line)).toBe(verb);
  });
});
