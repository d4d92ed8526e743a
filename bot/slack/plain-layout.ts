import type { Clock, Log } from '../../core/index.ts';
import { chartText } from './cards/chart.ts';
import { type Card, type CardBlock, card, section } from './cards/pieces.ts';
import type { SlackAnswer } from './web-calls.ts';

/** Slack's newest blocks reach workspaces one after the other: a day later another try is worth it. */
const REMEMBERED_MS = 24 * 3_600_000;

/** Sends cards whose newest blocks a workspace may not know yet. */
export class PlainLayout {
  readonly #clock: Clock;
  readonly #log: Log;
  #refusedUntilMs = 0;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * As it is, or in plain blocks where Slack refused the newest ones lately; refused now: once more in plain blocks.
   * @param call sends one card to wherever it goes
   */
  async send<T>(wanted: Card, call: (card: Card) => Promise<SlackAnswer<T>>): Promise<SlackAnswer<T>> {
    if (!wanted.blocks.some(isNewest)) return call(wanted);
    if (this.#clock.now().getTime() < this.#refusedUntilMs) return call(plainCard(wanted));
    const answer = await call(wanted);
    if (answer.ok || answer.failure.error !== 'invalid_blocks') return answer;
    this.#refusedUntilMs = this.#clock.now().getTime() + REMEMBERED_MS;
    this.#log.warn({ hours: 24 }, 'slack refuses charts: they are told in words');
    return call(plainCard(wanted));
  }
}

/** The same with nothing in it that older workspaces refuse: charts become their figures. */
export function plainCard({ text, blocks }: Card): Card {
  return card(
    text,
    blocks.map((block) => (block.type === 'data_visualization' ? section(chartText(block)) : block)),
  );
}

function isNewest({ type }: CardBlock): boolean {
  return type === 'data_visualization';
}
