import type { SimApp } from './state.ts';

const MINUTE_MS = 60_000;

/** Statistics reach back this many hours at most. */
const LONGEST_HOURS = 72;

/** Counts a request served at this instant. */
export function countRequest(app: SimApp, atMs: number, count = 1): void {
  const minute = Math.floor(atMs / MINUTE_MS);
  app.requests.set(minute, (app.requests.get(minute) ?? 0) + count);
  for (const oldest of app.requests.keys()) {
    if (oldest >= minute - LONGEST_HOURS * 60) break;
    app.requests.delete(oldest);
  }
}
