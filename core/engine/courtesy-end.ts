import type { AppKey } from '../model/app.ts';
import type { DecisionReason } from '../policy/decision.ts';
import type { CourtesyEnd, CourtesyNotice } from './courtesy.ts';
import type { CourtesyRecord } from './courtesy-record.ts';
import type { WatchedApp } from './watch.ts';
import { isLater } from './watch-facts.ts';

/** Long after its time nobody takes the sleep for the one that was announced. */
const LONGEST_DELAY_MS = 24 * 60 * 60_000;

export function isStale({ sleepsAt }: Pick<CourtesyNotice, 'sleepsAt'>, now: Date): boolean {
  return now.getTime() - Date.parse(sleepsAt) > LONGEST_DELAY_MS;
}

/** What passes by itself: then they sleep without another notice. */
const passing: readonly DecisionReason[] = [
  'announced',
  'operation',
  'deploying',
  'one_off',
  'unknown_state',
  'refused',
  'unknown',
  'pr_unknown',
  'unproven',
  'idle',
  'outside_hours',
  'pr_closed',
];

/** What is known of the apps of a notice now. */
export interface CourtesyFacts {
  readonly watched: ReadonlyMap<AppKey, WatchedApp>;
  /** When, and by whom, each of those was put to sleep that are asleep because of us. */
  readonly slept: ReadonlyMap<AppKey, { readonly at: string; readonly by: string }>;
  /** Its sleep or wake is about to begin. */
  readonly isBusy: (key: AppKey) => boolean;
  readonly mode: 'observe' | 'enforce';
  readonly now: Date;
}

type End = Omit<CourtesyEnd, 'id'>;

/** How a notice has ended, if it has: what keeps one of its apps awake ends it for all, else the last one asleep does. */
export function endOf(record: CourtesyRecord, facts: CourtesyFacts): CourtesyEnd | undefined {
  const end = findEnd(record, facts);
  return end && { id: record.notice.id, ...end };
}

function findEnd(record: CourtesyRecord, facts: CourtesyFacts): End | undefined {
  const all = record.apps.map((app) => ({ app, slept: sleptSince(record, app.key, facts) }));
  const known = all.filter(({ app, slept }) => slept !== undefined || facts.watched.has(app.key));
  if (known.length === 0) return { outcome: 'gone' };
  const awake = known.flatMap(({ app, slept }) => {
    const watched = facts.watched.get(app.key);
    return slept === undefined && watched !== undefined ? [{ watched, idleSinceAt: app.idleSinceAt }] : [];
  });
  if (awake.length === 0) return asleepEnd(known.flatMap(({ slept }) => slept ?? []));
  // Whatever was decided since: what has begun may still succeed.
  const underWay = ({
    watched: {
      key,
      facts: { operation },
    },
  }: Awake) => operation !== undefined || facts.isBusy(key);
  if (awake.some(underWay)) return undefined;
  if (facts.mode === 'observe') return { outcome: 'changed', reason: 'observe' };
  return keptEnd(awake) ?? usedEnd(awake) ?? changedEnd(awake) ?? failedEnd(record, awake, facts.now);
}

function sleptSince({ at }: CourtesyRecord, key: AppKey, { slept }: CourtesyFacts) {
  const known = slept.get(key);
  return known !== undefined && Date.parse(known.at) >= Date.parse(at) ? known : undefined;
}

interface Awake {
  readonly watched: WatchedApp;
  /** Since when it was unused when people were told. */
  readonly idleSinceAt: string | undefined;
}

function asleepEnd(slept: readonly { readonly at: string; readonly by: string }[]): End {
  const last = slept.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  const person = slept.find(({ by }) => isPerson(by))?.by;
  return { outcome: 'asleep', ...(last && { at: last.at }), ...(person !== undefined && { by: person }) };
}

function keptEnd(awake: readonly Awake[]): End | undefined {
  const kept = awake.filter(({ watched }) => watched.decision.reason === 'kept');
  if (kept.length === 0) return undefined;
  const snooze = kept.flatMap(({ watched }) => watched.facts.snooze ?? [])[0];
  return { outcome: 'kept', ...(snooze && { by: snooze.actor, until: snooze.until }) };
}

function usedEnd(awake: readonly Awake[]): End | undefined {
  const used = awake.flatMap(({ watched: { decision }, idleSinceAt }) => {
    const at = decision.idleSinceAt;
    return at !== undefined && isLater(at, idleSinceAt) ? [at] : [];
  });
  const last = used.toSorted((a, b) => Date.parse(a) - Date.parse(b)).at(-1);
  return last === undefined ? undefined : { outcome: 'used', at: last };
}

function changedEnd(awake: readonly Awake[]): End | undefined {
  const found = awake.find(({ watched }) => !passing.includes(watched.decision.reason));
  return found && { outcome: 'changed', reason: found.watched.decision.reason };
}

function failedEnd({ notice }: CourtesyRecord, awake: readonly Awake[], now: Date): End | undefined {
  const lateMs = now.getTime() - Date.parse(notice.sleepsAt);
  const refused = awake.find(({ watched }) => watched.decision.reason === 'refused');
  const late = isStale(notice, now) ? awake[0] : undefined;
  const found = lateMs < 0 ? undefined : (refused ?? late);
  if (found === undefined) return undefined;
  return { outcome: 'failed', reason: found.watched.facts.refused?.reason ?? found.watched.decision.reason };
}

/** Of a notice whose failure was told: is it of no use any more? */
export function isOver(record: CourtesyRecord, facts: CourtesyFacts): boolean {
  const outcome = findEnd(record, facts)?.outcome;
  return (outcome !== undefined && outcome !== 'failed') || isStale(record.notice, facts.now);
}

/** Not a rule, nor Paastis itself. */
export function isPerson(actor: string): boolean {
  return /^(slack|github|terminal):/.test(actor);
}
