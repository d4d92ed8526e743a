import type { Region } from '../model/region.ts';
import type { SizeFacts } from '../providers/provider.ts';
import type { SleepRow } from './baseline.ts';
import type { Coefficients } from './coefficients.ts';
import { co2eG, embodiedG, energyKwh, siteOf } from './energy.ts';
import { leastCertain, type Price } from './prices.ts';
import { addRanges, noRange, scaleRange } from './range.ts';
import type { Totals } from './report.ts';
import { lengthMs, type Span } from './spans.ts';

const MS_PER_HOUR = 3_600_000;

/** One sleep, cut to the period and compared with its baseline. */
export interface Counted {
  readonly row: SleepRow;
  readonly span: Span;
  /** The parts that the baseline counts. */
  readonly spans: readonly Span[];
  /** How much of those is a saving, 0 to 1. */
  readonly weight: number;
}

/** One sleep with what it is worth. */
export interface Piece extends Counted {
  readonly totals: Totals;
  /** Of its containers with a known price. */
  readonly eurPerHour: number;
  readonly fullyPriced: boolean;
  readonly priceSource?: Price['source'];
  readonly oldestPriceAt?: string;
}

export function measure(
  counted: Counted,
  describeSize: (region: Region, size: string) => SizeFacts | undefined,
  coefficients: Coefficients,
): Piece {
  const { row, span, spans, weight } = counted;
  const asleepHours = lengthMs(span) / MS_PER_HOUR;
  const savedHours = (weight * spans.reduce((sum, each) => sum + lengthMs(each), 0)) / MS_PER_HOUR;
  const { eurPerHour, unpricedContainers, source, at } = priceRow(row);
  return {
    ...counted,
    eurPerHour,
    fullyPriced: unpricedContainers === 0,
    ...(source !== undefined && { priceSource: source }),
    ...(at !== undefined && { oldestPriceAt: at }),
    totals: {
      intervals: 1,
      asleepHours,
      savedHours,
      grossEur: eurPerHour * asleepHours,
      netEur: eurPerHour * savedHours,
      unpricedContainerHours: unpricedContainers * savedHours,
      ...estimate(row, savedHours, describeSize, coefficients),
      uncertaintyHours: endError(row, span) / MS_PER_HOUR,
    },
  };
}

/** What the formation of a sleep costs an hour, at the prices that were frozen when it began. */
export function priceRow({ formation, prices }: SleepRow): {
  readonly eurPerHour: number;
  /** They are not in the price. */
  readonly unpricedContainers: number;
  /** The least certain one, and the date of the oldest. */
  readonly source: Price['source'] | undefined;
  readonly at: string | undefined;
} {
  let eurPerHour = 0;
  let unpricedContainers = 0;
  const used: Price[] = [];
  for (const { amount, size } of Object.values(formation)) {
    if (amount === 0) continue;
    const price = size !== undefined && Object.hasOwn(prices, size) ? prices[size] : undefined;
    if (price === undefined) {
      unpricedContainers += amount;
    } else {
      eurPerHour += amount * price.perHour;
      used.push(price);
    }
  }
  const source = leastCertain(used.map((price) => price.source));
  return { eurPerHour, unpricedContainers, source, at: used.map((price) => price.at).toSorted()[0] };
}

/** How far off the end may be, where the end is within the period. */
function endError(row: SleepRow, { untilMs }: Span): number {
  return 'asleepUntil' in row && Date.parse(row.asleepUntil) === untilMs ? (row.errorMs ?? 0) : 0;
}

type Estimate = Pick<Totals, 'energyKwh' | 'co2eG' | 'embodiedG' | 'unmeasuredContainerHours'>;

function estimate(
  { formation, provider, region }: SleepRow,
  savedHours: number,
  describeSize: (region: Region, size: string) => SizeFacts | undefined,
  coefficients: Coefficients,
): Estimate {
  const site = siteOf(`${provider}/${region}`, coefficients);
  const ms = savedHours * MS_PER_HOUR;
  let kwh = noRange;
  let embodied = noRange;
  let unmeasured = 0;
  for (const { amount, size } of Object.values(formation)) {
    const facts = size === undefined ? undefined : describeSize({ type: provider, name: region }, size);
    if (facts === undefined) {
      unmeasured += amount * savedHours;
      continue;
    }
    kwh = addRanges(kwh, scaleRange(energyKwh(facts, ms, site, coefficients), amount));
    embodied = addRanges(embodied, scaleRange(embodiedG(facts, ms, coefficients), amount));
  }
  return { energyKwh: kwh, co2eG: co2eG(kwh, site), embodiedG: embodied, unmeasuredContainerHours: unmeasured };
}

export const noTotals: Totals = {
  intervals: 0,
  asleepHours: 0,
  savedHours: 0,
  unpricedContainerHours: 0,
  grossEur: 0,
  netEur: 0,
  unmeasuredContainerHours: 0,
  energyKwh: noRange,
  co2eG: noRange,
  embodiedG: noRange,
  uncertaintyHours: 0,
};

export function addTotals(a: Totals, b: Totals): Totals {
  return {
    intervals: a.intervals + b.intervals,
    asleepHours: a.asleepHours + b.asleepHours,
    savedHours: a.savedHours + b.savedHours,
    unpricedContainerHours: a.unpricedContainerHours + b.unpricedContainerHours,
    grossEur: a.grossEur + b.grossEur,
    netEur: a.netEur + b.netEur,
    unmeasuredContainerHours: a.unmeasuredContainerHours + b.unmeasuredContainerHours,
    energyKwh: addRanges(a.energyKwh, b.energyKwh),
    co2eG: addRanges(a.co2eG, b.co2eG),
    embodiedG: addRanges(a.embodiedG, b.embodiedG),
    uncertaintyHours: a.uncertaintyHours + b.uncertaintyHours,
  };
}
