import { completeLine } from '../../../../core/commands/line/complete.ts';

const names = ['shop-pr42', 'blog', 'Shop-admin'];

describe('completing a line', () => {
  it.each([
    ['s', ['savings', 'sleep', 'status', 'sweep']],
    ['help w', ['help wake', 'help why']],
    ['wake sh', ['wake Shop-admin', 'wake shop-pr42']],
    ['wake blog s', ['wake blog Shop-admin', 'wake blog shop-pr42']],
    ['wake zzz', []],
  ])('%s', (line, expected) => {
    expect(completeLine(line, names)).toEqual(expected);
  });
});
