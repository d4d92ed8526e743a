import { formatAmount, formatDay, formatEuros } from '../../i18n/format.ts';
import type { AppSavings, Bucket, Savings, SavingsReport } from '../../savings/report.ts';
import type { Reader } from './event-text.ts';
import { rangeText } from './range-text.ts';
import { methodLines } from './savings-method.ts';
import type { ChartBar, SavingsAnswerReport, SavingsPeriod, SavingsTableRow } from './savings-report.ts';

/** More apps than these are not compared by eye. */
const TABLE_ROWS = 10;

/** A quarter: further back the bars say nothing new. */
const CHART_BARS = 13;

export interface SavingsTold {
  readonly period: SavingsPeriod;
  readonly savings: SavingsReport;
  /** What to say where there is nothing yet. */
  readonly first: string;
}

/** What was saved, in the reader's words: money in the headline, what is modelled below it, how it was told last. */
export function savingsReport(told: SavingsTold, reader: Reader): SavingsAnswerReport {
  const { savings, period } = told;
  const real = savings.apps.length > 0;
  const supposed = savings.wouldBe.apps.length > 0;
  const facts = real ? factsOf(savings, reader) : [];
  const table = savings.apps.slice(0, TABLE_ROWS).map((app) => tableRow(app, reader));
  const left = savings.apps.length - table.length;
  const more = left > 0 ? { more: reader.translate('savings.more', { count: left }) } : {};
  const { buckets } = real ? savings : savings.wouldBe;
  // What was before the first sleep tells nothing: the period is named below.
  const first = buckets.findIndex(({ asleepHours }) => asleepHours > 0);
  const chart = buckets
    .slice(Math.max(0, first))
    .slice(-CHART_BARS)
    .map((bucket) => chartBar(bucket, savings.bucketUnit, reader));
  const wouldBe = supposed ? wouldBeLines(savings.wouldBe, reader) : [];
  const method = real || supposed ? methodLines(savings, reader) : [];
  const text = {
    title: titleOf(told, reader),
    facts,
    table,
    ...more,
    chart: real || supposed ? chart : [],
    wouldBe: real || supposed ? wouldBe : [told.first],
    method,
  };
  return { ...text, lines: linesOf(text, reader), period, savings };
}

function titleOf({ savings, period }: SavingsTold, reader: Reader): string {
  const { translate } = reader;
  const when = translate(`savings.period.${period}`, { from: formatDay(savings.from, reader) });
  if (savings.apps.length === 0) return translate('savings.nothing', { when });
  const { netEur } = savings.totals;
  // To the euro; less than one would else be none.
  return translate('savings.title', { when, euros: formatEuros(netEur, translate, netEur < 1 ? 2 : 0) });
}

function factsOf(savings: Savings, reader: Reader): SavingsAnswerReport['facts'] {
  const { translate } = reader;
  const { totals, apps } = savings;
  const asleep = { hours: hours(totals.asleepHours, reader), count: apps.length };
  return [
    { label: translate('savings.asleep'), text: translate('savings.asleep_value', asleep) },
    { label: translate('savings.money'), text: moneyText(savings, reader) },
    { label: translate('savings.energy'), text: rangeText(totals.energyKwh, 'energy', translate) },
    { label: translate('savings.co2e'), text: rangeText(totals.co2eG, 'co2e', translate) },
    {
      label: translate('savings.hardware'),
      text: translate('savings.hardware_value', { range: rangeText(totals.embodiedG, 'co2e', translate) }),
    },
  ];
}

function moneyText({ totals, savedShare, priceSources }: Savings, reader: Reader): string {
  const { translate } = reader;
  const euros = formatEuros(totals.netEur, translate);
  const money = translate(priceSources.list > 0 ? 'savings.money_list' : 'savings.money_own', { euros });
  return savedShare === undefined
    ? money
    : translate('savings.money_share', { money, percent: percent(savedShare, reader) });
}

function wouldBeLines(wouldBe: Savings, reader: Reader): readonly string[] {
  const { translate } = reader;
  const values = {
    euros: formatEuros(wouldBe.totals.netEur, translate),
    hours: hours(wouldBe.totals.asleepHours, reader),
    count: wouldBe.apps.length,
  };
  return [translate('savings.would_be', values), translate('savings.would_be_apart')];
}

function tableRow(app: AppSavings, reader: Reader): SavingsTableRow {
  const { translate } = reader;
  return {
    ref: app.ref,
    name: app.name,
    asleep: hours(app.asleepHours, reader),
    saved: app.priceSource === undefined ? '?' : formatEuros(app.netEur, translate),
    share: app.savedShare === undefined ? '' : percent(app.savedShare, reader),
    baseline: translate(`savings.baseline.${app.baseline}`),
  };
}

function chartBar(bucket: Bucket, unit: 'day' | 'week', reader: Reader): ChartBar {
  const { translate } = reader;
  const day = formatDay(bucket.from, reader);
  const values = { hours: hours(bucket.asleepHours, reader), euros: formatEuros(bucket.netEur, translate) };
  return {
    label: unit === 'day' ? day : translate('savings.week_of', { day }),
    value: bucket.asleepHours,
    text: translate('savings.bar', values),
  };
}

function linesOf(text: Omit<SavingsAnswerReport, 'lines' | 'period' | 'savings'>, reader: Reader): readonly string[] {
  const { translate } = reader;
  return [
    ...text.facts.map((fact) => translate('list.fact', fact)),
    ...text.wouldBe,
    ...text.table.map(({ name, asleep, saved }) =>
      translate('savings.app', { app: name, hours: asleep, euros: saved }),
    ),
    ...(text.more === undefined ? [] : [text.more]),
    ...text.method,
  ];
}

function hours(count: number, { translate }: Reader): string {
  return translate('unit.hours', { count: formatAmount(count, translate, count < 10 ? 1 : 0) });
}

function percent(share: number, { translate }: Reader): string {
  return translate('savings.percent', { count: formatAmount(share * 100, translate, 0) });
}
