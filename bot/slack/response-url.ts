import type { Clock } from '../../core/index.ts';
import type { Card } from './cards/pieces.ts';
import type { SlackFetch } from './web-fetch.ts';

/** Slack's limits of one write-back address: 5 posts within 30 minutes of the command. */
const POSTS = 5;
const LIFE_MS = 30 * 60_000;

/** Bolt's own `respond` has neither limit nor repeat. */
const TIMEOUT_MS = 5_000;
const PAUSE_MS = 1_000;

/** Writes to the person who typed a command, only to them, also where the bot is not in the channel. */
export class ResponseUrl {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #send: SlackFetch;
  readonly #until: number;
  #left = POSTS;

  /** @param send how requests leave; default: directly */
  constructor(url: string, clock: Clock, send: SlackFetch = fetch) {
    this.#url = url;
    this.#clock = clock;
    this.#send = send;
    this.#until = clock.now().getTime() + LIFE_MS;
  }

  /** Two tries at most. Tells whether Slack took it. */
  async post(card: Card): Promise<boolean> {
    if (await this.#try(card)) return true;
    await this.#clock.delay(PAUSE_MS);
    return this.#try(card);
  }

  async #try(card: Card): Promise<boolean> {
    if (this.#left === 0 || this.#clock.now().getTime() >= this.#until) return false;
    this.#left -= 1;
    const deadline = this.#clock.timeout(TIMEOUT_MS);
    try {
      const answer = await this.#send(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: false, ...card }),
        redirect: 'error',
        signal: deadline.signal,
      });
      await answer.text();
      return answer.ok;
    } catch {
      // Unreachable or silent: the caller logs that the person was not told.
      return false;
    } finally {
      deadline.cancel();
    }
  }
}
