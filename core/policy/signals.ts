import { instantMs } from '../model/instant.ts';
import type { DecisionReason, Signal } from './decision.ts';
import type { Facts } from './facts.ts';

/** What another app's state asks of this one: its group and what it needs sleep and wake as one. */
export type Effect =
  /** It stays awake, for this reason, at least until then. */
  | { readonly kind: 'hold'; readonly reason: DecisionReason; readonly until?: string }
  /** Its figures must be read before this one may sleep. */
  | { readonly kind: 'look' }
  /** It is being woken, and this one with it. */
  | { readonly kind: 'wake' };

/** A signal of another app that counts for this one. */
export interface SharedSignal extends Signal {
  readonly effect?: Effect;
}

/** The use of an app that was never seen in use: it may hold others awake, but it is no use that counts for them. */
export const neverSeen = { at: new Date(0).toISOString(), ms: 0 };

/** Everything that counts as use of the app, the latest first, and the instant of that one in ms. */
export interface Use {
  readonly signals: readonly Signal[];
  readonly latestMs: number | undefined;
}

export function useOf(facts: Facts, shared: readonly Signal[]): Use {
  // Each instant is read once, in place by insertion: this is most of what deciding costs.
  const signals: Signal[] = [];
  const instantsMs: number[] = [];
  const add = (signal: Signal) => {
    const ms = instantMs(signal.at);
    let place = signals.length;
    for (; place > 0; place--) {
      const [before, beforeMs] = [signals[place - 1], instantsMs[place - 1]];
      if (before === undefined || beforeMs === undefined || !(beforeMs < ms)) break;
      signals[place] = before;
      instantsMs[place] = beforeMs;
    }
    signals[place] = signal;
    instantsMs[place] = ms;
  };
  for (const { kind, at, ref } of shared) {
    if (at !== neverSeen.at) add(ref === undefined ? { kind, at } : { kind, at, ref });
  }
  eachOwn(facts, (kind, at, ref) => add(ref === undefined ? { kind, at } : { kind, at, ref }));
  return { signals, latestMs: instantsMs[0] };
}

/** When the app itself was last used. */
export function lastUseOf(facts: Facts): { readonly at: string; readonly ms: number } | undefined {
  let last: { readonly at: string; readonly ms: number } | undefined;
  eachOwn(facts, (_kind, at) => {
    const ms = instantMs(at);
    if (last === undefined || last.ms < ms) last = { at, ms };
  });
  return last;
}

function eachOwn(facts: Facts, tell: (kind: Signal['kind'], at: string, ref?: string) => void): void {
  const { app, pullRequest, readySinceAt, snooze, wokenAt } = facts;
  const requestedAt = lastRequestOf(facts);
  const wakeAt = wokenAt.at(-1);
  if (requestedAt !== undefined) tell('request', requestedAt);
  if (app.lastDeployedAt !== undefined) tell('deployment', app.lastDeployedAt);
  if (wakeAt !== undefined) tell('wake', wakeAt);
  if (readySinceAt !== undefined) tell('ready', readySinceAt);
  if (snooze !== undefined) tell('keep', snooze.at);
  if (pullRequest?.known === true && pullRequest.activeAt !== undefined) {
    tell('pull_request', pullRequest.activeAt, `#${pullRequest.number}`);
  }
}

function lastRequestOf({ lastRequestAt, reading }: Facts): string | undefined {
  const read = reading?.known === true ? reading.lastRequestAt : undefined;
  if (read === undefined || lastRequestAt === undefined || read === lastRequestAt) return read ?? lastRequestAt;
  return instantMs(read) > instantMs(lastRequestAt) ? read : lastRequestAt;
}
