import type { webApi } from '@slack/bolt';
import type { Clock, Log } from '../../core/index.ts';
import type { Card } from './cards/pieces.ts';
import type { ResponseUrl } from './response-url.ts';
import { retrySlack, trySlack } from './web-calls.ts';

/** `chat.update` is allowed about 50 times a minute in a whole workspace. */
const BETWEEN_EDITS_MS = 2_000;

const POST_PAUSES_MS = [500, 1_500];

/** About two minutes in all: the outcome of an operation is worth waiting out a busy Slack. */
const FINAL_PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000];

export interface LiveMessageOptions {
  readonly client: webApi.WebClient;
  readonly channel: string;
  readonly responseUrl: ResponseUrl;
  readonly clock: Clock;
  readonly log: Log;
}

type Place =
  | { readonly kind: 'nowhere' }
  | { readonly kind: 'channel'; readonly channel: string; readonly ts: string }
  /** The bot may not write in the channel: only the person who asked reads it. */
  | { readonly kind: 'private' };

/**
 * One message of an operation, edited in place. Writes go out one after the other and only the newest state is
 * written: an older one can never overwrite it. The last state is written in any case, without waiting its turn.
 */
export class LiveMessage {
  readonly #options: LiveMessageOptions;
  readonly #finishing = new AbortController();
  #wanted: Card | undefined;
  #revision = 0;
  #written = 0;
  #earliestMs = 0;
  #place: Place = { kind: 'nowhere' };
  #drained: Promise<void> = Promise.resolve();
  #draining = false;

  constructor(options: LiveMessageOptions) {
    this.#options = options;
  }

  get begun(): boolean {
    return this.#revision > 0;
  }

  /** Takes the place of what was to be shown; ignored once finished. */
  show(card: Card): void {
    if (!this.#finishing.signal.aborted) this.#offer(card);
  }

  /** Resolves once the last state is written, or nowhere could be. */
  async finish(card: Card): Promise<void> {
    if (!this.#finishing.signal.aborted) {
      this.#offer(card);
      this.#finishing.abort();
    }
    await this.#drained;
  }

  #offer(card: Card): void {
    this.#wanted = card;
    this.#revision += 1;
    if (this.#draining) return;
    this.#draining = true;
    this.#drained = this.#drain().finally(() => {
      this.#draining = false;
    });
  }

  async #drain(): Promise<void> {
    while (this.#written < this.#revision) {
      await this.#pause();
      const revision = this.#revision;
      const card = this.#wanted;
      if (card === undefined) return;
      await this.#write(card, this.#finishing.signal.aborted);
      this.#written = revision;
      this.#earliestMs = Math.max(this.#earliestMs, this.#options.clock.now().getTime() + BETWEEN_EDITS_MS);
    }
  }

  async #pause(): Promise<void> {
    const leftMs = this.#earliestMs - this.#options.clock.now().getTime();
    if (leftMs <= 0 || this.#finishing.signal.aborted) return;
    await this.#options.clock.delay(leftMs, this.#finishing.signal).catch(() => undefined);
  }

  #write(card: Card, final: boolean): Promise<void> {
    if (this.#place.kind === 'nowhere') return this.#post(card);
    if (this.#place.kind === 'private') return final ? this.#tellPrivately(card) : Promise.resolve();
    return final ? this.#writeLast(this.#place, card) : this.#edit(this.#place, card);
  }

  async #post(card: Card): Promise<void> {
    const { client, channel, clock, log } = this.#options;
    // An unfurled link makes Slack visit the app, which would count as use.
    const call = () => client.chat.postMessage({ channel, ...card, unfurl_links: false, unfurl_media: false });
    const answer = await retrySlack(call, { clock, pausesMs: POST_PAUSES_MS });
    if (answer.ok && answer.value.ts !== undefined) {
      // The answer names the channel by its id, also where the command came from a direct message.
      this.#place = { kind: 'channel', channel: answer.value.channel ?? channel, ts: answer.value.ts };
      return;
    }
    log.info({ channel, error: answer.ok ? 'no_ts' : answer.failure.error }, 'slack channel closed to us');
    this.#place = { kind: 'private' };
    await this.#tellPrivately(card);
  }

  async #edit({ channel, ts }: { readonly channel: string; readonly ts: string }, card: Card): Promise<void> {
    const { client, clock, log } = this.#options;
    const answer = await trySlack(() => client.chat.update({ channel, ts, ...card }));
    if (answer.ok) return;
    log.info({ channel, error: answer.failure.error }, 'slack edit skipped');
    if (answer.failure.kind === 'later') this.#earliestMs = clock.now().getTime() + answer.failure.afterMs;
  }

  async #writeLast({ channel, ts }: { readonly channel: string; readonly ts: string }, card: Card): Promise<void> {
    const { client, clock, log } = this.#options;
    const edit = () => client.chat.update({ channel, ts, ...card });
    const answer = await retrySlack(edit, { clock, pausesMs: FINAL_PAUSES_MS });
    if (answer.ok) return;
    log.warn({ channel, error: answer.failure.error }, 'slack message could not be edited');
    if (answer.failure.error === 'edit_window_closed') {
      const reply = await trySlack(() =>
        client.chat.postMessage({ channel, thread_ts: ts, ...card, unfurl_links: false }),
      );
      if (reply.ok) return;
    }
    await this.#tellPrivately(card);
  }

  async #tellPrivately(card: Card): Promise<void> {
    const told = await this.#options.responseUrl.post(card);
    if (!told) this.#options.log.error({ channel: this.#options.channel }, 'slack answer lost');
  }
}
