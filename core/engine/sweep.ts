import type { Clock } from '../clock.ts';
import { type App, type AppKey, appKey } from '../model/app.ts';
import { decideAll } from '../policy/decide.ts';
import type { Decision } from '../policy/decision.ts';
import type { Facts } from '../policy/facts.ts';
import type { Policy } from '../policy/policy.ts';
import { findBound, findSets } from '../policy/sharing.ts';
import type { WatchRecord } from '../store/records.ts';
import type { SweepItem, WatchedApp } from './watch.ts';
import type { Acting, Decided } from './watch-act.ts';
import type { WatchMemory } from './watch-memory.ts';
import type { Trial } from './watch-trial.ts';

export interface SweepDeps {
  readonly memory: WatchMemory;
  readonly policy: () => Policy;
  readonly acting: Acting;
  readonly trial: Trial;
  readonly mode: () => 'observe' | 'enforce';
  readonly clock: Clock;
  readonly read: (record: WatchRecord, decision: Decision, options: { signal: AbortSignal }) => Promise<WatchRecord>;
}

export interface UnitOptions {
  readonly signal: AbortSignal;
  readonly dryRun?: boolean;
}

/** What holds for these apps now, or for all. */
export async function decideFor(
  { clock, memory, policy }: Pick<SweepDeps, 'clock' | 'policy' | 'memory'>,
  records?: readonly WatchRecord[],
): Promise<readonly WatchedApp[]> {
  const facts = await memory.facts(records);
  const decisions = decideAll(facts, policy(), clock.now());
  return facts.flatMap((known) => {
    const key = appKey(known.app);
    const decision = decisions.get(key);
    return decision === undefined ? [] : [{ key, facts: known, decision }];
  });
}

/** What holds for these apps and for those bound to them: nobody else has a say in it. */
export async function decideTogether(
  deps: Pick<SweepDeps, 'clock' | 'policy' | 'memory'>,
  asked: readonly WatchRecord[],
): Promise<readonly WatchedApp[]> {
  return decideFor(deps, findBound(deps.memory.all, deps.policy(), asked));
}

/** Apps that are bound to each other, by any of them. */
export function findUnits(watched: readonly WatchedApp[], policy: Policy): ReadonlyMap<AppKey, readonly App[]> {
  const sets = findSets(
    watched.map(({ facts }) => facts),
    policy,
  );
  return new Map(
    sets.flatMap((set) => {
      const unit = set.map(({ app }) => app);
      return unit.map((app) => [appKey(app), unit] as const);
    }),
  );
}

/** Figures that failed lately, and those of an app that would be asleep already, are not read again yet. */
export function isHeld({ lookAt }: Pick<WatchRecord, 'lookAt'>, now: Date): boolean {
  return lookAt !== undefined && Date.parse(lookAt) > now.getTime();
}

/** Reads what a decision about this unit waits for. @returns how many figures were read */
export async function readDue(deps: SweepDeps, unit: readonly App[], { signal }: UnitOptions): Promise<number> {
  const watched = await decideFor(deps, recordsOf(deps, unit));
  const due = watched.filter(({ key, decision }) => {
    const record = deps.memory.find(key);
    return decision.action === 'look' && record !== undefined && !isHeld(record, deps.clock.now());
  });
  await Promise.all(
    due.map(async ({ key, decision }) => {
      const record = deps.memory.find(key);
      if (record !== undefined) await deps.read(record, decision, { signal });
    }),
  );
  return due.length;
}

/** Decides for a unit whose figures were just read. */
export async function decideUnit(
  deps: SweepDeps,
  unit: readonly App[],
  readSince?: Date,
): Promise<readonly WatchedApp[]> {
  const facts = await deps.memory.facts(recordsOf(deps, unit));
  const now = deps.clock.now();
  const fresh = readSince === undefined ? facts : facts.map((known) => asOfNow(known, readSince, now));
  const decisions = decideAll(fresh, deps.policy(), now);
  return facts.flatMap((known) => {
    const key = appKey(known.app);
    const decision = decisions.get(key);
    return decision === undefined ? [] : [{ key, facts: known, decision }];
  });
}

/**
 * The members of a group are read one after the other, which may take longer than figures stay fresh: those read in the
 * same round count as fresh. Each is asked once more right before its own stop.
 */
function asOfNow(facts: Facts, readSince: Date, now: Date): Facts {
  const { reading } = facts;
  if (reading === undefined || Date.parse(reading.at) < readSince.getTime()) return facts;
  return { ...facts, reading: { ...reading, at: now.toISOString() } };
}

export function recordsOf({ memory }: Pick<SweepDeps, 'memory'>, unit: readonly App[]): readonly WatchRecord[] {
  return unit.flatMap((app) => memory.find(appKey(app)) ?? []);
}

/** Does what was decided for a unit, or notes what would have been done. */
export async function actOn(
  deps: SweepDeps,
  watched: readonly WatchedApp[],
  { signal, dryRun = false }: UnitOptions,
): Promise<readonly SweepItem[]> {
  const decided = watched.map(({ facts, decision }): Decided => ({ app: facts.app, facts, decision }));
  const actions = decided.filter(({ decision: { action } }) => action === 'sleep' || action === 'wake');
  const others = decided.filter((one) => !actions.includes(one)).map((one): SweepItem => ({ ...one, did: 'nothing' }));
  if (actions.length === 0) return others;
  if (!dryRun && deps.mode() === 'enforce') return [...(await deps.acting.act(actions, signal)), ...others];
  for (const one of actions) {
    if (!dryRun && one.decision.action === 'sleep') await deps.trial.open(one, signal);
  }
  const would = actions.map(
    (one): SweepItem => ({ ...one, did: one.decision.action === 'sleep' ? 'would_sleep' : 'would_wake' }),
  );
  return [...would, ...others];
}
