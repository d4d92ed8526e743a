import { verbOf, withTargets } from '../../../../core/commands/line/fill.ts';

const targets = ['shop-pr42-web', 'shop pr42'];

describe('the targets that a line leaves out', () => {
  it.each([
    ['wake', 'wake shop-pr42-web "shop pr42"'],
    ['/paastis wake', 'wake shop-pr42-web "shop pr42"'],
    ['WAKE --for 2h', 'wake shop-pr42-web "shop pr42" --for 2h'],
    ['wake --until tomorrow 8:00', 'wake shop-pr42-web "shop pr42" --until tomorrow 8:00'],
    ['keep off', 'keep shop-pr42-web "shop pr42" off'],
    ['keep --for=2h', 'keep shop-pr42-web "shop pr42" --for=2h'],
    ['sleep --force --json', 'sleep shop-pr42-web "shop pr42" --force --json'],
    ['status', 'status shop-pr42-web "shop pr42"'],
    ['history', 'history shop-pr42-web "shop pr42"'],
  ])('are added to %s', (line, expected) => {
    expect(withTargets(line, targets)).toBe(expected);
  });

  it.each([
    'wake other',
    'wake other --for 2h',
    'keep other off',
    'keep off off',
    'list',
    'plan 2h',
    'sweep --dry-run',
    'help wake',
    'wake --help',
    '',
    'wkae',
    'wake --fro 2h',
    'wake "',
    'wake --for',
  ])('are not added to %j', (line) => {
    expect(withTargets(line, targets)).toBe(line);
  });

  it('never become options', () => {
    expect(withTargets('sleep', ['--force', 'shop', '–force', 'a --force'])).toBe('sleep shop');
    expect(withTargets('sleep', ['--force'])).toBe('sleep');
    expect(withTargets('sleep', [])).toBe('sleep');
  });

  it('are added however many they are, so that the line itself is told to be too long', () => {
    expect(
      withTargets(
        'wake',
        Array.from({ length: 60 }, (_, index) => `app-${index}`),
      ),
    ).toMatch(/^wake app-0 .* app-59$/);
  });
});

describe('the verb of a line', () => {
  it.each([
    ['wake a b', 'wake'],
    ['/paastis KEEP', 'keep'],
    ['wake --fro', 'wake'],
    ['sleep -h', 'help'],
    ['--help', 'help'],
    ['', 'help'],
    ['dance', undefined],
    ['wake "', undefined],
  ])('of %j is %s', (line, verb) => {
    expect(verbOf(line)).toBe(verb);
  });
});
