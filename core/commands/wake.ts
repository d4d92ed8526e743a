import type { WakeOptions } from '../engine/wake.ts';
import { wakeMany } from '../engine/wake-many.ts';
import { UserError } from '../errors.ts';
import { type App, appRef } from '../model/app.ts';
import { sameRegion } from '../model/region.ts';
import { ruleFor } from '../policy/rules.ts';
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
  const woken = await wakeMany(context.engine, targets.apps, {
    requester: context.requester,
    targetFor: (app) => ({
      app,
      options: wakeOptions(app, context),
      needs: needsOf(app, targets.listing.apps, context),
    }),
    onProgress: (app, progress) => tell(context, 'wake', app, progress),
  });
  const results: TargetResult[] = [];
  for (const { app, result } of woken) {
    const kept = result.status === 'fulfilled' ? keepUntil : undefined;
    const keep = kept === undefined ? {} : { keep: await keepAwake(app, kept, context) };
    results.push(await toResult(app, result, context, keep));
  }
  return { kind: 'operation', verb: 'wake', results };
}

function endOf({ options }: ParsedCommand, { clock, config }: CommandContext): Date | undefined {
  const now = clock.now();
  if (options.forMs !== undefined) return new Date(now.getTime() + options.forMs);
  return options.until === undefined ? undefined : parseWhen(options.until, now, config.timezone);
}

function wakeOptions(app: App, { config }: CommandContext): WakeOptions {
  const rule = ruleFor(app, config)?.rule;
  return {
    ...(rule?.formation && { formation: rule.formation }),
    ...(rule?.ready && { readyPath: rule.ready.path, timeoutMs: rule.ready.timeoutMs }),
  };
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
