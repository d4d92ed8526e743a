import type { IntervalRecord, LedgerRecord } from '../../core/store/records.ts';

/** A closed sleep of one M container at 2 cents an hour, ten hours long. */
export function buildSleep(name: string, overrides: Partial<LedgerRecord> = {}): LedgerRecord {
  const asleepFrom = overrides.asleepFrom ?? '2026-11-20T19:00:00.000Z';
  const app = `scalingo/osc-fr1/id-${name}`;
  return {
    ...buildOpenSleep(name),
    key: `${asleepFrom}/${app}${overrides.wouldBe === true ? '~' : ''}`,
    asleepFrom,
    asleepUntil: '2026-11-21T05:00:00.000Z',
    endedBy: 'wake_cli',
    ...overrides,
  };
}

/** One that still goes on. */
export function buildOpenSleep(name: string, overrides: Partial<IntervalRecord> = {}): IntervalRecord {
  const app = `scalingo/osc-fr1/id-${name}`;
  return {
    v: 1,
    key: `${app}${overrides.wouldBe === true ? '~' : ''}`,
    app,
    ref: `scalingo/osc-fr1/${name}`,
    name,
    provider: 'scalingo',
    region: 'osc-fr1',
    review: false,
    wouldBe: false,
    askedAt: '2026-11-20T19:00:00.000Z',
    asleepFrom: '2026-11-20T19:00:00.000Z',
    formation: { web: { amount: 1, size: 'M' } },
    prices: { M: { perHour: 0.02, source: 'list', at: '2026-06-22T00:00:00.000Z' } },
    cause: 'idle',
    actor: 'rule:1',
    correlationId: 'c1',
    ...overrides,
  };
}
