import type { Clock } from '../../../clock.ts';
import type { Ids } from './ids.ts';

/** One line of an app's access log. */
export interface Visit {
  readonly id: string;
  readonly atMs: number;
  readonly status: number;
  readonly path: string;
  readonly method: string;
  /** Whose request it is; default: one address for all, from the blocks reserved for documentation. */
  readonly ip?: string;
  /** TCP and SSH entries carry no `http`, and no status code is counted for them. */
  readonly kind: 'http' | 'tcp';
}

const HOUR_MS = 3_600_000;
/** Access logs are kept this long. */
const RETENTION_MS = 7 * 24 * HOUR_MS;
/** Per app; a sandbox left open must not grow for ever. */
const REMEMBERED_VISITS = 20_000;

/** What was asked of each app's public side, in the order of the instants. */
export class Visits {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly #byApp = new Map<string, Visit[]>();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  add(appId: string, visit: Partial<Omit<Visit, 'id'>> = {}): void {
    const visits = this.#byApp.get(appId) ?? [];
    visits.push({
      id: this.#ids(),
      atMs: this.#clock.now().getTime(),
      status: 200,
      path: '/',
      method: 'GET',
      kind: 'http',
      ...visit,
    });
    visits.sort((a, b) => a.atMs - b.atMs);
    this.#byApp.set(appId, visits.slice(-REMEMBERED_VISITS));
  }

  /** Kept entries from `sinceMs` on and before `untilMs`, old enough to have been ingested. */
  list(appId: string, sinceMs: number, untilMs: number, lagMs: number): Visit[] {
    const now = this.#clock.now().getTime();
    const from = Math.max(sinceMs, now - RETENTION_MS);
    const visits = this.#byApp.get(appId) ?? [];
    return visits.filter(({ atMs }) => atMs >= from && atMs < untilMs && atMs + lagMs <= now);
  }

  /** Counts by status code between two instants, for the hourly statistics, which are kept longer. */
  count(appIds: readonly string[], fromMs: number, toMs: number, lagMs: number): ReadonlyMap<number, number> {
    const ingested = this.#clock.now().getTime() - lagMs;
    const counts = new Map<number, number>();
    for (const visit of appIds.flatMap((id) => this.#byApp.get(id) ?? [])) {
      if (visit.kind !== 'http' || visit.atMs < fromMs || visit.atMs >= toMs || visit.atMs > ingested) continue;
      counts.set(visit.status, (counts.get(visit.status) ?? 0) + 1);
    }
    return counts;
  }
}
