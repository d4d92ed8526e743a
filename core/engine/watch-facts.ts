import { type App, appKey, appRef } from '../model/app.ts';
import type { Reading } from '../policy/facts.ts';
import type { WatchRecord } from '../store/records.ts';

/** Wakes older than this say nothing about flapping or fights. */
const DAY_MS = 24 * 60 * 60_000;

const MOST_WAKES = 20;
const MOST_UNDONE = 10;

/** Two looks further apart than this are a pause: what ran between them was not seen. */
const SEEN_GAP_MS = 3 * 60_000;

/** Looks at an app that is down are written this often: each minute would wear out a disk for nothing. */
const SEEN_RESOLUTION_MS = 10 * 60_000;

/** States in which an app goes on running, as far as its idle clock is concerned. */
const passing: readonly App['status'][] = ['deploying', 'scaling', 'unknown'];

/** Brings what is known of an app up to date with its line of a list. */
export function mergeApp(record: WatchRecord | undefined, app: App): WatchRecord {
  const readySinceAt = readySince(record, app);
  const known = record === undefined ? emptyRecord(app) : dropOutdated(record, app);
  const { readySinceAt: _before, ...rest } = known;
  return {
    ...rest,
    ref: appRef(app),
    app: withReview(app, record),
    ...(readySinceAt !== undefined && { readySinceAt }),
  };
}

/** Lists tell the pull request's number only; what was read about it apart from them still holds. */
function withReview(app: App, record: WatchRecord | undefined): App {
  const known = record?.app.review;
  if (app.review === undefined || known?.pullRequest !== app.review.pullRequest) return app;
  return { ...app, review: { ...known, ...app.review } };
}

function emptyRecord(app: App): WatchRecord {
  return { v: 1, key: appKey(app), ref: appRef(app), app, wokenAt: [], undoneAt: [] };
}

/**
 * An app first seen running may have run for months: its idle clock starts when it was last deployed, else a restart
 * without a store would keep every app awake. One that we see come up starts when it does.
 */
function readySince(record: WatchRecord | undefined, app: App): string | undefined {
  if (passing.includes(app.status)) return record?.readySinceAt;
  if (app.status !== 'running') return undefined;
  if (record === undefined) return app.lastDeployedAt ?? app.createdAt;
  return record.readySinceAt ?? (record.app.status === 'running' ? undefined : app.readAt);
}

/** A deployment may have brought a web container: what could not be measured is worth another try. */
function dropOutdated(record: WatchRecord, app: App): WatchRecord {
  if (record.reading?.known !== false || record.app.lastDeployedAt === app.lastDeployedAt) return record;
  const { reading: _reading, lookAt: _lookAt, ...rest } = record;
  return rest;
}

/** Is there anything new but the instant of the look? */
export function sameRecord(one: WatchRecord, other: WatchRecord): boolean {
  return JSON.stringify(withoutLook(one)) === JSON.stringify(withoutLook(other));
}

/** Where an app is down the look itself is news: should somebody bring it back, its sleep counts up to there. */
function withoutLook({ app: { readAt, ...app }, uptime: _uptime, ...rest }: WatchRecord): unknown {
  const seen = app.status === 'stopped' ? Math.floor(Date.parse(readAt) / SEEN_RESOLUTION_MS) : 0;
  return { ...rest, app, seen };
}

/**
 * Takes a reading in. Where it covers the last request known so far it is the better witness: that one may turn out to
 * have been a monitor's.
 */
export function mergeReading(record: WatchRecord, reading: Reading): WatchRecord {
  if (!reading.known) return { ...record, reading };
  const { lastRequestAt: before, lookAt: _lookAt, ...rest } = record;
  const covered = before !== undefined && isLater(before, reading.since) && !isLater(before, reading.completeUntil);
  const lastRequestAt = covered ? reading.lastRequestAt : later(before, reading.lastRequestAt);
  return { ...rest, reading, ...(lastRequestAt !== undefined && { lastRequestAt }) };
}

/** The later of two instants, either of which may be missing. */
export function later(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isLater(one, other) ? one : other;
}

/** By their time, not by their letters: vendors leave out the milliseconds. */
export function isLater(at: string, than: string | undefined): boolean {
  return than === undefined || Date.parse(at) > Date.parse(than);
}

/** A wake of ours ended well at that instant. */
export function mergeWake(record: WatchRecord, at: string): WatchRecord {
  const { refused: _refused, ...rest } = record;
  return { ...rest, readySinceAt: at, wokenAt: ofLastDay([...record.wokenAt, at], at).slice(-MOST_WAKES) };
}

/** Nothing runs any more since then. */
export function mergeSleep(record: WatchRecord): WatchRecord {
  const { readySinceAt: _readySinceAt, refused: _refused, lookAt: _lookAt, ...rest } = record;
  return rest;
}

/** Somebody else brought back what we had put to sleep. */
export function mergeUndone(record: WatchRecord, at: string): WatchRecord {
  return { ...record, undoneAt: [...record.undoneAt, at].slice(-MOST_UNDONE) };
}

function ofLastDay(instants: readonly string[], now: string): string[] {
  const oldest = Date.parse(now) - DAY_MS;
  return instants.filter((instant) => Date.parse(instant) > oldest);
}

/** Counts the time since the last look as seen, and as run where the app ran at both ends. */
export function mergeUptime(record: WatchRecord, before: App | undefined, now: Date): WatchRecord {
  const sinceMs = before === undefined ? 0 : now.getTime() - Date.parse(before.readAt);
  const seenMs = sinceMs > 0 && sinceMs <= SEEN_GAP_MS ? sinceMs : 0;
  const uptime = record.uptime ?? { sinceAt: now.toISOString(), seenMs: 0, runningMs: 0 };
  const ran = record.app.status === 'running' && before?.status === 'running';
  const runningMs = uptime.runningMs + (ran ? seenMs : 0);
  return { ...record, uptime: { ...uptime, seenMs: uptime.seenMs + seenMs, runningMs } };
}

/** Between two tries of what was refused: soon at first, since most of what is in the way passes. */
const REFUSED_PAUSES_MS = [5 * 60_000, 15 * 60_000, 60 * 60_000] as const;

/** What was decided could not be done: tried again later, ever later while the reason stays the same. */
export function mergeRefusal(record: WatchRecord, reason: string, now: Date): WatchRecord {
  const times = record.refused?.reason === reason ? record.refused.times + 1 : 1;
  const pauseMs = REFUSED_PAUSES_MS[Math.min(times, REFUSED_PAUSES_MS.length) - 1] ?? 0;
  const until = new Date(now.getTime() + pauseMs).toISOString();
  return { ...record, refused: { at: now.toISOString(), until, reason, times } };
}
