/** What is to be done with an app now. `look`: read its figures first, then decide again. */
export type Action = 'sleep' | 'wake' | 'look' | 'none';

/** Why, in the order of precedence; each is a text of `i18n` under `decision.<reason>`. */
export const decisionReasons = [
  /** A rule protects it: nobody puts it to sleep. */
  'protected',
  /** An operation of ours is under way. */
  'operation',
  'deploying',
  'one_off',
  /** Never deployed, or blocked by the provider. */
  'new',
  'blocked',
  /** The provider's word is not understood, or its state moves. */
  'unknown_state',
  /** No rule says that it may be put to sleep. */
  'unmanaged',
  /** We put it to sleep. */
  'asleep',
  /** It was slept before the hours began, and its rule wakes it then. */
  'hours_begin',
  /** Somebody else stopped it: left alone. */
  'stopped_by_other',
  /** Its pull request carries the label that keeps it awake. */
  'pr_held',
  'kept',
  /** Somebody else brought it back three times. */
  'fight',
  /** The last try was refused: it is tried again later. */
  'refused',
  /** `idle_after: never`, and inside its hours or without any. */
  'never',
  /** No web container, or TCP only: only its hours count. */
  'not_measurable',
  /** Used, deployed, woken or kept a moment ago, or part of a group that was. */
  'active',
  /** Its figures cannot be read or trusted: unknown is never idle. */
  'unknown',
  /** Awake again too shortly for a sleep to pay. */
  'break_even',
  /** Its pull request could not be asked about: unknown is never idle. */
  'pr_unknown',
  /** People were told that it is about to sleep: they have some time to say no. */
  'announced',
  /** The deadline has passed, but silence is not proven yet up to it. */
  'unproven',
  /** Nobody used it for as long as its rule says. */
  'idle',
  /** The hours are over and nobody uses it. */
  'outside_hours',
  /** Its pull request is closed and nobody uses it. */
  'pr_closed',
] as const;

export type DecisionReason = (typeof decisionReasons)[number];

/** Something that happened to the app and counts as use; the latest one sets its idle clock. */
export interface Signal {
  readonly kind: 'request' | 'deployment' | 'wake' | 'ready' | 'keep' | 'pull_request' | 'group';
  readonly at: string;
  /** Of `group`: the app whose use counts for this one; of `pull_request`: its number, `#42`. */
  readonly ref?: string;
}

/** What will happen if nobody touches the app. */
export interface NextAction {
  readonly action: 'sleep' | 'wake';
  readonly at: string;
  readonly reason: DecisionReason;
}

/** What holds for an app now, and why: the same for `sweep`, `why`, `plan`, `list` and `idle`. */
export interface Decision {
  readonly action: Action;
  readonly reason: DecisionReason;
  /** The rule that spoke; absent: the defaults. `index` counts from 0. */
  readonly rule?: { readonly index: number; readonly match: string };
  readonly managed: boolean;
  /** What was used, the latest first. */
  readonly signals: readonly Signal[];
  /** Since when nobody has used it: the instant of the latest signal; absent: not known. */
  readonly idleSinceAt?: string;
  /** How long it must be unused now: the rule's, or 10 min outside its hours; absent where it never sleeps by itself. */
  readonly idleAfterMs?: number;
  readonly next?: NextAction;
  /** When something may have changed, so that it is worth deciding again; absent: only when something happens. */
  readonly lookAt?: string;
}
