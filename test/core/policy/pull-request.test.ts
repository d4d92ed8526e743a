import { pullRequestOf, shownPullRequest } from '../../../core/policy/pull-request.ts';
import { ruleFor } from '../../../core/policy/rules.ts';
import { buildApp } from '../../support/build.ts';

const review = { parent: 'shop', pullRequest: 7, closed: true, closedAt: '2026-11-20T08:00:00.000Z' };

describe('the pull request of an app', () => {
  it.each([
    ['shop-pr42', 42],
    ['shop-pr42-back', 42],
    ['shop_PR-42', 42],
    ['pr42', 42],
    ['shop-pr042', 42],
    ['shop-spr42', undefined],
    ['shop-pr42x', undefined],
    ['shop-pr', undefined],
    ['shop-pr12345678901234567890', undefined],
  ])('is told by the name %s', (name, expected) => {
    expect(pullRequestOf(buildApp({ name }), undefined)).toBe(expected);
  });

  it('is the one that the provider tells, else the one that a rule captures', () => {
    const rules = [{ match: 'shop-{pr}-*' }];
    const captured = buildApp({ name: 'shop-12-back' });

    expect(pullRequestOf(buildApp({ name: 'shop-pr42', review }), undefined)).toBe(7);
    expect(pullRequestOf(captured, ruleFor(captured, { rules }))).toBe(12);
  });

  it('is not known of a rule that calls something else `pr`', () => {
    const rules = [{ match: '/^shop-(?P<pr>[a-z]+)/' }];
    const app = buildApp({ name: 'shop-checkout-pr3' });

    expect(pullRequestOf(app, ruleFor(app, { rules }))).toBeUndefined();
  });
});

describe('what is shown of it', () => {
  const app = buildApp({ name: 'shop-pr7', review });

  it('is what the forge tells, else the provider, else the number alone', () => {
    const pullRequest = { known: true, number: 7, closed: false, activeAt: '2026-11-20T08:00:00.000Z' } as const;

    expect(shownPullRequest({ app, pullRequest }, undefined)).toEqual({ number: 7, closed: false });
    expect(shownPullRequest({ app }, undefined)).toEqual({ number: 7, closed: true, closedAt: review.closedAt });
    expect(shownPullRequest({ app: buildApp({ name: 'shop-pr8' }) }, undefined)).toEqual({ number: 8 });
    expect(shownPullRequest({ app: buildApp({ name: 'shop' }) }, undefined)).toBeUndefined();
  });

  it('is not what the provider says where the forge could not be asked: it may be open again', () => {
    expect(shownPullRequest({ app, pullRequest: { known: false, number: 7 } }, undefined)).toEqual({ number: 7 });
  });
});
