import { exportRows, toCsv } from '../savings/export.ts';
import type { Baseline } from '../savings/report.ts';
import { invalid } from './line/tokens.ts';
import type { Report } from './report/report.ts';
import { type SavingsPeriod, savingsPeriods } from './report/savings-report.ts';
import { savingsReport } from './report/savings-text.ts';
import { savingsOf } from './savings/figures.ts';
import { firstSavings } from './savings/nothing-yet.ts';
import { rowsIn } from './savings/rows-in.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';

export const savingsCommand: CommandSpec = {
  name: 'savings',
  usage: 'savings [week|month|all] [--baseline <name>] [--csv]',
  example: 'savings month',
  words: { kind: 'period', least: 0, most: 1 },
  options: ['baseline', 'csv', 'json'],
  changes: false,
  run: runSavings,
};

const DAY_MS = 24 * 3_600_000;

/** Back from now, so that any two compare; a month as long as the one that prices are given for. */
const lengthsMs: Readonly<Record<SavingsPeriod, number | undefined>> = {
  week: 7 * DAY_MS,
  month: 30 * DAY_MS,
  all: undefined,
};

const baselines = ['always_on', 'lifetime', 'office_hours', 'observed'] as const satisfies readonly Baseline[];

/** What sleeping saved: money, then hours, electricity and carbon with their ranges, and how they were told. */
async function runSavings(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const { clock, config, translate } = context;
  const period = readWord(command.words[0] ?? 'month', savingsPeriods, 'invalid_period');
  const baseline =
    command.options.baseline === undefined
      ? undefined
      : readWord(command.options.baseline, baselines, 'invalid_baseline');
  const now = clock.now();
  const lengthMs = lengthsMs[period];
  const { report, rows } = await savingsOf(context, {
    until: now,
    ...(lengthMs === undefined ? {} : { from: new Date(now.getTime() - lengthMs) }),
    ...(baseline === undefined ? {} : { baseline }),
    // A month of days would fill the screen.
    bucketUnit: period === 'week' ? 'day' : 'week',
  });
  const reader = { translate, timezone: config.timezone, now };
  const told = savingsReport({ period, savings: report, first: await firstSavings(context, reader) }, reader);
  const csv = command.options.csv ? { csv: toCsv(exportRows(rowsIn(rows, report), now)) } : {};
  return { kind: 'savings', ...told, ...csv };
}

function readWord<Word extends string>(typed: string, words: readonly Word[], reason: string): Word {
  const word = words.find((known) => known === typed.toLowerCase().replaceAll('-', '_'));
  if (word !== undefined) return word;
  throw invalid(reason, typed, words);
}
