import fc from 'fast-check';
import { parseApps } from '../../../action/inputs/targets.ts';
import { isReadable, managesAny, matchOf, rulesFor, withIdleAfter } from '../../../action/settings/rules.ts';
import { defaultConfig, type RuleConfig } from '../../../core/config.ts';
import { createPolicy } from '../../../core/policy/policy.ts';
import { anyText } from '../../support/any-text.ts';
import { makeApp } from '../../support/make.ts';

const inputs = {
  apps: [] as readonly string[],
  readyPath: '/',
  readyPathGiven: false,
  timeoutMs: 600_000,
  timeoutGiven: false,
};

const rulesOf = (apps: readonly string[], rules: readonly RuleConfig[] = []) =>
  rulesFor({ ...inputs, apps }, { rules, defaults: defaultConfig.defaults });

describe('the rules of a run', () => {
  it.each<[string, string, boolean | undefined]>([
    ['shop-pr{pr}', 'shop-pr{pr}', true],
    ['shop-*', 'shop-pr{pr}', true],
    ['shop-pr{pr}-back', 'shop-*', true],
    ['/^shop-/', 'shop-pr{pr}', true],
    ['scalingo/osc-fr1/shop-*', 'scalingo/osc-fr1/shop-pr{pr}', true],
    ['shop-{web,api}', 'shop-*', true],
    ['blog-*', 'shop-pr{pr}', undefined],
    ['shop-{branch}-x', 'shop-pr{pr}', undefined],
    ['/^blog-/', '/^shop-/', undefined],
  ])('of a rule for %s, without a word about it, for the app %s: manage is %s', (match, app, manage) => {
    expect(rulesOf([app], [{ match }])[0]?.manage).toBe(manage);
  });

  it('leave protection, and a plain no, as they are', () => {
    const rules: readonly RuleConfig[] = [
      { match: 'shop-*', protect: true },
      { match: 'shop-pr*', manage: false },
    ];

    expect(rulesOf(['shop-pr{pr}'], rules).slice(0, 2)).toMatchObject(rules);
    expect(rulesOf(['shop-pr{pr}'], rules)[0]).not.toHaveProperty('manage');
  });

  it('manage an app that the workflow names by its provider', () => {
    const policy = createPolicy({ ...defaultConfig, rules: rulesOf(['scalingo:shop-pr{pr}']) });
    const app = makeApp({ name: 'shop-pr42' });

    expect(policy.termsOf(app)).toMatchObject({ managed: true, idleAfterMs: 7_200_000, courtesyMs: 'off' });
    expect(policy.ruleFor(app)?.captures).toEqual({ pr: '42' });
  });

  it('are none for what is no name', () => {
    expect(rulesOf(['#42', '#{pr}', '@shop', 'https://shop.example.com'])).toEqual([]);
    expect(managesAny({ rules: rulesOf(['#42']), defaults: defaultConfig.defaults })).toBe(false);
    expect(managesAny({ rules: rulesOf(['shop']), defaults: defaultConfig.defaults })).toBe(true);
  });

  it('take another limit all at once, and never stays never', () => {
    const rules: readonly RuleConfig[] = [
      { match: 'a', idleAfterMs: 1 },
      { match: 'b', idleAfterMs: 'never' },
      { match: 'c' },
    ];

    const config = withIdleAfter({ ...defaultConfig, rules }, 0);

    expect(config.rules.map(({ idleAfterMs }) => idleAfterMs)).toEqual([0, 'never', 0]);
    expect(config.defaults.idleAfterMs).toBe(0);
  });

  it('can be used by the core, whatever stands in the list of apps', () => {
    const line = fc.oneof(anyText({ maxLength: 30 }), fc.stringMatching(/^[/#@{}a-c:*?()|-]{0,12}$/));

    fc.assert(
      fc.property(fc.array(line, { maxLength: 5 }), fc.array(line, { maxLength: 2 }), (lines, matches) => {
        const apps = parseApps(lines.join('\n'), []).filter((app) => isReadable(matchOf(app) ?? ''));
        const rules = matches.filter(isReadable).map((match) => ({ match }));

        const config = { ...defaultConfig, rules: rulesOf(apps, rules) };

        expect(() => createPolicy(config).termsOf(makeApp({ name: 'shop-pr42' }))).not.toThrow();
      }),
      { seed: 5, numRuns: 200 },
    );
  });
});
