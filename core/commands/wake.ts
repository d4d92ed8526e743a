import { type WakeResult, wakeMany } from '../engine/wake-many.ts';
import { wakeOptionsOf } from '../engine/wake-options.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { ruleFor } from '../policy/rules.ts';
import { overBudget, permit, wakeLimitOf, withRefused } from './access.ts';
import { findTargets } from './find-targets.ts';
import { keepAwake } from './keep-awake.ts';
import { findNeeded } from './line/scope.ts';
import { parseWhen } from './line/when.ts';
import { questionReport } from './report/question.ts';
import type { Report, TargetResult } from './report/report.ts';
import { tell, toResult } from './results.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';
import { type Allowance, unlimited, WOKEN_WITH } from './wake-budget.ts';

export const wakeCommand: CommandSpec = {
  name: 'wake',
  usage: 'wake <target> [--for <duration>] [--until <when>]',
  example: 'wake #42 --for 2h',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['for', 'until', 'json'],
  changes: true,
  run: runWake,
};

/** Wakes every target and what it needs; with an end, keeps what woke awake until then. */
async function runWake(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const keepUntil = endOf(command, context);
  const targets = await findTargets(context, command.words);
  if (targets.kind === 'question') return questionReport(command, targets, context.translateAlone);
  const permitted = permit(targets.apps, ['wake'], context);
  const limit = wakeLimitOf(context);
  // Without a limit nothing is waited for: who asks for its sleep next must find this wake under way.
  const allowance = limit === undefined ? unlimited(permitted.apps) : await takeBudget(permitted.apps, limit, context);
  const { granted, beyond, waitMs } = allowance;
  const overspent = beyond.map((app) => ({ app, error: overBudget([app], waitMs, context) }));
  let woken: readonly WakeResult[] = [];
  try {
    if (granted.length + permitted.refused.length === 0) throw overBudget(beyond, waitMs, context);
    woken = await wakeWithOthers(granted, targets.listing.apps, context);
  } finally {
    allowance.end(woken);
  }
  await context.watch.want(woken.flatMap(({ app, result }) => (isAwakeAlready(result) ? [app] : [])));
  const results: TargetResult[] = [];
  for (const { app, result } of woken) {
    const keeps = result.status === 'fulfilled' && keepUntil !== undefined;
    const keep = keeps ? { keep: await keepAwake(app, keepUntil, context) } : {};
    results.push(await toResult(app, result, context, keep));
  }
  // What came along with another app is awake, whoever may ask for it.
  const awake = new Set(woken.map(({ app }) => appKey(app)));
  const refused = [...permitted.refused, ...overspent].filter(({ app }) => !awake.has(appKey(app)));
  return { kind: 'operation', verb: 'wake', results: await withRefused(results, refused, targets.apps, context) };
}

/** It ran when it was asked for: who was told that it is about to sleep has said no. */
function isAwakeAlready(result: WakeResult['result']): boolean {
  return result.status === 'fulfilled' && ['already_awake', 'deployed'].includes(result.value.reason);
}

/** What runs already costs nothing, as far as the list that is remembered knows; the outcome tells for sure. */
async function takeBudget(apps: readonly App[], limit: number, context: CommandContext): Promise<Allowance> {
  const { engine, requester, wakeBudget } = context;
  const statuses = await Promise.all(apps.map((app) => engine.statusOf(app)));
  const running = new Set(apps.filter((_app, index) => statuses[index] === 'running'));
  const isFree = (app: App) => running.has(app) || engine.findOperation(appKey(app))?.kind === 'wake';
  return wakeBudget.take({ actor: requester.actor, apps, limit, isFree });
}

/** The apps that were asked for, what of their groups is asleep, and what any of them needs. */
async function wakeWithOthers(
  asked: readonly App[],
  all: readonly App[],
  context: CommandContext,
): Promise<readonly WakeResult[]> {
  const others = othersOfGroups(asked, all, context);
  const asleep = others.length === 0 ? [] : await whichAsleep(others, context);
  const keys = new Set(asked.map(appKey));
  const { expectDeployment, waitFor } = context;
  const waiting = { ...(waitFor && { until: waitFor }), ...(expectDeployment && { expectDeployment }) };
  return wakeMany(context.engine, [...asked, ...asleep], {
    requester: context.requester,
    targetFor: (app) => ({
      app,
      options: {
        ...wakeOptionsOf(ruleFor(app, context.config)?.rule),
        ...waiting,
        ...(!keys.has(appKey(app)) && { reason: WOKEN_WITH }),
      },
      needs: needsOf(app, all, context),
    }),
    onProgress: (app, progress) => tell(context, 'wake', app, progress),
  });
}

/** The other members of the groups of these apps: a group sleeps and wakes as one. */
function othersOfGroups(asked: readonly App[], all: readonly App[], { policy }: CommandContext): readonly App[] {
  const keys = new Set(asked.map(appKey));
  const groups = new Set(asked.flatMap((app) => policy.termsOf(app).group ?? []));
  return all.filter((app) => !keys.has(appKey(app)) && groups.has(policy.termsOf(app).group ?? ''));
}

/** What Paastis put to sleep; what somebody else stopped stays down. */
async function whichAsleep(apps: readonly App[], { engine }: CommandContext): Promise<readonly App[]> {
  const statuses = await Promise.all(apps.map((app) => engine.statusOf(app)));
  return apps.filter((_app, index) => statuses[index] === 'asleep');
}

function endOf({ options }: ParsedCommand, { clock, config }: CommandContext): Date | undefined {
  const now = clock.now();
  if (options.forMs !== undefined) return new Date(now.getTime() + options.forMs);
  return options.until === undefined ? undefined : parseWhen(options.until, now, config.timezone);
}

/** The apps that a rule says are needed; a name that matches nothing here is not needed here. */
function needsOf(app: App, apps: readonly App[], { config, log }: CommandContext): readonly App[] {
  const needs = ruleFor(app, config)?.rule.needs ?? [];
  return needs.flatMap((need) => {
    const found = findNeeded(need, app, apps, config);
    if (found.length === 0) log.warn({ app: appRef(app), need }, 'a needed app was not found');
    return found;
  });
}
