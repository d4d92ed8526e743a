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

/** Everything that counts as use of the app, the latest first. */
export function signalsOf(facts: Facts, shared: readonly Signal[]): readonly Signal[] {
  // Each instant is read once, in place by insertion: this is most of what deciding costs.
  const signals: Signal[] = [];
  const instantsMs: number[] = [];
  const add = (kind: Signal['kind'], at: string | undefined, ref?: string) => {
    if (at === undefined) return;
    const ms = Date.parse(at);
    let place = signals.length;
    while (place > 0 && (instantsMs[place - 1] ?? 0) < ms) place--;
    signals.splice(place, 0, ref === undefined ? { kind, at } : { kind, at, ref });
    instantsMs.splice(place, 0, ms);
  };
  for (const { kind, at, ref } of shared) add(kind, at, ref);
  add('request', lastRequestOf(facts));
  add('deployment', facts.app.lastDeployedAt);
  add('wake', facts.wokenAt.at(-1));
  add('ready', facts.readySinceAt);
  add('keep', facts.snooze?.at);
  return signals;
}

function lastRequestOf({ lastRequestAt, reading }: Facts): string | undefined {
  const read = reading?.known === true ? reading.lastRequestAt : undefined;
  if (read === undefined || lastRequestAt === undefined || read === lastRequestAt) return read ?? lastRequestAt;
  return Date.parse(read) > Date.parse(lastRequestAt) ? read : lastRequestAt;
}
