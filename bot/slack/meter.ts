import type { DeliveryKind } from './receivers/delivery.ts';

/** What became of something Slack sent, or of what pretended to come from Slack. */
export const outcomes = [
  'accepted',
  'forged',
  'stale',
  'replayed',
  'duplicate',
  'too_large',
  'malformed',
  'closed',
  'unheard',
  'failed',
] as const;

export type Outcome = (typeof outcomes)[number];

/** What became of a call to Slack. `refused`: answered, but not done. */
export type CallResult = 'ok' | 'refused' | 'ratelimited' | 'failed' | 'unreachable';

/** Counts what passes between Slack and the bot. Nothing here may throw or take long. */
export interface SlackMeter {
  /** @param kind `unknown` for what was refused unread */
  received(kind: DeliveryKind | 'unknown', outcome: Outcome): void;
  /** From the request's last byte to the answer. */
  acknowledged(kind: DeliveryKind, ms: number): void;
  called(method: string, result: CallResult): void;
}

export const silentMeter: SlackMeter = { received() {}, acknowledged() {}, called() {} };
