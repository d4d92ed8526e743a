import { formatDuration, lateness, type SweepReport, type SweptReport, type Translate } from '../../core/index.ts';
import { leftText } from '../render/sweep.ts';
import type { AppResult, RunResult } from '../result.ts';
import { createProgress } from '../telling/progress.ts';
import type { Reporter } from '../telling/reporter.ts';
import { placeOf } from './operate.ts';
import { asLeft, failed, resultOf } from './result.ts';
import { callerOf, type Session } from './session.ts';

/** GitHub's schedules are late by some minutes as a rule: less is not worth a word. */
const LATE_MS = 15 * 60_000;

interface Asked {
  /** What fired, as written in the workflow. */
  readonly cron?: string;
  /** The workflow's own command. */
  readonly line?: string;
}

/** One pass over all apps: what nobody uses and nobody works on sleeps. */
export async function sweepFlow(session: Session, { cron, line = 'sweep' }: Asked): Promise<RunResult> {
  const { actions, clock, inputs, translate } = session;
  const startedAt = clock.now();
  const late = latenessNote(session, cron);
  const caller = callerOf(session, createProgress(actions, translate));
  const report = await session.paastis.run(
    inputs.dryRun && !/\s--dry-run\b/.test(line) ? `${line} --dry-run` : line,
    caller,
  );
  if (report.kind === 'error') return failed(report.error);
  if (report.kind !== 'sweep') throw new Error(`A sweep answered ${report.kind}`);
  return sweepResult(report, startedAt, clock.now(), { notes: late, translate });
}

interface Telling {
  readonly notes: readonly string[];
  readonly translate: Translate;
}

function sweepResult(report: SweepReport, startedAt: Date, now: Date, { notes, translate }: Telling): RunResult {
  const apps = report.items.map((item) => asLeft(itemResult(item, translate)));
  const broken = report.failed.length > 0 || apps.some(({ error }) => error !== undefined);
  return resultOf(apps, startedAt, now, { failed: broken, report, notes });
}

function itemResult(item: SweptReport, translate: Translate): AppResult {
  const { ref, name, did, reason, before, after, seconds, url, pricePerHour, pullRequest, error } = item;
  const would = did === 'would_sleep' ? 'sleep' : did === 'would_wake' ? 'wake' : undefined;
  return {
    ref,
    name,
    ...placeOf(ref),
    before,
    after,
    changed: did === 'slept' || did === 'woken',
    seconds,
    reason: error?.message ?? didText({ did, reason }, translate),
    ...(url !== undefined && { url }),
    ...(pricePerHour !== undefined && { pricePerHour }),
    ...(would !== undefined && { would }),
    // Any other number may belong to another repository.
    ...(pullRequest?.url !== undefined && { pullRequest: pullRequest.number }),
    ...(error !== undefined && { error }),
  };
}

function didText({ did, reason }: Pick<SweptReport, 'did' | 'reason'>, translate: Translate): string {
  const because = leftText(reason, translate);
  return did === 'failed' ? because : translate(`action.sweep.${did}`, { reason: because });
}

/** The zone of a schedule is not in its event: it is UTC, or most likely that of the settings. */
function latenessNote({ clock, config, translate }: Session, cron: string | undefined): readonly string[] {
  const late = cron === undefined ? undefined : lateness(cron, clock.now(), ['UTC', config.timezone]);
  if (late === undefined || late.lateMs < LATE_MS) return [];
  const values = { duration: formatDuration(late.lateMs, translate), cron: cron ?? '', timezone: late.timezone };
  return [translate('action.sweep.late', values)];
}

/** The comments of the pull requests whose apps were slept or woken; where there is none, none is made. */
export async function tellSwept(reporter: Reporter, result: RunResult): Promise<void> {
  const changed = result.apps.filter(({ changed, pullRequest }) => changed && pullRequest !== undefined);
  const byNumber = Map.groupBy(changed, ({ pullRequest }) => pullRequest);
  // One after the other: GitHub asks for writes in a row.
  for (const [number, apps] of byNumber) await reporter.of(number).finish({ apps }, { quiet: true });
}
