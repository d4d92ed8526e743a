import type { Outcome } from '../engine/operation.ts';
import type { Progress } from '../engine/progress.ts';
import type { SleepOptions } from '../engine/sleep.ts';
import type { WakeOptions } from '../engine/wake.ts';
import { wakeMany } from '../engine/wake-many.ts';
import { UserError } from '../errors.ts';
import { formatInstant } from '../i18n/format.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { ruleFor } from '../policy/rules.ts';
import { type CommandContext, findTargets } from './context.ts';
import type { ParsedCommand } from './line/parse.ts';
import { resolveTargets } from './line/target.ts';
import { parseWhen } from './line/when.ts';
import { type Ending, targetResult } from './report/outcome.ts';
import { questionReport } from './report/question.ts';
import type { Report, TargetResult } from './report/report.ts';

type Settled = PromiseSettledResult<Outcome>;

/** Wakes every target and what it needs; with an end, keeps what woke awake until then. */
export async function runWake(command: ParsedCommand, context: CommandContext): Promise<Report> {
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
    const keep =
      result.status === 'fulfilled' && keepUntil !== undefined ? await keepAwake(app, keepUntil, context) : {};
    results.push(await toResult(app, result, context, keep));
  }
  return { kind: 'operation', verb: 'wake', results };
}

/** Puts every target to sleep, side by side; one that is refused keeps nothing from the others. */
export async function runSleep(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const targets = await findTargets(context, command.words);
  if (targets.kind === 'question') return questionReport(command, targets, context.translate);
  const settled = await Promise.allSettled(
    targets.apps.map((app) =>
      context.engine.sleep(app, sleepOptions(app, command, context), {
        ...context.requester,
        onProgress: (progress) => tell(context, 'sleep', app, progress),
      }),
    ),
  );
  const results: TargetResult[] = [];
  for (const [index, app] of targets.apps.entries()) {
    const result = settled[index];
    if (result !== undefined) results.push(await toResult(app, result, context, {}));
  }
  return { kind: 'operation', verb: 'sleep', results };
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

function sleepOptions(app: App, { options }: ParsedCommand, { config }: CommandContext): SleepOptions {
  const rule = ruleFor(app, config)?.rule;
  return { force: options.force, ...(rule?.protect === true && { protectedBy: rule.match }) };
}

/** The apps that a rule says are needed; a name that matches nothing here is not needed here. */
function needsOf(app: App, apps: readonly App[], { config, log }: CommandContext): readonly App[] {
  const needs = ruleFor(app, config)?.rule.needs ?? [];
  return needs.flatMap((need) => {
    try {
      const found = resolveTargets(need, apps, config.rules);
      return found.kind === 'apps' ? found.apps : found.candidates.filter(({ region }) => region === app.region);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      log.warn({ app: appRef(app), need }, 'a needed app was not found');
      return [];
    }
  });
}

function tell(context: CommandContext, verb: 'wake' | 'sleep', app: App, progress: Progress): void {
  context.onProgress?.({
    ref: appRef(app),
    name: app.name,
    verb,
    phase: progress.phase,
    text: context.translate(`phase.${progress.phase}`),
    elapsedMs: progress.elapsedMs,
    ...(progress.estimate && { estimate: progress.estimate }),
  });
}

type Keep = { readonly keep?: { readonly until: string; readonly text: string } };

async function keepAwake(app: App, until: Date, context: CommandContext): Promise<Keep> {
  const { audit, clock, config, requester, translate } = context;
  const { actor, entryPoint } = requester;
  const [key, ref, at] = [appKey(app), appRef(app), clock.now()];
  const untilText = until.toISOString();
  await audit.keep(
    [
      {
        name: 'app_kept',
        app: { key, ref },
        actor,
        entryPoint,
        reason: untilText,
        correlationId: audit.newCorrelationId(),
      },
    ],
    [{ put: 'snooze', record: { v: 1, key, ref, until: untilText, actor, at: at.toISOString() } }],
  );
  return {
    keep: { until: untilText, text: formatInstant(untilText, { translate, timezone: config.timezone, now: at }) },
  };
}

async function toResult(app: App, result: Settled, context: CommandContext, keep: Keep): Promise<TargetResult> {
  const { engine, translate } = context;
  if (result.status === 'fulfilled') {
    const { before, after, durationMs, joined } = result.value;
    const target = { app: result.value.app, before, after, durationMs, ...(joined && { joined }), ...keep };
    return targetResult({ ...target, outcome: endingOf(result.value) }, translate);
  }
  const status = await engine.statusOf(app);
  const outcome = { kind: 'failed', error: result.reason } as const;
  return targetResult({ app, before: status, after: status, durationMs: 0, outcome }, translate);
}

function endingOf({ reason, formation, source }: Outcome): Ending {
  const ran = formation ?? {};
  if (reason === 'woken') return { kind: 'woken', source: source ?? 'assumed', formation: ran };
  if (reason === 'slept') return { kind: 'slept', formation: ran };
  return { kind: reason };
}
