import type { Clock } from '../clock.ts';
import { describeError, isPaastisError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type App, appKey, type ReviewApp } from '../model/app.ts';
import { printRegion, type Region, sameRegion } from '../model/region.ts';
import type { Provider } from '../providers/provider.ts';
import type { WatchMemory } from './watch-memory.ts';

/** Pull requests are closed a few times a day; each look costs a call per parent app. */
const REFRESH_MS = 30 * 60_000;

export interface ReviewsDeps {
  readonly providers: () => readonly Provider[];
  readonly memory: WatchMemory;
  readonly clock: Clock;
  readonly log: Log;
}

/** Which review apps have lost their pull request, where the provider can tell. */
export class Reviews {
  readonly #deps: ReviewsDeps;
  readonly #readAtMs = new Map<string, number>();

  constructor(deps: ReviewsDeps) {
    this.#deps = deps;
  }

  /** Asks again when the last answer is old. What cannot be read leaves what is known. */
  async refresh(region: Region): Promise<void> {
    const { clock, log, memory, providers } = this.#deps;
    const provider = providers().find((candidate) => sameRegion(candidate.region, region));
    const name = printRegion(region);
    const nowMs = clock.now().getTime();
    const ageMs = nowMs - (this.#readAtMs.get(name) ?? Number.NEGATIVE_INFINITY);
    const apps = memory.inRegion(region).flatMap(({ app }) => (app.review === undefined ? [] : [app]));
    if (provider?.listReviews === undefined || apps.length === 0 || (ageMs >= 0 && ageMs < REFRESH_MS)) return;
    this.#readAtMs.set(name, nowMs);
    try {
      const reviews = await provider.listReviews(apps, { priority: 'background' });
      for (const app of apps) this.#note(app, reviews.get(app.id));
    } catch (error) {
      if (!isPaastisError(error)) throw error;
      log.warn({ region: name, detail: describeError(error) }, 'review apps not read');
    }
  }

  #note(app: App, review: ReviewApp | undefined): void {
    if (review === undefined) return;
    this.#deps.memory.update(appKey(app), (record) => ({ ...record, app: { ...record.app, review } }));
  }
}
