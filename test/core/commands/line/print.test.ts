import fc from 'fast-check';
import { parse } from '../../../../core/commands/line/parse.ts';
import { printLine } from '../../../../core/commands/line/print.ts';

describe('a command as a line', () => {
  it.each([
    'wake shop-pr42 blog --for 2h',
    'sleep #42 --force',
    'keep "my app" --until tomorrow 8:00',
    'idle --since 3d',
    'savings month --baseline weekend --csv',
    'sweep --dry-run',
    'wake shop --for 90s',
  ])('%s reads back as it was', (line) => {
    expect(printLine(parse(line))).toBe(line);
    expect(parse(printLine(parse(line)))).toEqual(parse(line));
  });

  it('leaves out how it is to be printed', () => {
    expect(printLine(parse('paastis list shop --json'))).toBe('list shop');
  });

  it('means the same for any name and any time', () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9 .-]{0,20}[a-z0-9]$/);
    fc.assert(
      fc.property(
        fc.array(name, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 1, max: 31_622_400 }),
        (words, s) => {
          const command = { name: 'wake', words, options: { forMs: s * 1_000, force: false, json: false } } as const;
          expect(parse(printLine(command))).toEqual({
            ...command,
            words: words.map((word) => word.replace(/ +/g, ' ')),
          });
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });
});
