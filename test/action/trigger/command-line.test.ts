import fc from 'fast-check';
import { findCommandLine } from '../../../action/trigger/command-line.ts';
import { parse } from '../../../core/commands/line/parse.ts';
import { anyText } from '../../support/any-text.ts';

describe('the command a comment begins with', () => {
  it.each([
    ['/paastis wake shop-pr42', '/paastis wake shop-pr42'],
    ['  /paastis wake  ', '/paastis wake'],
    ['/paastis\twake', '/paastis\twake'],
    ['/Paastis wake', '/Paastis wake'],
    ['/paastis wake\r\nplease', '/paastis wake'],
    ['/paastis wake\u2028/paastis sleep', '/paastis wake'],
    ['/paastis wake\u0085::error::x', '/paastis wake'],
    ['/paastis', '/paastis help'],
    ['/PAASTIS  \nwake', '/paastis help'],
  ])('in %j is %j', (body, line) => {
    expect(findCommandLine(body)).toBe(line);
  });

  it.each([
    '',
    '\n/paastis wake',
    'Hello\n/paastis wake',
    '> /paastis wake',
    '- /paastis wake',
    '`/paastis wake`',
    '    /paastis wake',
    '\t/paastis wake',
    '/paastisfoo',
    '/paastis:wake',
    '/paastis-wake',
    'paastis wake',
    '//paastis wake',
    '<!-- paastis --> /paastis wake',
    '\u200b/paastis wake',
  ])('is none in %j', (body) => {
    expect(findCommandLine(body)).toBeUndefined();
  });

  it('is refused by the core, not cut into another one, when it is too long', () => {
    const line = findCommandLine(`/paastis wake ${'shop-pr42 '.repeat(10_000)}`) ?? '';

    expect(line.length).toBeLessThan(2_100);
    expect(() => parse(line)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ reason: 'too_long' }) }),
    );
  });

  it('is one line that begins with /paastis, whatever people write', () => {
    const text = anyText({ maxLength: 60 });

    fc.assert(
      fc.property(fc.constantFrom('', ' ', '/paastis', '/paastis ', '> '), text, (start, rest) => {
        const line = findCommandLine(start + rest);

        expect(line ?? '/paastis').toMatch(/^\/paastis/i);
        expect(line ?? '').not.toMatch(/[\r\n\u2028\u2029]/);
      }),
      { numRuns: 300, seed: 20_261_123 },
    );
  });
});
