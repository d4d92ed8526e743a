import { type Clock, isRecent } from '../../clock.ts';
import { bearerLifetimeMs } from './map.ts';

const MINUTE_MS = 60_000;
/** A bearer is replaced this long before it ends, as the vendor's own client does. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;
/** When a bearer does not tell its end; they live one hour. */
const BLIND_LIFETIME_MS = 50 * MINUTE_MS;
/** A bearer this young is not the reason of a 401: another call has just renewed it. */
const YOUNG_MS = 5_000;

interface Bearer {
  readonly token: string;
  readonly sinceMs: number;
  /** How long it is used. */
  readonly usableMs: number;
}

/**
 * The short-lived bearer that every call needs, had in exchange for the API token. Callers who need one at the same
 * time share one exchange; it outlives the caller who began it, since the others wait for it too.
 */
export class BearerSource {
  readonly #clock: Clock;
  readonly #exchange: () => Promise<string>;
  #bearer: Bearer | undefined;
  #underWay: Promise<Bearer> | undefined;

  constructor(clock: Clock, exchange: () => Promise<string>) {
    this.#clock = clock;
    this.#exchange = exchange;
  }

  async get(): Promise<string> {
    const known = this.#bearer;
    const usable = known !== undefined && this.#isYounger(known, known.usableMs);
    return (usable ? known : await this.#shareExchange()).token;
  }

  /** After a refusal. Calls refused together renew together, and once. */
  async renew(): Promise<void> {
    const known = this.#bearer;
    const young = known !== undefined && this.#isYounger(known, YOUNG_MS);
    if (!young) await this.#shareExchange();
  }

  /** The next call exchanges anew. */
  forget(): void {
    this.#bearer = undefined;
  }

  #shareExchange(): Promise<Bearer> {
    this.#underWay ??= this.#renewNow().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #renewNow(): Promise<Bearer> {
    const token = await this.#exchange();
    const now = this.#clock.now();
    const lifetimeMs = bearerLifetimeMs(token, now);
    // Half of a life shorter than expected: never an exchange for every call.
    const usableMs =
      lifetimeMs === undefined ? BLIND_LIFETIME_MS : Math.max(lifetimeMs - RENEW_BEFORE_MS, lifetimeMs / 2);
    const bearer = { token, sinceMs: now.getTime(), usableMs };
    this.#bearer = bearer;
    return bearer;
  }

  #isYounger({ sinceMs }: Bearer, ms: number): boolean {
    return isRecent(sinceMs, this.#clock.now(), ms - 1);
  }
}
