import { parse } from '../../../../core/commands/line/parse.ts';
import { UserError } from '../../../../core/errors.ts';

function fault(line: string): unknown {
  try {
    parse(line);
  } catch (error) {
    return error instanceof UserError ? { code: error.code, ...error.context } : error;
  }
  return undefined;
}

const none = { force: false, json: false };

describe('reading a command', () => {
  it.each([
    'wake shop-pr42',
    '/paastis wake shop-pr42',
    'paastis wake shop-pr42',
    '  WAKE   shop-pr42 ',
    'wake "shop-pr42"',
  ])('understands %s', (line) => {
    expect(parse(line)).toEqual({ name: 'wake', words: ['shop-pr42'], options: none });
  });

  it('shows the help for an empty line', () => {
    expect(parse('')).toEqual({ name: 'help', words: [], options: none });
    expect(parse('/paastis')).toEqual({ name: 'help', words: [], options: none });
    expect(parse('wake --help')).toEqual({ name: 'help', words: ['wake'], options: none });
  });

  it('undoes what chats and phones make of typed text', () => {
    expect(parse('wake\u00a0“shop-pr42”\u200b —for 2h')).toEqual({
      name: 'wake',
      words: ['shop-pr42'],
      options: { ...none, forMs: 7_200_000 },
    });
    expect(parse('wake <https://shop.example.test/?a=1&amp;b=2|shop>').words).toEqual([
      'https://shop.example.test/?a=1&b=2',
    ]);
    expect(parse('wake <!subteam^S12|@shop> <@U12|blog> <#C12|42>').words).toEqual(['@shop', '@blog', '#42']);
    expect(parse('wake a --until aujourd’hui 18:30').options.until).toBe("aujourd'hui 18:30");
    expect(parse('wake <http://shop.example.test>').words).toEqual(['http://shop.example.test']);
  });

  it('reads options before and after the targets, in both spellings', () => {
    expect(parse('wake --for=90s a').options.forMs).toBe(90_000);
    expect(parse('sleep a --force --json').options).toEqual({ force: true, json: true });
    expect(parse('wake --until tomorrow 8:00 a')).toEqual({
      name: 'wake',
      words: ['a'],
      options: { ...none, until: 'tomorrow 8:00' },
    });
    expect(parse('wake a --until=tomorrow 8:00')).toEqual(parse('wake a --until tomorrow 8:00'));
    expect(parse('wake --until monday a').words).toEqual(['a']);
  });

  it('takes several targets, separated by spaces or commas', () => {
    expect(parse('wake a,b c').words).toEqual(['a', 'b', 'c']);
    expect(parse('wake {a,b}-front').words).toEqual(['{a,b}-front']);
  });

  it.each([
    ['wkae a', { reason: 'unknown_command', subject: 'wkae', candidates: ['wake'] }],
    ['frobnicate', { reason: 'unknown_command', subject: 'frobnicate', candidates: [] }],
    ['wake', { reason: 'missing_target', subject: 'wake', candidates: ['wake #42 --for 2h'] }],
    ['sleep a --forc', { reason: 'unknown_option', subject: '--forc', candidates: ['--force'] }],
    ['list --for 2h', { reason: 'unknown_option', subject: '--for', candidates: [] }],
    ['wake a --for', { reason: 'missing_value', subject: '--for', candidates: [] }],
    ['wake a --for --json', { reason: 'missing_value', subject: '--for', candidates: [] }],
    ['wake a --for soon', { reason: 'invalid_duration', subject: 'soon', candidates: [] }],
    ['wake a --for 0s', { reason: 'invalid_duration', subject: '0s', candidates: [] }],
    ['wake a --for 2h --until 18:00', { reason: 'for_and_until', subject: '--for --until', candidates: [] }],
    ['sleep a --force=yes', { reason: 'unexpected_value', subject: '--force=yes', candidates: [] }],
    ['wake "a', { reason: 'unclosed_quote', subject: 'wake "a', candidates: [] }],
    ['help wake sleep', { reason: 'too_many_words', subject: 'help', candidates: ['help [command]'] }],
  ])('refuses %s and says why', (line, expected) => {
    expect(fault(line)).toEqual({ code: 'command_invalid', ...expected });
  });

  it('refuses a line too long to be a command', () => {
    expect(fault(`wake ${'a'.repeat(3_000)}`)).toMatchObject({ reason: 'too_long' });
  });
});

describe('the options of answers', () => {
  it('are read where a command takes them', () => {
    expect(parse('idle --since 3h').options).toEqual({ ...none, sinceMs: 10_800_000 });
    expect(parse('sweep --dry-run').options).toEqual({ ...none, dryRun: true });
    expect(parse('plan 2d').words).toEqual(['2d']);
  });

  it.each([
    ['idle --since', 'missing_value'],
    ['idle --since yesterday', 'invalid_duration'],
    ['idle shop', 'too_many_words'],
    ['why shop --dry-run', 'unknown_option'],
    ['sweep --dry-run=yes', 'unexpected_value'],
  ])('are refused elsewhere: %s', (line, reason) => {
    expect(fault(line)).toMatchObject({ code: 'command_invalid', reason });
  });
});
