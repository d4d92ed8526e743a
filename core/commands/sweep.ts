import type { SweepItem, SweepResult } from '../engine/watch.ts';
import { appRef } from '../model/app.ts';
import { failures } from './describe.ts';
import { errorReport } from './report/error-report.ts';
import type { Report, SweepReport, SweptReport } from './report/report.ts';
import { sweepLines, sweepTitle, sweptText } from './report/sweep-text.ts';
import { readingTeller } from './results.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';

export const sweepCommand: CommandSpec = {
  name: 'sweep',
  usage: 'sweep [--dry-run]',
  example: 'sweep --dry-run',
  words: { kind: 'topic', least: 0, most: 0 },
  options: ['dry-run', 'json'],
  changes: true,
  // The bot sweeps by itself: in a chat there is nothing to ask for.
  doors: ['terminal', 'github', 'schedule'],
  run: runSweep,
};

/** One pass over all apps: decides, acts unless it only observes, and tells what it did. */
async function runSweep({ options }: ParsedCommand, context: CommandContext): Promise<Report> {
  const { requester, watch } = context;
  // Beside the reading of the apps: what is put to sleep before prices are known is counted without money.
  void context.prices.refresh({ priority: 'person' });
  const result = await watch.sweep({
    ...(options.dryRun === true && { dryRun: true }),
    ...(requester.signal && { signal: requester.signal }),
    onProgress: readingTeller(context, 'sweep'),
  });
  return sweepReport(result, options.dryRun === true, context);
}

function sweepReport(result: SweepResult, dryRun: boolean, context: CommandContext): SweepReport {
  const { config, translate } = context;
  const items = result.items.map((item) => sweptReport(item, context));
  const facts = {
    kind: 'sweep',
    startedAt: result.startedAt,
    seconds: Math.round(result.durationMs / 100) / 10,
    dryRun,
    observe: config.mode === 'observe',
    items,
    totals: countDone(result.items),
    skipped: countSkipped(items),
    failed: failures(result, context),
  } as const;
  return { ...facts, title: sweepTitle(facts, translate), lines: sweepLines(facts, translate) };
}

function sweptReport({ app, decision, did, error }: SweepItem, { requester, translate }: CommandContext): SweptReport {
  // Why it would have been slept is no reason for having been left alone.
  const cutOff = did === 'nothing' && decision.action !== 'none' && requester.signal?.aborted === true;
  const common = { ref: appRef(app), name: app.name, did, reason: cutOff ? 'interrupted' : decision.reason };
  const told = error === undefined ? undefined : errorReport(error, translate);
  return { ...common, text: sweptText(common, told, translate), ...(told && { error: told }) };
}

function countDone(items: readonly SweepItem[]): SweepReport['totals'] {
  const count = (did: SweepItem['did']) => items.filter((item) => item.did === did).length;
  return {
    slept: count('slept'),
    woken: count('woken'),
    would_sleep: count('would_sleep'),
    would_wake: count('would_wake'),
    nothing: count('nothing'),
    failed: count('failed'),
  };
}

function countSkipped(items: readonly SweptReport[]): SweepReport['skipped'] {
  const counts = new Map<string, number>();
  for (const { did, reason } of items) if (did === 'nothing') counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return Object.fromEntries(counts);
}
