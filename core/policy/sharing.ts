import { type AppKey, appKey, appRef } from '../model/app.ts';
import { type Decision, type DecisionReason, decisionReasons } from './decision.ts';
import type { Facts } from './facts.ts';
import { createNeeds } from './needs.ts';
import type { Policy } from './policy.ts';
import { type Effect, type SharedSignal, signalsOf } from './signals.ts';

/** From an app to those that must be awake while it is in use: its group, as a node of its own, and what it needs. */
export type Followers = ReadonlyMap<string, readonly string[]>;

type FactsByKey = ReadonlyMap<AppKey, Facts>;
type Shared = ReadonlyMap<AppKey, readonly SharedSignal[]>;

export interface Sharing {
  readonly byKey: FactsByKey;
  readonly followers: Followers;
}

/** Where a source of an effect has never been seen in use. */
const NEVER_SEEN = new Date(0).toISOString();

export function findFollowers(byKey: FactsByKey, policy: Policy): Followers {
  const apps = [...byKey.values()].map(({ app }) => app);
  const followers = new Map<string, string[]>();
  const link = (from: string, to: string) => {
    const known = followers.get(from);
    if (known === undefined) followers.set(from, [to]);
    else known.push(to);
    if (!followers.has(to)) followers.set(to, []);
  };
  let needsOf: ReturnType<typeof createNeeds> | undefined;
  for (const app of apps) {
    const { group, needs } = policy.termsOf(app);
    const key = appKey(app);
    if (group !== undefined) {
      link(key, `@${group}`);
      link(`@${group}`, key);
    }
    if (needs.length === 0) continue;
    needsOf ??= createNeeds(apps, policy);
    for (const needed of needsOf(app)) link(key, appKey(needed));
  }
  return followers;
}

/** Apps that are bound to each other by a group or by needs, each set once; an app that is alone is a set of its own. */
export function findSets(all: readonly Facts[], policy: Policy): readonly (readonly Facts[])[] {
  const byKey = new Map(all.map((facts) => [appKey(facts.app), facts]));
  const followers = findFollowers(byKey, policy);
  const bound = new Map([...followers].map(([node, next]) => [node, [...next]]));
  for (const [node, next] of followers) for (const follower of next) bound.get(follower)?.push(node);
  const visited = new Set<string>();
  return [...byKey.keys()].flatMap((start) => {
    const set: Facts[] = [];
    const queue = [start];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (visited.has(node)) continue;
      visited.add(node);
      set.push(...[byKey.get(node) ?? []].flat());
      queue.push(...(bound.get(node) ?? []));
    }
    return set.length === 0 ? [] : [set];
  });
}

/** The latest use of another app that counts for an app. */
export function shareSignals({ byKey, followers }: Sharing): Shared {
  const latest = new Map(
    [...byKey]
      .filter(([key]) => followers.has(key))
      .map(([key, facts]) => [key, signalsOf(facts, [])[0]?.at ?? NEVER_SEEN] as const),
  );
  const sources = [...latest]
    .map(([key, at]) => ({ key, ms: Date.parse(at) }))
    .sort((a, b) => b.ms - a.ms)
    .map(({ key }) => key);
  return new Map(
    [...flood(followers, sources)].flatMap(([key, source]) => {
      const facts = byKey.get(source);
      if (facts === undefined || !byKey.has(key)) return [];
      return [[key, [{ kind: 'group', at: latest.get(source) ?? NEVER_SEEN, ref: appRef(facts.app) }]] as const];
    }),
  );
}

export interface Deciding extends Sharing {
  readonly decisions: ReadonlyMap<AppKey, Decision>;
  readonly signals: Shared;
  readonly now: Date;
}

/** The same signals, with what the sources ask of those that follow them. */
export function shareEffects({ byKey, followers, decisions, signals, now }: Deciding): Shared {
  const effects = new Map<AppKey, Effect>();
  for (const [key, facts] of byKey) {
    const decision = decisions.get(key);
    const effect = followers.has(key) && decision ? effectOf(facts, decision, now) : undefined;
    if (effect !== undefined) effects.set(key, effect);
  }
  const reached = flood(
    followers,
    [...effects].sort(([, a], [, b]) => rankOf(a) - rankOf(b)).map(([key]) => key),
  );
  return new Map(
    [...signals].map(([key, own]) => {
      const source = reached.get(key);
      const effect = source === undefined ? undefined : effects.get(source);
      const facts = source === undefined ? undefined : byKey.get(source);
      if (effect === undefined || facts === undefined) return [key, own];
      return [key, withEffect(own, facts, effect)];
    }),
  );
}

function withEffect(own: readonly SharedSignal[], source: Facts, effect: Effect): readonly SharedSignal[] {
  const ref = appRef(source.app);
  const at = signalsOf(source, [])[0]?.at ?? NEVER_SEEN;
  return [...own.filter((signal) => signal.ref !== ref), { kind: 'group', at, ref, effect }];
}

/** None: the app is asleep or about to be, does not count, or goes along with whatever the others do. */
function effectOf(facts: Facts, decision: Decision, now: Date): Effect | undefined {
  const { snooze, status, operation } = facts;
  if (snooze !== undefined && Date.parse(snooze.until) > now.getTime()) {
    return { kind: 'hold', reason: 'kept', until: snooze.until };
  }
  if (!decision.managed || operation?.kind === 'sleep') return undefined;
  if (decision.action === 'wake') return { kind: 'wake' };
  if (status === 'asleep' || status === 'stopped' || status === 'falling_asleep') return undefined;
  if (status === 'new' || status === 'blocked' || decision.action === 'sleep') return undefined;
  if (decision.action === 'look') return { kind: 'look' };
  return { kind: 'hold', reason: heldReason(decision.reason), ...(decision.lookAt && { until: decision.lookAt }) };
}

/** What cannot be told about one app is unknown about those that it uses. */
function heldReason(reason: DecisionReason): DecisionReason {
  return reason === 'not_measurable' || reason === 'unknown_state' ? 'unknown' : reason;
}

/** Reasons in the order of precedence; to be woken comes before all of them, to be read after. */
function rankOf(effect: Effect): number {
  if (effect.kind === 'wake') return -1;
  return effect.kind === 'look' ? decisionReasons.length : decisionReasons.indexOf(effect.reason);
}

/**
 * For every node the first of the sources that it follows, near or far, but not itself. Each node is visited for two
 * sources at most, so that even one group of all apps costs no more than its size.
 */
function flood(followers: Followers, sources: readonly string[]): ReadonlyMap<string, string> {
  const reached = new Map<string, string[]>();
  for (const source of sources) {
    const queue = [source];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      const known = reached.get(node) ?? [];
      if (known.length >= 2 || known.includes(source)) continue;
      known.push(source);
      reached.set(node, known);
      queue.push(...(followers.get(node) ?? []));
    }
  }
  return new Map(
    [...reached].flatMap(([node, known]) => {
      const other = known.find((source) => source !== node);
      return other === undefined ? [] : [[node, other] as const];
    }),
  );
}
