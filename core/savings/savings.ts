import type { Region } from '../model/region.ts';
import type { SizeFacts } from '../providers/provider.ts';
import {
  type BaselineFacts,
  chooseBaseline,
  observedWeight,
  type SleepRow,
  spanOf,
  spansThatCount,
} from './baseline.ts';
import { type Coefficients, defaultCoefficients } from './coefficients.ts';
import { describeMethod } from './energy.ts';
import { addTotals, measure, noTotals, type Piece } from './measure.ts';
import { leastCertain } from './prices.ts';
import type { AppSavings, Baseline, Bucket, Savings, SavingsReport } from './report.ts';
import { cutIntoBuckets, lengthMs, overlap, type Span } from './spans.ts';

export interface SavingsOptions extends BaselineFacts {
  readonly from: Date;
  readonly until: Date;
  readonly now: Date;
  /** IANA name: where the days of the chart begin. */
  readonly timezone: string;
  readonly describeSize: (region: Region, size: string) => SizeFacts | undefined;
  /** Since when an app was there and, where it is gone, until when; ISO 8601. Without it running hours are not known. */
  readonly presence?: (key: string) => { readonly from: string; readonly until?: string | undefined } | undefined;
  /** When an app that still sleeps was last looked at, ISO 8601: nobody knows what came after. Left out: now. */
  readonly seenAt?: (key: string) => string | undefined;
  readonly coefficients?: Coefficients;
  /** Left out: days up to five weeks, else weeks. */
  readonly bucketUnit?: 'day' | 'week';
}

/** A sleep that short is noise: kept in the ledger, left out of totals. */
const SHORTEST_MS = 60_000;

const DAYS_MS = 24 * 60 * 60_000;

const MOST_DAY_BUCKETS = 35;

const MS_PER_HOUR = 3_600_000;

/** What the sleeps of a period saved: money, electricity, carbon, each by its own baseline and with its range. */
export function computeSavings(rows: readonly SleepRow[], options: SavingsOptions): SavingsReport {
  const { from, until, timezone, coefficients = defaultCoefficients } = options;
  const period = { fromMs: from.getTime(), untilMs: until.getTime() };
  const bucketUnit = options.bucketUnit ?? (lengthMs(period) <= MOST_DAY_BUCKETS * DAYS_MS ? 'day' : 'week');
  const view: View = { options, coefficients, period, buckets: cutIntoBuckets(period, bucketUnit, timezone) };
  const real = sumUp(
    rows.filter(({ wouldBe }) => !wouldBe),
    view,
  );
  const wouldBe = sumUp(
    rows.filter((row) => row.wouldBe),
    view,
  );
  const regions = [...real.apps, ...wouldBe.apps].map(({ provider, region }) => `${provider}/${region}`);
  return {
    from: from.toISOString(),
    until: until.toISOString(),
    currency: 'EUR',
    bucketUnit,
    ...real,
    wouldBe,
    method: describeMethod(regions, coefficients),
  };
}

interface View {
  readonly options: SavingsOptions;
  readonly coefficients: Coefficients;
  readonly period: Span;
  readonly buckets: readonly Span[];
}

interface AppResult {
  readonly app: AppSavings;
  readonly pieces: readonly Piece[];
}

function sumUp(rows: readonly SleepRow[], view: View): Savings {
  const byApp = Map.groupBy(rows, ({ app }) => app);
  const results = [...byApp.values()].flatMap((its) => sumUpApp(its, view) ?? []);
  const apps = results.map(({ app }) => app).toSorted((a, b) => b.netEur - a.netEur || a.ref.localeCompare(b.ref));
  const known = apps.filter(({ runningEur }) => runningEur !== undefined);
  const savedShare = share(
    known.reduce((sum, { netEur }) => sum + netEur, 0),
    known.reduce((sum, { runningEur = 0 }) => sum + runningEur, 0),
  );
  const pieces = results.flatMap((result) => result.pieces);
  const priceDates = pieces.flatMap(({ oldestPriceAt }) => oldestPriceAt ?? []).toSorted();
  return {
    apps,
    totals: apps.reduce(addTotals, noTotals),
    ...(savedShare !== undefined && { savedShare }),
    baselines: countBaselines(apps),
    buckets: fillBuckets(pieces, view.buckets),
    priceSources: {
      settings: apps.filter(({ priceSource }) => priceSource === 'settings').length,
      provider: apps.filter(({ priceSource }) => priceSource === 'provider').length,
      list: apps.filter(({ priceSource }) => priceSource === 'list').length,
    },
    ...(priceDates[0] !== undefined && { oldestPriceAt: priceDates[0] }),
  };
}

