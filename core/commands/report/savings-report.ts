import type { SavingsReport } from '../../savings/report.ts';

export const savingsPeriods = ['week', 'month', 'all'] as const;

export type SavingsPeriod = (typeof savingsPeriods)[number];

/** One row of a chart: what it stands for, how long it is, and the figures beside it. */
export interface ChartBar {
  readonly label: string;
  /** Any unit: only their proportions count. */
  readonly value: number;
  readonly text: string;
}

export interface SavingsTableRow {
  readonly ref: string;
  readonly name: string;
  readonly asleep: string;
  readonly saved: string;
  readonly share: string;
  readonly baseline: string;
}

/** What was saved, in words and with all its figures. */
export interface SavingsAnswerReport {
  /** The headline, in euros. */
  readonly title: string;
  /** The whole answer, for whoever draws nothing. */
  readonly lines: readonly string[];
  /** Below the headline: asleep, money, electricity, carbon, hardware. */
  readonly facts: readonly { readonly label: string; readonly text: string }[];
  readonly table: readonly SavingsTableRow[];
  /** Apps that the table leaves out. */
  readonly more?: string;
  readonly chart: readonly ChartBar[];
  /** What would have been saved, in observe mode. */
  readonly wouldBe: readonly string[];
  /** How all this was told, so that it can be checked. */
  readonly method: readonly string[];
  readonly period: SavingsPeriod;
  readonly savings: SavingsReport;
  /** A row per sleep, asked for with `--csv`. */
  readonly csv?: string;
}
