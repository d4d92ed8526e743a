import type { Caller, ErrorReport, Report, TargetResult } from '../../core/index.ts';
import type { AppResult } from '../result.ts';
import type { Session } from './session.ts';

export type Verb = 'wake' | 'sleep';

/** Wakes or sleeps every target. */
export function operate(
  session: Pick<Session, 'paastis'>,
  verb: Verb,
  targets: readonly string[],
  caller: Caller,
): Promise<readonly AppResult[]> {
  return runEach(session, verb, targets, caller);
}

/** What would be done, from the state alone: nothing is touched. */
export async function operateDry(
  session: Pick<Session, 'paastis'>,
  verb: Verb,
  targets: readonly string[],
  caller: Caller,
): Promise<readonly AppResult[]> {
  const results = await runEach(session, 'status', targets, caller);
  return results.map((result) => withWould(result, verb));
}

/**
 * A line for every target: one that is unknown keeps nothing from the others. They join where they mean the same app, or
 * need it.
 */
async function runEach(
  { paastis }: Pick<Session, 'paastis'>,
  verb: Verb | 'status',
  targets: readonly string[],
  caller: Caller,
): Promise<readonly AppResult[]> {
  const answers = await Promise.all(
    targets.map(async (target) => resultsOf(await paastis.run(`${verb} ${quoted(target)}`, caller), target)),
  );
  return mergeResults(answers.flat());
}

const down: readonly string[] = ['asleep', 'stopped', 'crashed', 'falling_asleep'];

function withWould(result: AppResult, verb: Verb): AppResult {
  const isDown = down.includes(result.after);
  const would = result.error === undefined && isDown === (verb === 'wake');
  return would ? { ...result, would: verb } : result;
}

/** A name may hold blanks at Clever Cloud. */
export function quoted(target: string): string {
  return /\s/.test(target) ? `"${target.replaceAll('"', '')}"` : target;
}

/** What a report says of apps; an error is told of the target that it is about. */
export function resultsOf(report: Report, target: string): readonly AppResult[] {
  switch (report.kind) {
    case 'operation':
      return report.results.map(fromTarget);
    case 'list':
    case 'status':
      return report.apps.map((app) => ({
        ref: app.ref,
        name: app.name,
        provider: app.provider,
        region: app.region,
        before: app.status,
        after: app.status,
        changed: false,
        seconds: 0,
        reason: '',
        ...(app.url !== undefined && { url: app.url }),
        // What is down costs nothing now; what it costs awake is told of where it is known.
        ...((app.pricePerHour ?? 0) > 0 && { pricePerHour: app.pricePerHour }),
        ...(app.keepUntil !== undefined && { keepUntil: app.keepUntil }),
        ...(app.review !== undefined && { pullRequest: app.review.pullRequest }),
      }));
    case 'error':
    case 'question':
      return [failedTarget(target, report.error)];
    default:
      return [];
  }
}

function fromTarget({ formation: _formation, joined: _joined, ...result }: TargetResult): AppResult {
  return { ...result, ...placeOf(result.ref) };
}

/** Provider and region of a qualified name. */
export function placeOf(ref: string): { readonly provider: string; readonly region: string } {
  const [provider = '', region = ''] = ref.split('/');
  return { provider, region };
}

/** A target that means no app, or several. */
export function failedTarget(target: string, error: ErrorReport): AppResult {
  return {
    ref: target,
    name: target,
    provider: '',
    region: '',
    before: 'unknown',
    after: 'unknown',
    changed: false,
    seconds: 0,
    reason: error.message,
    error,
  };
}

/** One result an app: of two targets that mean the same, the one that did something tells. */
export function mergeResults(results: readonly AppResult[]): readonly AppResult[] {
  const byRef = new Map<string, AppResult>();
  for (const result of results) {
    const known = byRef.get(result.ref);
    if (known === undefined || (!known.changed && result.changed)) byRef.set(result.ref, result);
  }
  return [...byRef.values()];
}
