import { displayWidth, pad, plainText, truncate, wrap } from '../../../bot/terminal/width.ts';

describe('the width of a text on a terminal', () => {
  it.each([
    ['shop', 4],
    ['', 0],
    ['é', 1],
    ['e\u0301', 1],
    ['日本語', 6],
    ['👍', 2],
    ['👨‍👩‍👧', 2],
    ['❤️', 2],
    ['ｆ', 2],
    ['…', 1],
    ['█', 1],
  ])('%s: %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('is kept to by cutting, letters of two columns included', () => {
    expect(truncate('shop-pr42', 9)).toBe('shop-pr42');
    expect(truncate('shop-pr42', 6)).toBe('shop-…');
    expect(truncate('日本語', 4)).toBe('日…');
    expect(truncate('shop', 0)).toBe('');
  });

  it('is filled up with spaces', () => {
    expect(pad('日', 4)).toBe('日  ');
    expect(pad('shop', 2)).toBe('shop');
  });

  it('breaks lines at spaces, never between a figure and its unit', () => {
    expect(wrap('it woke in 8 s again', 11)).toEqual(['it woke in', '8 s again']);
    expect(wrap('see https://shop.example.test/health now', 10)).toEqual([
      'see',
      'https://shop.example.test/health',
      'now',
    ]);
  });
});

describe('a text from outside', () => {
  it('brings no escape sequence, new line or change of direction to the terminal', () => {
    expect(plainText('a\u001b[2Jb\nc\r\u202ed')).toBe('a�[2Jb c��d');
  });
});
