import type { ProviderType } from '../model/region.ts';
import type { Price } from './prices.ts';
import type { Range } from './range.ts';

/**
 * What would have run without us. `always_on`: all of it; `lifetime`: until the provider would have deleted the app;
 * `office_hours`: within a timetable the team had already; `observed`: as much as it ran before.
 */
export type Baseline = 'always_on' | 'lifetime' | 'office_hours' | 'observed';

/** Sums over intervals; nothing is rounded. */
export interface Totals {
  /** Intervals with any part in the period. */
  readonly intervals: number;
  /** Asleep within the period. */
  readonly asleepHours: number;
  /** The part of it in which the baseline says that it would have run. */
  readonly savedHours: number;
  /** Container hours without a known price: they are in no amount of money. */
  readonly unpricedContainerHours: number;
  /** Price of all hours asleep, in EUR without VAT. */
  readonly grossEur: number;
  /** Price of the saved hours. */
  readonly netEur: number;
  /** Container hours of a size of which nothing is known: they are in no estimate. */
  readonly unmeasuredContainerHours: number;
  readonly energyKwh: Range;
  /** Of the electricity. */
  readonly co2eG: Range;
  /** Share of making the servers that is freed for others; never added to the electricity's. */
  readonly embodiedG: Range;
  /** How far off the hours may be, because a look at the list noticed an end late. */
  readonly uncertaintyHours: number;
}

export interface AppSavings extends Totals {
  /** `scalingo/osc-fr1/<id>` */
  readonly key: string;
  /** `scalingo/osc-fr1/shop-pr42`, as it was called last. */
  readonly ref: string;
  readonly name: string;
  readonly provider: ProviderType;
  readonly region: string;
  readonly baseline: Baseline;
  /** Hours of the period in which it was there and not asleep by us; absent: not known. */
  readonly runningHours?: number;
  /** What those cost, at the price of its last interval. */
  readonly runningEur?: number;
  /** net / (net + running), 0 to 1. */
  readonly savedShare?: number;
  /** The least certain source of its prices. */
  readonly priceSource?: Price['source'];
  readonly asleepNow: boolean;
}

/** A piece of the period, for a chart. */
export interface Bucket {
  /** ISO 8601, UTC; the first and the last are cut to the period. */
  readonly from: string;
  readonly until: string;
  readonly asleepHours: number;
  readonly netEur: number;
}

/** What estimates of energy and carbon were made with, to be printed with them. */
export interface Method {
  readonly coefficients: string;
  readonly grids: readonly { readonly name: string; readonly gPerKwh: Range; readonly year: number }[];
  readonly pues: readonly { readonly region: string; readonly pue: Range; readonly generic: boolean }[];
  readonly kappa: Range;
  /** Regions counted with an average of Europe because nobody knows where they stand. */
  readonly unknownRegions: readonly string[];
}

export interface Savings {
  /** The most valuable first. */
  readonly apps: readonly AppSavings[];
  readonly totals: Totals;
  /** Over the apps of which the running hours are known; absent: of none. */
  readonly savedShare?: number;
  /** How many apps were compared with what, most frequent first. */
  readonly baselines: readonly { readonly baseline: Baseline; readonly apps: number }[];
  readonly buckets: readonly Bucket[];
  /** How many apps have prices from where; with any `list`, say "list price". */
  readonly priceSources: Readonly<Record<Price['source'], number>>;
  /** The oldest price used. */
  readonly oldestPriceAt?: string;
}

export interface SavingsReport extends Savings {
  /** ISO 8601, UTC. */
  readonly from: string;
  readonly until: string;
  readonly currency: 'EUR';
  readonly bucketUnit: 'day' | 'week';
  /** The same of what would have been, in observe mode; never added to what was. */
  readonly wouldBe: Savings;
  readonly method: Method;
}
