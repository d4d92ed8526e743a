import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import { instantMs } from '../model/instant.ts';
import { type Decision, type DecisionReason, decisionReasons } from './decision.ts';
import type { Facts } from './facts.ts';
import { createNeeds } from './needs.ts';
import type { Policy } from './policy.ts';
import { type Effect, lastUseOf, neverSeen, type SharedSignal } from './signals.ts';

/** From an app to those that must be awake while it is in use: its group, as a node of its own, and what it needs. */
export type Followers = ReadonlyMap<string, readonly string[]>;

type FactsByKey = ReadonlyMap<AppKey, Facts>;

interface WithApp {
  readonly app: App;
}
type Shared = ReadonlyMap<AppKey, readonly SharedSignal[]>;

export interface Sharing {
  readonly byKey: FactsByKey;
  readonly followers: Followers;
}

export function findFollowers(byKey: ReadonlyMap<AppKey, WithApp>, policy: Policy): Followers {
  const followers = new Map<string, string[]>();
  const link = (from: string, to: string) => {
    const known = followers.get(from);
    if (known === undefined) followers.set(from, [to]);
    else known.push(to);
    if (!followers.has(to)) followers.set(to, []);
  };
  let needsOf: ReturnType<typeof createNeeds> | undefined;
  for (const [key, { app }] of byKey) {
    const { group, needs } = policy.termsOf(app);
    if (group !== undefined) {
      link(key, `@${group}`);
      link(`@${group}`, key);
    }
    if (needs.length === 0) continue;
    needsOf ??= createNeeds(
      Array.from(byKey.values(), (known) => known.app),
      policy,
    );
    for (const needed of needsOf(app)) link(key, appKey(needed));
  }
  return followers;
}

/** Apps that are bound to each other by a group or by needs, each set once; an app that is alone is a set of its own. */
export function findSets<T extends WithApp>(all: readonly T[], policy: Policy): readonly (readonly T[])[] {
  return setsFrom(all, policy, all);
}

/** Of all of these the ones asked about and those bound to any of them, in the order of all: it decides between ties. */
export function findBound<T extends WithApp>(
  all: readonly T[],
  policy: Policy,
  asked: readonly WithApp[],
): readonly T[] {
  const bound = new Set(setsFrom(all, policy, asked).flat());
  return all.filter((one) => bound.has(one));
}

function setsFrom<T extends WithApp>(
  all: readonly T[],
  policy: Policy,
  starts: readonly WithApp[],
): readonly (readonly T[])[] {
  const byKey = new Map(all.map((one) => [appKey(one.app), one]));
  const bound = boundBy(findFollowers(byKey, policy));
  const visited = new Set<string>();
  return starts.flatMap(({ app }) => {
    const set: T[] = [];
    const queue: string[] = [appKey(app)];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      if (visited.has(node)) continue;
      visited.add(node);
      const one = byKey.get(node);
      if (one !== undefined) set.push(one);
      queue.push(...(bound.get(node) ?? []));
    }
    return set.length === 0 ? [] : [set];
  });
}

/** In both directions: who sleeps with whom. */
function boundBy(followers: Followers): Followers {
  const bound = new Map(Array.from(followers, ([node, next]) => [node, [...next]]));
  for (const [node, next] of followers) for (const follower of next) bound.get(follower)?.push(node);
  return bound;
}

/** The latest use of another app that counts for an app. */
export function shareSignals({ byKey, followers }: Sharing): Shared {
  const signals = new Map<AppKey, readonly SharedSignal[]>();
  if (followers.size === 0) return signals;
  const uses = new Map<AppKey, { readonly at: string; readonly ms: number }>();
  for (const [key, facts] of byKey) {
    if (followers.has(key)) uses.set(key, lastUseOf(facts) ?? neverSeen);
  }
  const sources = [...uses].sort(([, a], [, b]) => b.ms - a.ms).map(([key]) => key);
  for (const [key, source] of flood(followers, sources)) {
    const facts = byKey.get(source);
    if (facts === undefined || !byKey.has(key)) continue;
    signals.set(key, [{ kind: 'group', at: (uses.get(source) ?? neverSeen).at, ref: appRef(facts.app) }]);
  }
  return signals;
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
    const decision = followers.has(key) ? decisions.get(key) : undefined;
    const effect = decision && effectOf(facts, decision, now);
    if (effect !== undefined) effects.set(key, effect);
  }
  if (effects.size === 0) return signals;
  const ranked = Array.from(effects, ([key, effect]) => ({ key, rank: rankOf(effect) })).sort(
    (a, b) => a.rank - b.rank,
  );
  const reached = flood(
    followers,
    ranked.map(({ key }) => key),
  );
  const shared = new Map<AppKey, readonly SharedSignal[]>();
  for (const [key, own] of signals) {
    const source = reached.get(key) ?? '';
    const [effect, facts] = [effects.get(source), byKey.get(source)];
    shared.set(key, effect === undefined || facts === undefined ? own : withEffect(own, facts, effect));
  }
  return shared;
}

function withEffect(own: readonly SharedSignal[], source: Facts, effect: Effect): readonly SharedSignal[] {
  const ref = appRef(source.app);
  const { at } = lastUseOf(source) ?? neverSeen;
  return [...own.filter((signal) => signal.ref !== ref), { kind: 'group', at, ref, effect }];
}

/** None: the app is asleep or about to be, does not count, or goes along with whatever the others do. */
function effectOf(facts: Facts, decision: Decision, now: Date): Effect | undefined {
  const { snooze, status, operation } = facts;
  if (snooze !== undefined && instantMs(snooze.until) > now.getTime()) {
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
  const first = new Map<string, string>();
  const second = new Map<string, string>();
  const take = (node: string, source: string): boolean => {
    const known = first.get(node);
    if (known === undefined) first.set(node, source);
    else if (known === source || second.has(node)) return false;
    else second.set(node, source);
    return true;
  };
  for (const source of sources) {
    if (!take(source, source)) continue;
    const queue = [source];
    for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
      for (const next of followers.get(node) ?? []) if (take(next, source)) queue.push(next);
    }
  }
  const reached = new Map<string, string>();
  for (const [node, source] of first) {
    const other = source === node ? second.get(node) : source;
    if (other !== undefined) reached.set(node, other);
  }
  return reached;
}
