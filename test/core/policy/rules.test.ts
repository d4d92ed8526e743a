import type { RuleConfig } from '../../../core/config.ts';
import { ruleFor } from '../../../core/policy/rules.ts';
import { buildApp } from '../../support/build.ts';

describe('the rule of an app', () => {
  const rules: readonly RuleConfig[] = [
    { match: '*-production', protect: true },
    { match: 'shop-pr{pr}-back', manage: true, needs: ['shop-pr{pr}-db'], group: 'shop-pr{pr}' },
    { match: 'shop-*', manage: true },
    { match: 'clever-cloud/par/*', group: 'paris' },
  ];

  it('is the first that matches', () => {
    expect(ruleFor(buildApp({ name: 'shop-production' }), { rules })?.index).toBe(0);
    expect(ruleFor(buildApp({ name: 'shop-pr1-back' }), { rules })?.index).toBe(1);
    expect(ruleFor(buildApp({ name: 'shop-front' }), { rules })?.index).toBe(2);
  });

  it('is the one that protects, also below one that would let it sleep', () => {
    const app = buildApp({ name: 'shop-production' });
    const rules = [
      { match: 'shop-*', manage: true },
      { match: '*-production', protect: true },
    ];

    expect(ruleFor(app, { rules })).toMatchObject({ index: 1, rule: { protect: true } });
  });

  it('is none when none matches', () => {
    expect(ruleFor(buildApp({ name: 'blog' }), { rules })).toBeUndefined();
  });

  it('puts what was captured into needs and group', () => {
    const matched = ruleFor(buildApp({ name: 'shop-pr42-back' }), { rules });

    expect(matched?.captures).toEqual({ pr: '42' });
    expect(matched?.rule.needs).toEqual(['shop-pr42-db']);
    expect(matched?.rule.group).toBe('shop-pr42');
  });

  it('takes the pull request from a review app when the pattern does not capture it', () => {
    const app = buildApp({ name: 'shop-x', review: { parent: 'shop', pullRequest: 7, branch: 'cart' } });

    const matched = ruleFor(app, { rules: [{ match: 'shop-*', group: 'pr{pr}-{branch}' }] });

    expect(matched?.rule.group).toBe('pr7-cart');
  });

  it('believes what a pattern captured more than what a review app tells', () => {
    const app = buildApp({ name: 'shop-pr42', review: { parent: 'shop', pullRequest: 7 } });

    const matched = ruleFor(app, { rules: [{ match: 'shop-pr{pr}', group: 'pr{pr}' }] });

    expect(matched?.rule.group).toBe('pr42');
  });

  it('looks at the bare name when the pattern is a regular expression', () => {
    const rules = [{ match: '/^shop-pr[0-9]+$/', manage: true }];

    expect(ruleFor(buildApp({ name: 'shop-pr42' }), { rules })?.index).toBe(0);
    expect(ruleFor(buildApp({ name: 'my-shop-pr42' }), { rules })).toBeUndefined();
  });

  it('looks at the qualified name when the pattern has a slash', () => {
    expect(ruleFor(buildApp({ name: 'blog', type: 'clever-cloud' }), { rules })?.index).toBe(3);
  });
});
