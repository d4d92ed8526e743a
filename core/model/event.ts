import type { Actor, EntryPoint } from './actor.ts';
import type { AppKey } from './app.ts';
import type { Formation } from './formation.ts';
import type { AppStatus } from './status.ts';

export const eventNames = [
  'app_discovered',
  'app_vanished',
  'app_slept',
  'app_woken',
  'app_kept',
  'sleep_refused',
  'sleep_failed',
  'wake_failed',
  'wake_assumed',
  'snapshot_saved',
  'snapshot_restored',
  'app_ready',
  'digest_sent',
  'token_rejected',
  'mode_switched',
  'digest_scheduled',
] as const;

export type EventName = (typeof eventNames)[number];

/** Something that happened, never changed afterwards. */
export interface PaastisEvent {
  readonly id: string;
  readonly name: EventName;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Absent for what concerns a whole region, such as `token_rejected`. */
  readonly app?: { readonly key: AppKey; readonly ref: string };
  readonly actor: Actor;
  readonly entryPoint: EntryPoint;
  /** Where it was asked for, `slack:C0123456`, where that is known. */
  readonly channel?: string;
  /** A word or sentence: the rule, the signal, the provider's explanation. */
  readonly reason?: string;
  readonly before?: AppStatus;
  readonly after?: AppStatus;
  readonly formation?: Formation;
  readonly durationMs?: number;
  /** The operation all its events share. */
  readonly correlationId: string;
}
