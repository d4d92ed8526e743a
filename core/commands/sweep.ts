import type { SweepItem, SweepResult } from '../engine/watch.ts';
import { type AppKey, appKey, appRef } from '../model/app.ts';
import type { AppStatus } from '../model/status.ts';
import { shownPullRequest } from '../policy/pull-request.ts';
import { failures } from './describe.ts';
import { errorReport } from './report/error-report.ts';
import { isPaid, orphansTexts, orphanText } from './report/orphan-text.ts';
import type { OrphanReport, Report, SweepReport, SweptReport } from './report/report.ts';
import { sweepLines, sweepTitle, sweptText } from './report/sweep-text.ts';
import { readingTeller } from './results.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';
import { sweptPrices } from './sweep-prices.ts';

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
  const ended = requester.signal && { signal: requester.signal };
  const priced = context.prices.refresh({ priority: 'person', ...ended });
  const result = await watch.sweep({
    ...(options.dryRun === true && { dryRun: true }),
    ...ended,
    onProgress: readingTeller(context, 'sweep'),
  });
  await priced;
  return sweepReport(result, options.dryRun === true, context);
}

async function sweepReport(result: SweepResult, dryRun: boolean, context: CommandContext): Promise<SweepReport> {
  const { config, policy, translate } = context;
  const orphaned = (item: SweepItem) =>
    item.decision.managed && shownPullRequest(item.facts, policy.ruleFor(item.app))?.closed === true;
  const wanted = result.items.filter((item) => item.did !== 'nothing' || orphaned(item));
  const prices = await sweptPrices(result.items, wanted, context);
  const items = await Promise.all(result.items.map((item) => sweptReport(item, prices, context)));
  const orphans = items.flatMap((item, index) => {
    const swept = result.items[index];
    return swept !== undefined && orphaned(swept) ? orphanReport(item, context) : [];
  });
  const { pullRequestsError } = result;
  const facts = {
    kind: 'sweep',
    startedAt: result.startedAt,
    seconds: Math.round(result.durationMs / 100) / 10,
    dryRun,
    observe: config.mode === 'observe',
    items,
    totals: countDone(result.items),
    orphans: orphans.toSorted((a, b) => Number(b.running) - Number(a.running) || a.ref.localeCompare(b.ref)),
    orphanTexts: orphansTexts(orphans, translate),
    ...(pullRequestsError !== undefined && { pullRequestsError: errorReport(pullRequestsError, translate) }),
    skipped: countSkipped(items),
    failed: failures(result, context),
  } as const;
  return { ...facts, title: sweepTitle(facts, translate), lines: sweepLines(facts, translate) };
}

async function sweptReport(
  item: SweepItem,
  prices: ReadonlyMap<AppKey, number>,
  context: CommandContext,
): Promise<SweptReport> {
  const { policy, requester, translate } = context;
  const { app, decision, did, error, facts, outcome } = item;
  // Why it would have been slept is no reason for having been left alone.
  const cutOff = did === 'nothing' && decision.action !== 'none' && requester.signal?.aborted === true;
  const common = { ref: appRef(app), name: app.name, did, reason: cutOff ? 'interrupted' : decision.reason };
  const told = error === undefined ? undefined : errorReport(error, translate);
  const pricePerHour = prices.get(appKey(app));
  const pullRequest = shownPullRequest(facts, policy.ruleFor(app));
  return {
    ...common,
    before: facts.status,
    after: await statusAfter(item, context),
    seconds: Math.round((outcome?.durationMs ?? 0) / 100) / 10,
    ...(app.url !== undefined && { url: app.url }),
    ...(pricePerHour !== undefined && { pricePerHour }),
    ...(pullRequest && { pullRequest }),
    text: sweptText(common, told, translate),
    ...(told && { error: told }),
  };
}

/** Of a try that failed nobody knows how far it came, but for what the engine remembers. */
async function statusAfter({ app, did, facts, outcome }: SweepItem, { engine }: CommandContext): Promise<AppStatus> {
  if (outcome !== undefined) return outcome.after;
  return did === 'failed' ? engine.statusOf(app) : facts.status;
}

function orphanReport(item: SweptReport, { clock, translate }: CommandContext): readonly OrphanReport[] {
  const { after: status, did, name, pricePerHour, pullRequest, reason, ref } = item;
  if (pullRequest === undefined) return [];
  const { closedAt, number, url } = pullRequest;
  const orphan = {
    ref,
    name,
    number,
    ...(url !== undefined && { url }),
    ...(closedAt !== undefined && { closedAt }),
    status,
    running: isPaid(status),
    ...(pricePerHour !== undefined && { pricePerHour }),
    did,
    reason,
  };
  return [{ ...orphan, text: orphanText(orphan, clock.now(), translate) }];
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
