import { compilePattern, expandCaptures, isPattern } from '../../../core/model/pattern.ts';

describe('a pattern for names', () => {
  it.each([
    ['shop-*', 'shop-pr42', {}],
    ['SHOP-*', 'shop-pr42', {}],
    ['shop-pr{pr}-back', 'shop-pr42-back', { pr: '42' }],
    ['{branch}-front', 'fix-cart-front', { branch: 'fix-cart' }],
    ['shop-?', 'shop-a', {}],
    ['{shop,blog}-*', 'blog-pr1', {}],
    ['shop.front', 'shop.front', {}],
    ['/^shop-pr(?P<pr>\\d+)/', 'shop-pr7-back', { pr: '7' }],
    ['/pr\\d/', 'shop-pr7-back', {}],
    ['scalingo/*/shop', 'scalingo/osc-fr1/shop', {}],
  ])('%s matches %s', (text, name, captures) => {
    expect(compilePattern(text).match(name)).toEqual(captures);
  });

  it.each([
    ['shop-*', 'my-shop-1'],
    ['shop.front', 'shopxfront'],
    ['shop-pr{pr}', 'shop-prx'],
    ['shop-?', 'shop-'],
    ['*', 'scalingo/osc-fr1/shop'],
  ])('%s does not match %s', (text, name) => {
    expect(compilePattern(text).match(name)).toBeUndefined();
  });

  it.each([
    ['/(shop/', 'not a regular expression'],
    ['shop-{app}', 'unknown capture {app}'],
    ['x'.repeat(201), 'longer than 200'],
  ])('refuses %s', (text, message) => {
    expect(() => compilePattern(text)).toThrow(message);
  });

  it.each([
    ['Shop-*-{pr}', 'ſhop-front-42'],
    ['ſhop-*', 'shop-front'],
    ['É*', 'école'],
    ['*{shop,SHOP}', 'my-Shop'],
    ['?', 'é'],
  ])('%s matches %s whatever the letters', (text, name) => {
    expect(compilePattern(text).match(name)).toBeDefined();
  });

  it('answers at once where a backtracking matcher would hang', () => {
    const hostile = compilePattern('/^(a+)+$/');

    const answer = hostile.match(`${'a'.repeat(5_000)}!`);

    expect(answer).toBeUndefined();
  });

  it('knows which texts are patterns', () => {
    expect(['shop-*', 'shop?', '/shop/', 'shop', 'scalingo/osc-fr1/shop'].map(isPattern)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('puts captures back and leaves unknown ones as written', () => {
    expect(expandCaptures('shop-pr{pr}-{branch}', { pr: '42' })).toBe('shop-pr42-{branch}');
  });
});
