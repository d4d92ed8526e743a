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

  it('looks at the qualified name when the pattern has a slash', () => {
    expect(ruleFor(buildApp({ name: 'blog', type: 'clever-cloud' }), { rules })?.index).toBe(3);
  });
});
