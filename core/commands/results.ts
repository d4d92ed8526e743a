import type { Outcome, Requester } from '../engine/operation.ts';
import type { Progress } from '../engine/progress.ts';
import { OperationError } from '../errors.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { type Formation, isEmpty } from '../model/formation.ts';
import { type Ending, targetResult } from './report/outcome.ts';
import type { TargetResult } from './report/report.ts';
import type { CommandContext } from './spec.ts';

/** Tells whoever waits how far an app is. */
export function tell(context: CommandContext, verb: 'wake' | 'sleep', app: App, progress: Progress): void {
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

/** Tells whoever waits how many apps have been read. @param ref what the line is known by while it changes */
export function readingTeller(context: CommandContext, ref: string): (done: number, total: number) => void {
  const { clock, translate } = context;
  const startMs = clock.now().getTime();
  return (done, total) =>
    context.onProgress?.({
      ref,
      name: translate('idle.figures'),
      verb: 'read',
      phase: 'reading',
      text: translate('idle.progress', { done, total }),
      elapsedMs: clock.now().getTime() - startMs,
    });
}

/** Until when a woken app is kept awake, if somebody asked for that. */
export type Keep = { readonly keep?: { readonly until: string; readonly text: string } };

/** How one target ended, in words. */
export async function toResult(
  app: App,
  result: PromiseSettledResult<Outcome>,
  context: CommandContext,
  keep: Keep = {},
): Promise<TargetResult> {
  const { engine, requester, translate } = context;
  if (result.status === 'fulfilled') {
    const { before, after, durationMs, joined } = result.value;
    const pricePerHour = await pricePerHourOf(app, context, result.value.formation);
    const target = {
      app: result.value.app,
      before,
      after,
      durationMs,
      ...(joined && { joined }),
      pricePerHour,
      ...keep,
    };
    return targetResult({ ...target, outcome: endingOf(result.value, requester) }, translate);
  }
  const status = await engine.statusOf(app);
  const outcome = { kind: 'failed', error: result.reason } as const;
  const after = isOnItsWay(result.reason, status) ? 'waking' : status;
  return targetResult({ app, before: status, after, durationMs: 0, outcome }, translate);
}

/** Nobody waits for it any longer, but the provider was asked: what was read before that says nothing any more. */
function isOnItsWay(error: unknown, status: Outcome['before']): boolean {
  if (!(error instanceof OperationError) || error.code !== 'wake_timeout') return false;
  return ['asleep', 'stopped', 'crashed'].includes(status);
}

/**
 * EUR per hour of what runs of the app, or ran before it fell asleep. @param formation as the operation found it; left
 * out: as it is remembered
 */
export async function pricePerHourOf(
  app: App,
  { prices, store }: Pick<CommandContext, 'prices' | 'store'>,
  formation?: Formation,
): Promise<number | undefined> {
  const key = appKey(app);
  const found =
    formation ?? (await store.find('snapshot', key))?.formation ?? (await store.find('watch', key))?.formation;
  if (found === undefined || isEmpty(found)) return undefined;
  return prices.formationPerHour(app.region, found)?.perHour;
}

function endingOf({ reason, formation, source }: Outcome, { entryPoint }: Pick<Requester, 'entryPoint'>): Ending {
  const ran = formation ?? {};
  if (reason === 'woken') return { kind: 'woken', source: source ?? 'assumed', formation: ran };
  if (reason === 'requested') return { kind: 'requested', source: source ?? 'assumed', formation: ran };
  if (reason === 'slept') return { kind: 'slept', formation: ran };
  // That door has no memory: it may have been ours.
  if (reason === 'already_stopped' && entryPoint === 'github') return { kind: 'already_down' };
  return { kind: reason };
}
