import { appReport, matchesWords } from '../../../../core/commands/report/app-report.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { buildApp } from '../../../support/build.ts';

const fr = createTranslate('fr');
const formation = { web: { amount: 1 } };
const record = { v: 1, key: 'k', ref: 'r', correlationId: 'c', actor: 'slack:U1' } as const;

describe('an app as list and status show it', () => {
  it('has what the provider tells and what we recorded', () => {
    const app = buildApp({ review: { parent: 'shop', pullRequest: 42, branch: 'cart' }, statusReason: 'wake_failed' });

    const report = appReport(app, {
      status: 'asleep',
      formation,
      rule: 'shop-*',
      snapshot: { ...record, formation, takenAt: '2026-11-22T08:00:00.000Z' },
      operation: {
        ...record,
        kind: 'wake',
        phase: 'prepared',
        startedAt: '2026-11-22T09:00:00.000Z',
        entryPoint: 'slack',
      },
    });

    expect(report).toEqual({
      ref: 'scalingo/osc-fr1/shop-pr42',
      name: 'shop-pr42',
      provider: 'scalingo',
      region: 'osc-fr1',
      status: 'asleep',
      statusReason: 'wake_failed',
      url: 'https://shop-pr42.example.test',
      review: { parent: 'shop', pullRequest: 42 },
      formation,
      rule: 'shop-*',
      snapshot: { formation, takenAt: '2026-11-22T08:00:00.000Z', actor: 'slack:U1' },
      operation: { kind: 'wake', startedAt: '2026-11-22T09:00:00.000Z', actor: 'slack:U1' },
    });
  });
});

describe('the words of list', () => {
  const report = appReport(buildApp(), { status: 'asleep' });

  it.each([
    [[], true],
    [['SHOP'], true],
    [['shop', 'asleep'], true],
    [['endormie'], true],
    [['scalingo/osc'], true],
    [['shop', 'running'], false],
    [['par'], false],
  ])('%j: %s', (words, expected) => {
    expect(matchesWords(report, words, (status) => fr(`status.${status}`))).toBe(expected);
  });
});
