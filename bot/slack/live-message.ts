import type { webApi } from '@slack/bolt';
import type { Clock, Log } from '../../core/index.ts';
import type { Card } from './cards/pieces.ts';
import type { PlainLayout } from './plain-layout.ts';
import { retrySlack, type SlackAnswer, trySlack } from './web-calls.ts';

/**
 * Between one edit and the next: `chat.update` is allowed about 50 times a minute in a whole workspace, and what goes
 * on for long changes less. 25 s make four edits at most, whatever happens in them.
 */
const BETWEEN_EDITS_MS = [2_000, 5_000, 10_000] as const;

const POST_PAUSES_MS = [500, 1_500];

/** About two minutes in all: the outcome of an operation is worth waiting out a busy Slack. */
const FINAL_PAUSES_MS = [1_000, 2_000, 5_000, 15_000, 30_000, 60_000];

/** A message of ours. */
export interface Posted {
  readonly channel: string;
  readonly ts: string;
}

export interface LiveMessageOptions {
  readonly client: webApi.WebClient;
  /** Of a person, `U0123456`: a direct message. */
  readonly channel: string;
  readonly threadTs?: string | undefined;
  /** Edited from the first state on, in the place of a message of its own. */
  readonly replaces?: Posted | undefined;
  readonly layout: PlainLayout;
  /** For what the channel cannot be told. Tells whether the person was reached. */
  readonly tellPrivately: (card: Card) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

type Place =
  | { readonly kind: 'nowhere' }
  | ({ readonly kind: 'channel' } & Posted)
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
  #writes = 0;
  #earliestMs = 0;
  #place: Place;
  #drained: Promise<void> = Promise.resolve();
  #draining = false;

  constructor(options: LiveMessageOptions) {
    this.#options = options;
    this.#place = options.replaces === undefined ? { kind: 'nowhere' } : { kind: 'channel', ...options.replaces };
  }

  get begun(): boolean {
    return this.#revision > 0;
  }

  /** Only the person who asked reads it. */
  get isPrivate(): boolean {
    return this.#place.kind === 'private';
  }

  /** Where it stands, once it does. */
  get posted(): Posted | undefined {
    return this.#place.kind === 'channel' ? this.#place : undefined;
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
      const pauseMs = BETWEEN_EDITS_MS[this.#writes] ?? BETWEEN_EDITS_MS[2];
      this.#writes += 1;
      this.#earliestMs = Math.max(this.#earliestMs, this.#options.clock.now().getTime() + pauseMs);
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
    const { channel, threadTs, clock, log } = this.#options;
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const answer = await this.#send(card, (call) => retrySlack(call, { clock, pausesMs: POST_PAUSES_MS }), thread);
    if (answer.ok && answer.value.ts !== undefined) {
      // The answer names the channel by its id, also where the command came from a direct message.
      this.#place = { kind: 'channel', channel: answer.value.channel ?? channel, ts: answer.value.ts };
      return;
    }
    log.info({ channel, error: answer.ok ? 'no_ts' : answer.failure.error }, 'slack channel closed to us');
    this.#place = { kind: 'private' };
    await this.#tellPrivately(card);
  }

  #send(
    card: Card,
    tries: (
      call: () => Promise<webApi.ChatPostMessageResponse>,
    ) => Promise<SlackAnswer<webApi.ChatPostMessageResponse>>,
    thread: { readonly thread_ts?: string },
  ): Promise<SlackAnswer<webApi.ChatPostMessageResponse>> {
    const { client, channel, layout } = this.#options;
    // An unfurled link makes Slack visit the app, which would count as use.
    const quiet = { unfurl_links: false, unfurl_media: false };
    return layout.send(card, (shown) =>
      tries(() => client.chat.postMessage({ channel, ...shown, ...quiet, ...thread })),
    );
  }

  async #edit(place: Posted, card: Card): Promise<void> {
    const { clock, log } = this.#options;
    const answer = await trySlack(this.#update(place, card));
    if (answer.ok) return;
    log.info({ channel: place.channel, error: answer.failure.error }, 'slack edit skipped');
    if (answer.failure.kind === 'later') this.#earliestMs = clock.now().getTime() + answer.failure.afterMs;
    // The message that was to be taken over is gone or closed: this operation has one of its own.
    else if (this.#options.replaces?.ts === place.ts) await this.#post(card);
  }

  async #writeLast(place: Posted, card: Card): Promise<void> {
    const { clock, log } = this.#options;
    const answer = await retrySlack(this.#update(place, card), { clock, pausesMs: FINAL_PAUSES_MS });
    if (answer.ok) return;
    log.warn({ channel: place.channel, error: answer.failure.error }, 'slack message could not be edited');
    if (answer.failure.error === 'edit_window_closed') {
      const reply = await this.#send(card, (call) => trySlack(call), { thread_ts: place.ts });
      if (reply.ok) return;
    }
    await this.#tellPrivately(card);
  }

  #update({ channel, ts }: Posted, card: Card): () => Promise<webApi.ChatUpdateResponse> {
    return () => this.#options.client.chat.update({ channel, ts, ...card });
  }

  async #tellPrivately(card: Card): Promise<void> {
    const told = await this.#options.tellPrivately(card);
    if (!told) this.#options.log.error({ channel: this.#options.channel }, 'slack answer lost');
  }
}
