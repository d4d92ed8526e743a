import { wakeMany } from '../engine/wake-many.ts';
import { wakeOptionsOf } from '../engine/wake-options.ts';
import { UserError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { sameRegion } from '../model/region.ts';
import { ruleFor } from '../policy/rules.ts';
import { permit, withRefused } from './access.ts';
import { findTargets } from './find-targets.ts';
import { keepAwake } from './keep-awake.ts';
import { resolveTargets } from './line/target.ts';
import { parseWhen } from './line/when.ts';
import { questionReport } from './report/question.ts';
import type { Report, TargetResult } from './report/report.ts';
import { tell, toResult } from './results.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

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
  if (targets.kind === 'question') return questionReport(command, targets, context.translate);
  const { apps: asked, refused } = permit(targets.apps, ['wake'], context);
  const others = othersOfGroups(asked, targets.listing.apps, context);
  const apps = others.length === 0 ? asked : [...asked, ...(await whichAsleep(others, context))];
  const woken = await wakeMany(context.engine, apps, {
    requester: context.requester,
    targetFor: (app) => ({
      app,
      options: wakeOptionsOf(ruleFor(app, context.config)?.rule),
      needs: needsOf(app, targets.listing.apps, context),
    }),
    onProgress: (app, progress) => tell(context, 'wake', app, progress),
  });
  const results: TargetResult[] = [];
  for (const { app, result } of woken) {
    const keeps = result.status === 'fulfilled' && keepUntil !== undefined;
    const keep = keeps ? { keep: await keepAwake(app, keepUntil, context) } : {};
    results.push(await toResult(app, result, context, keep));
  }
  return { kind: 'operation', verb: 'wake', results: await withRefused(results, refused, targets.apps, context) };
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
    try {
      const found = resolveTargets(need, apps, config.rules);
      return found.kind === 'apps'
        ? found.apps
        : found.candidates.filter(({ region }) => sameRegion(region, app.region));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log.warn({ app: appRef(app), need }, 'a needed app was not found');
      return [];
    }
  });
}
