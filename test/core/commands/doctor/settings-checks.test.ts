import { settingsFindings } from '../../../../core/commands/doctor/settings-checks.ts';
import type { RuleConfig } from '../../../../core/config.ts';
import { makeApp, makeConfig } from '../../../support/make.ts';

const shop = makeApp({ name: 'shop-pr42', review: { parent: 'shop', pullRequest: 42 } });

function texts(rules: readonly RuleConfig[], complete = true): readonly string[] {
  return settingsFindings(makeConfig({ rules }), { apps: [shop], complete }).map(({ text }) => text);
}

describe('what doctor says of the settings', () => {
  it('says that all is in order when it is', () => {
    expect(texts([{ match: 'shop-pr{pr}', manage: true }])).toEqual(['doctor.settings.ok']);
  });

  it.each([
    ['the same pattern again', 'shop-*', 'SHOP-*'],
    ['anything behind a star', '*', 'scalingo/osc-fr1/shop-pr{pr}'],
    ['a name that an earlier pattern takes', 'shop-pr*', 'shop-pr42'],
    ['a qualified name that an earlier one takes', 'scalingo/*/shop-*', 'scalingo/osc-fr1/shop-pr42'],
  ])('finds a rule that can never match: %s', (_case, earlier, later) => {
    const findings = settingsFindings(makeConfig({ rules: [{ match: earlier }, { match: later }] }), {
      apps: [shop],
      complete: true,
    });

    expect(findings).toMatchObject([
      {
        status: 'failure',
        text: 'doctor.rules.shadowed',
        subject: later,
        values: { number: 2, by: 1, other: earlier },
      },
    ]);
  });

  it.each([
    ['a pattern that an earlier one only overlaps', 'shop-pr4*', 'shop-pr*2'],
    ['a regular expression in other capitals', String.raw`/\d/`, String.raw`/\D/`],
    ['a name that an earlier qualified rule may not reach', 'scalingo/*/api', 'api'],
  ])('does not claim it of %s', (_case, earlier, later) => {
    expect(texts([{ match: earlier }, { match: later }])).not.toContain('doctor.rules.shadowed');
  });

  it('tells a rule of pull requests without any from one that matches nothing', () => {
    expect(texts([{ match: 'api-pr{pr}' }, { match: 'blog' }])).toEqual([
      'doctor.rules.no_review',
      'doctor.rules.unused',
    ]);
  });

  it('claims nothing of rules while a region is unread', () => {
    expect(texts([{ match: 'blog' }], false)).toEqual(['doctor.rules.unread']);
  });

  it('repeats the warnings of the settings and names observe mode', () => {
    const config = makeConfig({ mode: 'observe', warnings: ['rules[0]: old'] });

    const findings = settingsFindings(config, { apps: [], complete: true });

    expect(findings).toMatchObject([
      { status: 'warning', text: 'doctor.settings.warning', values: { warning: 'rules[0]: old' } },
      { status: 'warning', text: 'doctor.mode.observe', remedy: 'doctor.mode.remedy' },
    ]);
  });
});
