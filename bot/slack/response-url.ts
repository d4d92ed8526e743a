import type { Clock } from '../../core/index.ts';
import type { Card } from './cards/pieces.ts';
import type { SlackAnswer, SlackFailure } from './web-calls.ts';
import type { SlackFetch } from './web-fetch.ts';

/** Slack's limits of one write-back address: 5 posts within 30 minutes of the command. */
const POSTS = 5;
const LIFE_MS = 30 * 60_000;

/** Bolt's own `respond` has neither limit nor repeat. */
const TIMEOUT_MS = 5_000;
const PAUSE_MS = 1_000;

/** An unfurled link makes Slack visit the app, which would count as use. */
const QUIET = { unfurl_links: false, unfurl_media: false };

export interface ResponseUrlOptions {
  /** Takes the place of the message that was clicked, if only one person sees that; default: a message of its own. */
  readonly replaces?: boolean;
  /** How requests leave; default: directly. */
  readonly send?: SlackFetch;
}

/** Writes to the person who typed a command or clicked, only to them, also where the bot is not in the channel. */
export class ResponseUrl {
  readonly #url: string;
  readonly #clock: Clock;
  readonly #send: SlackFetch;
  readonly #until: number;
  readonly #replaces: boolean;
  #left = POSTS;

  constructor(url: string, clock: Clock, { replaces = false, send = fetch }: ResponseUrlOptions = {}) {
    this.#url = url;
    this.#clock = clock;
    this.#send = send;
    this.#until = clock.now().getTime() + LIFE_MS;
    this.#replaces = replaces;
  }

  /** Two tries at most. Tells whether Slack took it. */
  async post(card: Card): Promise<boolean> {
    return (await this.send(card)).ok;
  }

  /** The same, telling why it was not taken; what Slack refuses is not tried again. */
  async send(card: Card): Promise<SlackAnswer<undefined>> {
    const answer = await this.#try(card);
    if (answer.ok || answer.failure.kind === 'refused') return answer;
    await this.#clock.delay(PAUSE_MS);
    return this.#try(card);
  }

  async #try(card: Card): Promise<SlackAnswer<undefined>> {
    if (this.#left === 0 || this.#clock.now().getTime() >= this.#until) return failed('refused', 'expired_url');
    this.#left -= 1;
    const deadline = this.#clock.timeout(TIMEOUT_MS);
    try {
      const answer = await this.#send(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ response_type: 'ephemeral', replace_original: this.#replaces, ...QUIET, ...card }),
        redirect: 'error',
        signal: deadline.signal,
      });
      const text = await answer.text();
      if (text.includes('invalid_blocks')) return failed('refused', 'invalid_blocks');
      if (answer.ok) return { ok: true, value: undefined };
      return failed(answer.status === 404 ? 'refused' : 'later', `http_${answer.status}`);
    } catch {
      // Unreachable or silent: the caller logs that the person was not told.
      return failed('later', 'unreachable');
    } finally {
      deadline.cancel();
    }
  }
}

function failed(kind: SlackFailure['kind'], error: string): SlackAnswer<undefined> {
  return { ok: false, failure: kind === 'refused' ? { kind, error } : { kind, error, afterMs: 0 } };
}
