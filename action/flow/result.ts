import type { ErrorReport } from '../../core/index.ts';
import { statusOf } from '../outputs.ts';
import type { AppResult, RunResult } from '../result.ts';

/** How a run ended whose apps are known; what is told beside them comes along. */
export function resultOf(
  apps: readonly AppResult[],
  startedAt: Date,
  now: Date,
  { failed = apps.some(({ error }) => error !== undefined), notes = [], ...rest }: Extras = {},
): RunResult {
  return {
    ...rest,
    apps,
    status: statusOf(apps, failed),
    changed: apps.some(({ changed }) => changed),
    seconds: Math.max(0, Math.round((now.getTime() - startedAt.getTime()) / 100) / 10),
    notes,
  };
}

interface Extras extends Partial<Pick<RunResult, 'report' | 'notes' | 'gone'>> {
  /** Something asked for could not be done; default: an app has an error. */
  readonly failed?: boolean;
}

/** Nothing was done, and that is as it should be. */
export function skipped(note: string): RunResult {
  return { apps: [], status: 'skipped', changed: false, seconds: 0, notes: [note] };
}

/** Nothing could be done. */
export function failed(error: ErrorReport): RunResult {
  return { apps: [], status: 'failed', changed: false, seconds: 0, error, notes: [] };
}

/** A refusal is a decision with its reason; a run fails by it only where somebody asked for exactly that. */
export function isRefusal({ error }: Pick<AppResult, 'error'>): boolean {
  return error?.code === 'sleep_refused';
}

/** For a run that nobody watches: what was refused stays as it is, and is told with its reason instead of as a failure. */
export function asLeft(app: AppResult): AppResult {
  if (!isRefusal(app) || app.error === undefined) return app;
  const { error, ...rest } = app;
  return { ...rest, refused: true, reason: [error.message, error.remedy].filter((part) => part !== '').join(' ') };
}
