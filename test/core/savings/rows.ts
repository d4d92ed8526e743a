import type { Region } from '../../../core/model/region.ts';
import type { SizeFacts } from '../../../core/providers/provider.ts';
import type { IntervalRecord, LedgerRecord } from '../../../core/store/records.ts';

/** The sizes of Scalingo: EUR per hour and GB. */
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  S: [0.01, 0.25],
  M: [0.02, 0.5],
  L: [0.04, 1],
  XL: [0.08, 2],
  '2XL': [0.16, 4],
};

export function describeSize(_region: Region, size: string): SizeFacts | undefined {
  const facts = sizes[size];
  return facts === undefined ? undefined : { memoryGb: facts[1] };
}

const listed = { source: 'list', at: '2026-06-22T00:00:00.000Z' } as const;

const prices = Object.fromEntries(Object.entries(sizes).map(([size, [perHour]]) => [size, { perHour, ...listed }]));

type Facts = Partial<LedgerRecord> & { readonly from: string };

/** An open sleep of one M container at list price, but for what the test is about. */
export function makeInterval({ from, ...facts }: Partial<IntervalRecord> & { readonly from: string }): IntervalRecord {
  const name = facts.name ?? 'shop-pr42';
  return {
    v: 1,
    key: `scalingo/osc-fr1/id-${name}`,
    app: `scalingo/osc-fr1/id-${name}`,
    ref: `scalingo/osc-fr1/${name}`,
    name,
    provider: 'scalingo',
    region: 'osc-fr1',
    review: false,
    wouldBe: false,
    askedAt: from,
    asleepFrom: from,
    formation: { web: { amount: 1, size: 'M' } },
    prices,
    cause: 'idle',
    actor: 'rule:1',
    correlationId: 'c1',
    ...facts,
  };
}

/** A closed one, by its end or by its hours. */
export function makeRow({ hours, ...facts }: Facts & { readonly hours?: number }): LedgerRecord {
  const interval = makeInterval(facts);
  const until = facts.asleepUntil ?? new Date(Date.parse(facts.from) + (hours ?? 1) * 3_600_000).toISOString();
  const asleepFrom = interval.asleepFrom ?? facts.from;
  return {
    endedBy: 'wake_chat',
    ...interval,
    key: `${asleepFrom}/${interval.app}${interval.wouldBe ? '~' : ''}`,
    asleepFrom,
    asleepUntil: until,
  };
}
