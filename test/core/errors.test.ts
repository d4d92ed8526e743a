import { runInNewContext } from 'node:vm';
import { describeError } from '../../core/errors.ts';

describe('the text of whatever was thrown', () => {
  it.each([
    ['an error', new TypeError('it broke'), 'it broke'],
    ['an error of another realm', runInNewContext("new Error('it broke')"), 'it broke'],
    ['a text', 'it broke', 'it broke'],
    ['nothing', undefined, 'undefined'],
    ['an object without a message', { token: 'it broke' }, 'an unknown error'],
  ])('is there for %s', (_, thrown, text) => {
    expect(describeError(thrown)).toBe(text);
  });
});
