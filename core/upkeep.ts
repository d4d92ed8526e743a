import type { Clock } from './clock.ts';
import { describeError, isPaastisError } from './errors.ts';
import type { Log } from './log.ts';
import { printRegion } from './model/region.ts';
import type { Provider } from './providers/provider.ts';
import type { LedgerBook } from './savings/ledger.ts';
import type { PriceBook } from './savings/prices.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { Store } from './store/store.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

interface UpkeepDeps {
  readonly providers: () => readonly Provider[];
  readonly store: Store;
  readonly prices: PriceBook;
  readonly ledger: LedgerBook;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is done every so often beside the watch, whether anybody asks or not. */
export function scheduleUpkeep(scheduler: Scheduler, deps: UpkeepDeps): void {
  const { ledger, prices } = deps;
  const background = (signal: AbortSignal) => ({ priority: 'background', signal }) as const;
  scheduler.add({
    name: 'tokens',
    times: { everyMs: HOUR_MS },
    run: (_dueAt, signal) => checkTokens(deps, signal),
  });
  scheduler.add({
    name: 'prices',
    times: { everyMs: DAY_MS },
    run: (_dueAt, signal) => prices.refresh(background(signal)),
  });
  scheduler.add({
    name: 'ledger',
    times: { everyMs: DAY_MS },
    run: async () => void (await ledger.prune()),
  });
}

/**
 * Notes when each account's token ends, under `token:scalingo/osc-fr1`, so that a digest can tell in time. A token that
 * is refused is told by whoever was refused; here it is only logged.
 */
async function checkTokens({ providers, store, clock, log }: UpkeepDeps, signal: AbortSignal): Promise<void> {
  const check = async (provider: Provider) => {
    const region = printRegion(provider.region);
    try {
      const { tokenExpiresAt } = await provider.getHealth({ priority: 'background', rights: false, signal });
      const end = tokenExpiresAt === undefined ? {} : { value: tokenExpiresAt };
      const at = clock.now().toISOString();
      await store.write([{ put: 'note', record: { v: 1, key: `token:${region}`, at, ...end } }]);
    } catch (error) {
      if (!isPaastisError(error)) throw error;
      log.warn({ region, detail: describeError(error) }, 'a token could not be checked');
    }
  };
  await Promise.all(providers().map(check));
}