function sumUpApp(rows: readonly SleepRow[], view: View): AppResult | undefined {
  const { options, coefficients, period } = view;
  const sleeps = rows.flatMap((row) => {
    const whole = spanOf(row, openUntilMs(row, options));
    const span = whole === undefined || lengthMs(whole) < SHORTEST_MS ? undefined : overlap(whole, period);
    return span === undefined ? [] : [{ row, span }];
  });
  const last = sleeps.toSorted((a, b) => a.span.fromMs - b.span.fromMs).at(-1);
  if (last === undefined) return undefined;
  const baseline = chooseBaseline(rows, options);
  const asleepMs = sleeps.reduce((sum, { span }) => sum + lengthMs(span), 0);
  const weight = weightOf(baseline, last.row.app, asleepMs, view);
  const pieces = sleeps.map(({ row, span }) =>
    measure(
      { row, span, spans: spansThatCount(row, span, baseline, options), weight },
      options.describeSize,
      coefficients,
    ),
  );
  const totals = pieces.map((piece) => piece.totals).reduce(addTotals, noTotals);
  const { app: key, ref, name, provider, region } = last.row;
  const priceSource = leastCertain(pieces.flatMap((piece) => piece.priceSource ?? []));
  const running = runningOf(key, asleepMs, view);
  const priced = pieces.find(({ row, fullyPriced }) => row === last.row && fullyPriced);
  const runningEur = running === undefined || priced === undefined ? undefined : running * priced.eurPerHour;
  const savedShare = runningEur === undefined ? undefined : share(totals.netEur, runningEur);
  return {
    pieces,
    app: {
      key,
      ref,
      name,
      provider,
      region,
      baseline,
      ...totals,
      ...(running !== undefined && { runningHours: running }),
      ...(runningEur !== undefined && { runningEur }),
      ...(savedShare !== undefined && { savedShare }),
      ...(priceSource !== undefined && { priceSource }),
      asleepNow: rows.some((row) => !('asleepUntil' in row) && row.asleepFrom !== undefined),
    },
  };
}

function openUntilMs(row: SleepRow, { now, seenAt }: SavingsOptions): number {
  const seen = seenAt?.(row.app);
  return Math.min(now.getTime(), seen === undefined ? Number.POSITIVE_INFINITY : Date.parse(seen));
}

function weightOf(baseline: Baseline, key: string, asleepMs: number, view: View): number {
  const r0 = baseline === 'observed' ? view.options.observed?.(key) : undefined;
  if (r0 === undefined) return 1;
  const present = presentMs(key, view) ?? lengthMs(untilNow(view));
  return observedWeight(r0, present, asleepMs);
}

/** Hours in which it was there and we did not keep it asleep. */
function runningOf(key: string, asleepMs: number, view: View): number | undefined {
  const present = presentMs(key, view);
  return present === undefined ? undefined : Math.max(0, present - asleepMs) / MS_PER_HOUR;
}

function presentMs(key: string, view: View): number | undefined {
  const presence = view.options.presence?.(key);
  if (presence === undefined) return undefined;
  const untilMs = presence.until === undefined ? Number.POSITIVE_INFINITY : Date.parse(presence.until);
  const part = overlap({ fromMs: Date.parse(presence.from), untilMs }, untilNow(view));
  return part === undefined ? 0 : lengthMs(part);
}

/** The part of the period that is over. */
function untilNow({ options, period }: View): Span {
  return { fromMs: period.fromMs, untilMs: Math.min(period.untilMs, options.now.getTime()) };
}

function share(netEur: number, runningEur: number): number | undefined {
  return netEur + runningEur > 0 ? netEur / (netEur + runningEur) : undefined;
}

function countBaselines(apps: readonly AppSavings[]): Savings['baselines'] {
  const counts = Map.groupBy(apps, ({ baseline }) => baseline);
  return [...counts]
    .map(([baseline, its]) => ({ baseline, apps: its.length }))
    .toSorted((a, b) => b.apps - a.apps || a.baseline.localeCompare(b.baseline));
}

function fillBuckets(pieces: readonly Piece[], buckets: readonly Span[]): readonly Bucket[] {
  return buckets.map((bucket) => {
    let asleepMs = 0;
    let netEur = 0;
    for (const { span, spans, weight, eurPerHour } of pieces) {
      asleepMs += within(span, bucket);
      for (const each of spans) netEur += (within(each, bucket) / MS_PER_HOUR) * weight * eurPerHour;
    }
    return {
      from: new Date(bucket.fromMs).toISOString(),
      until: new Date(bucket.untilMs).toISOString(),
      asleepHours: asleepMs / MS_PER_HOUR,
      netEur,
    };
  });
}

function within(span: Span, bucket: Span): number {
  return Math.max(0, Math.min(span.untilMs, bucket.untilMs) - Math.max(span.fromMs, bucket.fromMs));
}
