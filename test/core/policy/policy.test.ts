import { createPolicy } from '../../../core/policy/policy.ts';
import { makeApp, makeConfig } from '../../support/make.ts';

describe('the terms of an app', () => {
  it('come from its rule, with its captures, and from the defaults', () => {
    const rule = { match: 'shop-pr{pr}', manage: true, needs: ['db-pr{pr}'], group: 'pr{pr}', channel: '#shop' };

    const terms = createPolicy(makeConfig({ rules: [rule] })).termsOf(makeApp());

    expect(terms).toEqual({
      rule: { index: 0, match: 'shop-pr{pr}' },
      protected: false,
      managed: true,
      trial: false,
      idleAfterMs: 1_800_000,
      wakeAtStart: false,
      needs: ['db-pr42'],
      group: 'pr42',
      channel: '#shop',
      courtesyMs: 600_000,
    });
  });

  it('are found once for each app, and anew for other settings', () => {
    const before = createPolicy(makeConfig({ rules: [{ match: '*', manage: true }] }));
    const after = createPolicy(makeConfig({ rules: [{ match: '*', protect: true }] }));

    expect(before.termsOf(makeApp())).toBe(before.termsOf(makeApp()));
    expect(before.termsOf(makeApp()).protected).toBe(false);
    expect(after.termsOf(makeApp()).protected).toBe(true);
  });

  it('are found anew when the pull request of an app becomes known', () => {
    const policy = createPolicy(makeConfig({ rules: [{ match: '*', manage: true, group: 'pr{pr}' }] }));

    const [early, late] = [makeApp(), makeApp({ review: { parent: 'shop', pullRequest: 7 } })].map((app) =>
      policy.termsOf(app),
    );

    expect([early?.group, late?.group]).toEqual(['pr{pr}', 'pr7']);
  });

  it('are not those of an app of the same name elsewhere', () => {
    const policy = createPolicy(makeConfig({ rules: [{ match: 'scalingo/osc-fr1/*', manage: true }] }));

    expect(policy.termsOf(makeApp()).managed).toBe(true);
    expect(policy.termsOf(makeApp({ region: { type: 'scalingo', name: 'osc-secnum-fr1' } })).managed).toBe(false);
  });

  it('cannot be found for hours that cannot be read', () => {
    expect(() => createPolicy(makeConfig({ rules: [{ match: '*', hours: 'Mno' }] }))).toThrow('did you mean Mon?');
  });
});

describe('observing without a rule that manages anything', () => {
  const rules = [
    { match: '*-production', protect: true },
    { match: 'ci-*', manage: false },
    { match: 'shop-*', idleAfterMs: 60_000 },
  ];
  const policy = createPolicy(makeConfig({ mode: 'observe', rules }));

  it('is a trial with every app but those that are protected or left out by a rule', () => {
    const managed = ['shop-pr42', 'blog', 'ci-runner', 'shop-production'].map(
      (name) => policy.termsOf(makeApp({ name })).managed,
    );

    expect(policy.trial).toBe(true);
    expect(managed).toEqual([true, true, false, false]);
  });

  it('ends with enforcing, and with the first rule or default that manages', () => {
    expect(createPolicy(makeConfig({ mode: 'enforce', rules })).termsOf(makeApp()).managed).toBe(false);
    expect(createPolicy(makeConfig({ mode: 'observe', rules: [...rules, { match: 'x', manage: true }] })).trial).toBe(
      false,
    );
    expect(createPolicy(makeConfig({ mode: 'observe', defaults: { manage: true, idleAfterMs: 1 } })).trial).toBe(false);
  });
});
