import { UserError } from '../../../core/errors.ts';
import type { IdleReport, ProgressReport } from '../../../core/index.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { type AnswersOptions, makeFacts, makeReading, openAnswers } from '../../support/answers.ts';

async function idle(options: AnswersOptions, line = 'idle'): Promise<IdleReport> {
  const report = await openAnswers(options).run(line);
  if (report.kind !== 'idle') throw new Error(`Expected idle apps, got ${JSON.stringify(report)}`);
  return report;
}

const unknown = (reason: string): Partial<Facts> => ({
  reading: { known: false, at: '2026-11-22T08:58:00.000Z', since: '2026-11-22T05:00:00.000Z', reason },
});

const formation = { web: { amount: 1, size: 'S' } };

describe('idle', () => {
  it('shows the apps that run and serve nobody, longest first', async () => {
    const facts = [
      makeFacts({ name: 'hour' }),
      makeFacts({ name: 'day' }, { lastRequestAt: '2026-11-21T09:00:00.000Z' }),
      makeFacts({ name: 'used' }, { lastRequestAt: '2026-11-22T08:50:00.000Z' }),
      makeFacts({ name: 'down', status: 'stopped' }, { status: 'asleep' }),
    ];

    const report = await idle({ facts });

    expect(report.apps.map(({ name, idleSeconds }) => [name, idleSeconds])).toEqual([
      ['day', 86_400],
      ['hour', 3_600],
    ]);
    expect(report.title).toBe('2 apps have run for at least 30 min without serving anybody');
  });

  it('asks for the figures of apps that run, and of no others', async () => {
    const facts = [makeFacts({ name: 'up' }), makeFacts({ name: 'down', status: 'stopped' }, { status: 'asleep' })];
    const answers = openAnswers({ facts });
    const told: ProgressReport[] = [];

    await answers.run('idle', { onProgress: (progress) => told.push(progress) });

    expect(answers.asked.read).toEqual(['up']);
    expect(told).toMatchObject([{ verb: 'read', text: '1 of 1' }]);
  });

  it('takes as long a silence as is asked for', async () => {
    const facts = [makeFacts({ name: 'hour' })];

    expect((await idle({ facts }, 'idle --since 2h')).apps).toEqual([]);
    expect((await idle({ facts }, 'idle --since 1h')).apps).toHaveLength(1);
  });

  it('tells what they cost, as far as prices are known', async () => {
    const facts = [
      makeFacts({ name: 'a' }, { formation }),
      makeFacts({ name: 'b' }, { formation }),
      makeFacts({ name: 'c' }),
    ];

    const report = await idle({ facts });

    expect(report.pricePerHour).toBeCloseTo(0.02);
    expect(report.title).toMatch(/: 0\.48 €\/day$/);
    expect(report.lines).toEqual([
      'a: idle 1 h, 0.24 €/day, no rule manages it',
      'b: idle 1 h, 0.24 €/day, no rule manages it',
      'c: idle 1 h, price unknown, no rule manages it',
    ]);
  });

  it('names what could not be read, apart from what nobody can measure', async () => {
    const facts = [
      makeFacts({ name: 'worker' }, unknown('no_web')),
      makeFacts({ name: 'cut-off' }, unknown('provider_unavailable')),
    ];

    const report = await idle({ facts });

    expect(report.apps).toEqual([]);
    expect(report.unread).toMatchObject([{ name: 'cut-off', reason: 'the provider cannot be reached' }]);
    expect(report.notMeasurable.map(({ name }) => name)).toEqual(['worker']);
    expect(report.lines).toEqual([
      'cut-off: its figures could not be read (the provider cannot be reached)',
      '1 app cannot be measured: worker',
    ]);
  });

  it('goes by what was just read', async () => {
    const used = makeReading({ lastRequestAt: '2026-11-22T08:58:00.000Z' });
    const read = { 'shop-pr42': { reading: used, lastRequestAt: '2026-11-22T08:58:00.000Z' } };

    const report = await idle({ facts: [makeFacts()], read });

    expect(report.apps).toEqual([]);
    expect(report.title).toBe('Every app that runs was used within the last 30 min, as far as is known.');
  });

  it('tells which region could not be listed', async () => {
    const error = new UserError('app_unknown', 'x');
    const failed = [{ region: { type: 'clever-cloud', name: 'par' } as const, error }];

    const report = await idle({ facts: [makeFacts()], listing: { failed } });

    expect(report.failed).toMatchObject([{ provider: 'clever-cloud', region: 'par' }]);
  });
});
