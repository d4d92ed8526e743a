import type { Facts, Reading } from '../../core/policy/facts.ts';
import { makeApp } from './make.ts';

/** Noon in Paris on a Monday. */
export const NOON = new Date('2026-11-23T11:00:00.000Z');

/** So many minutes before an instant, as stored; after it when negative. */
export function ago(minutes: number, now = NOON): string {
  return new Date(now.getTime() - minutes * 60_000).toISOString();
}

/** Figures that were read just now and tell of nobody, but for what the test is about. */
export function makeReading(facts: Partial<Extract<Reading, { known: true }>> = {}, now = NOON): Reading {
  return { known: true, at: ago(0, now), since: ago(180, now), completeUntil: ago(1, now), ...facts };
}

/** An app that runs since the day before and that nobody has used since, but for what the test is about. */
export function makeFacts(facts: Partial<Facts> = {}, now = NOON): Facts {
  return {
    app: makeApp(),
    status: 'running',
    readySinceAt: ago(1_440, now),
    formation: { web: { amount: 1, size: 'M' } },
    reading: makeReading({}, now),
    wokenAt: [],
    wakesMs: [],
    undoneAt: [],
    ...facts,
  };
}
