import type { Actor } from '../model/actor.ts';
import type { App } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import type { AppStatus } from '../model/status.ts';

/** One reading of the provider's figures about one app. Instants are ISO 8601, UTC, here and below. */
export type Reading =
  | {
      readonly known: true;
      readonly at: string;
      /** Beginning of the period that was asked about. */
      readonly since: string;
      /** Silence is proven up to here and no further. */
      readonly completeUntil: string;
      /** By anybody but a monitor, within the period. */
      readonly lastRequestAt?: string;
      readonly requests?: number;
      /** A monitor that asks this often was left out. */
      readonly monitorEveryMs?: number;
    }
  | { readonly known: false; readonly at: string; readonly since: string; readonly reason: string };

/** What a forge tells of the pull request an app shows. */
export type PullRequestReading =
  | {
      readonly known: true;
      readonly number: number;
      readonly closed: boolean;
      readonly closedAt?: string;
      /** When people last did something there: commits, comments, reviews, labels. */
      readonly activeAt?: string;
      /** It carries the label that keeps its apps awake. */
      readonly heldAwake?: boolean;
      /** The page people read. */
      readonly url?: string;
      readonly title?: string;
    }
  /** The forge could not be asked: it may be open, worked on, or to be kept awake. */
  | { readonly known: false; readonly number: number };

/** Everything a decision about one app is made from; nothing else is. */
export interface Facts {
  readonly app: App;
  /** The state people see: the provider's word and our own records together. */
  readonly status: AppStatus;
  readonly operation?: { readonly kind: 'wake' | 'sleep'; readonly startedAt: string; readonly actor: Actor };
  /** Somebody keeps it awake; its end may have passed. */
  readonly snooze?: { readonly until: string; readonly actor: Actor; readonly at: string };
  /** We put it to sleep, then. */
  readonly asleepAt?: string;
  /** Since when it runs without a break, as far as was seen. */
  readonly readySinceAt?: string;
  readonly formation?: Formation;
  /** The last request ever seen by anybody but a monitor. */
  readonly lastRequestAt?: string;
  readonly reading?: Reading;
  /** Deployments and one-off tasks under way, as told just now; absent: not asked. */
  readonly busy?: readonly { readonly kind: 'deployment' | 'one_off'; readonly since?: string }[];
  /** Our wakes of the last day, oldest first. */
  readonly wokenAt: readonly string[];
  /** How long its last wakes took, in ms. */
  readonly wakesMs: readonly number[];
  /** When somebody else brought it back although we had put it to sleep, oldest first. */
  readonly undoneAt: readonly string[];
  /** The engine or the provider refused what was decided: not tried again before `until`. */
  readonly refused?: { readonly until: string; readonly reason: string };
  /** People were told then that it is about to sleep by itself: not before `until`. */
  readonly announced?: { readonly at: string; readonly until: string };
  /** Absent: no forge is asked, or it does not know the number. */
  readonly pullRequest?: PullRequestReading;
  /** The figures of its whole region cannot be trusted now. */
  readonly figuresInDoubt?: boolean;
}
