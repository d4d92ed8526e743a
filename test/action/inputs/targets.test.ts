import fc from 'fast-check';
import type { InputFault } from '../../../action/inputs/faults.ts';
import { expandTargets, parseApps } from '../../../action/inputs/targets.ts';

function parse(text: string): { readonly apps: readonly string[]; readonly faults: readonly InputFault[] } {
  const faults: InputFault[] = [];
  return { apps: parseApps(text, faults), faults };
}

describe('the list of apps', () => {
  it('has one target per line, without blank lines and comments', () => {
    const text = `
      # the shop
      shop-pr{pr}-web   # the front
      shop-pr{pr}-api

      #
      #{pr}
      #42
      @shop
      scalingo/osc-fr1/shop-pr*
      /^shop-pr[0-9]{1,3},?$/
      https://shop-pr{pr}.osc-fr1.scalingo.io/
    `;

    const { apps, faults } = parse(text);

    expect(faults).toEqual([]);
    expect(apps).toEqual([
      'shop-pr{pr}-web',
      'shop-pr{pr}-api',
      '#{pr}',
      '#42',
      '@shop',
      'scalingo/osc-fr1/shop-pr*',
      '/^shop-pr[0-9]{1,3},?$/',
      'https://shop-pr{pr}.osc-fr1.scalingo.io/',
    ]);
  });

  it('names each app once, whatever its case and the ends of lines', () => {
    expect(parse('shop\r\nShop\rshop\nblog').apps).toEqual(['shop', 'blog']);
  });

  it.each<[string, string, readonly string[]]>([
    ['- shop-web\n- shop-api', 'target_dash', ['shop-web', 'shop-api']],
    ['--force', 'target_dash', ['force']],
    ['shop-web, shop-api', 'target_blank', ['shop-web', 'shop-api']],
    ['shop-web,shop-api', 'target_comma', ['shop-web', 'shop-api']],
    ['shop web', 'target_blank', ['shop', 'web']],
    ["'shop-*'", 'target_quote', ['shop-*']],
    ['shop\u0007', 'target_control', ['shop']],
    ['shop\u202egpj', 'target_control', ['shop', 'gpj']],
    ['#the-front', 'target_number', ['shop-pr{pr}']],
    ['shop-pr{number}', 'target_capture', ['shop-pr{pr}']],
    ['shop-{env}', 'target_capture', ['shop-pr{pr}']],
    [`shop-${'x'.repeat(300)}`, 'target_long', ['shop-pr{pr}']],
  ])('refuses %j', (text, key, example) => {
    const { faults } = parse(text);

    expect(new Set(faults.map((fault) => fault.key))).toEqual(new Set([`input.fault.${key}`]));
    expect(faults[0]?.example).toEqual(['apps: |', ...example.map((line) => `  ${line}`)]);
  });

  it('tells ten faults of a thousand', () => {
    expect(parse('a b\n'.repeat(1_000)).faults).toHaveLength(10);
  });
});

describe('filling targets in', () => {
  it('puts number and branch in, and each target once', () => {
    const apps = ['shop-pr{pr}', '#{pr}', 'shop-{branch}', 'Shop-PR42', 'blog'];

    expect(expandTargets(apps, { pr: 42, branch: 'fix-it' })).toEqual({
      targets: ['shop-pr42', '#42', 'shop-fix-it', 'blog'],
      unfilled: [],
    });
  });

  it('tells which lines nothing fills in', () => {
    expect(expandTargets(['shop-pr{pr}', 'shop-{branch}', 'blog'], { pr: 42 })).toEqual({
      targets: ['shop-pr42', 'blog'],
      unfilled: ['shop-{branch}'],
    });
    expect(expandTargets(['shop-pr{pr}'], {})).toEqual({ targets: [], unfilled: ['shop-pr{pr}'] });
  });

  it('makes of a pull request’s number and slug nothing but a part of a name', () => {
    const slug = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);

    fc.assert(
      fc.property(fc.nat(), slug, (pr, branch) => {
        const { targets, unfilled } = expandTargets(['a-{pr}-{branch}'], { pr, branch });

        expect(unfilled).toEqual([]);
        expect(targets).toEqual([`a-${pr}-${branch}`]);
        expect(parse(targets.join('\n')).faults).toEqual([]);
      }),
      { seed: 5, numRuns: 100 },
    );
  });
});
