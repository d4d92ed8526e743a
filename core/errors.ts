/** What an error is about, for the sentence shown to a person. Never holds a secret, a header or a body. */
export interface ErrorContext {
  /** The app, as people name it: `scalingo/osc-fr1/shop-pr42` or what was typed. */
  readonly app?: string;
  /** `scalingo/osc-fr1` */
  readonly region?: string;
  /** The provider's own id of the request, to quote to its support. */
  readonly requestId?: string;
  readonly status?: number;
  /** What the provider or the system said, already cut to one short line. */
  readonly detail?: string;
  /** Why it was refused or failed, a word the texts in `i18n` know. */
  readonly reason?: string;
  /** What was tried, a word the texts know under `error.attempt`: `write_comment`. */
  readonly attempt?: string;
  /** Closest names, for `app_unknown`, and candidates, for `app_ambiguous`. */
  readonly candidates?: readonly string[];
  /** Every fault of a settings file, each with its place. */
  readonly faults?: readonly string[];
  readonly retryAfterMs?: number;
  readonly seconds?: number;
  /** Who holds what we need: a process, a person. */
  readonly holder?: string;
  /** The settings file, command or input concerned. */
  readonly subject?: string;
  /** Lines to paste where the fault is, as they are. */
  readonly paste?: string;
  /** What `not_allowed` refuses, by what, and who could help. */
  readonly refusal?: {
    /** `wake`, `force`: a word the texts in `i18n` know. */
    readonly action: string;
    /** Qualified names; none: no app in particular. */
    readonly apps: readonly string[];
    /** Numbered from 1; none: the defaults say so. */
    readonly rules: readonly { readonly number: number; readonly match: string }[];
    /** As the settings name them: `U0123456`, `@platform`; none: the admins of the workspace. */
    readonly ask: readonly string[];
    /** Of a budget: how much there is in an hour. */
    readonly limit?: number;
  };
}

export interface ErrorOptions {
  readonly retryable?: boolean;
  readonly context?: ErrorContext;
  readonly cause?: unknown;
}

/** An error with a stable code; its message says what happened, `i18n` adds the remedy in the reader's language. */
export class PaastisError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly retryable: boolean;
  readonly context: ErrorContext;

  constructor(code: Code, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.context = options.context ?? {};
  }
}

/** Settings or environment that cannot be used; all faults at once. */
export class ConfigError extends PaastisError<'config_invalid'> {}

/** Something the person can correct by typing something else. */
export class UserError extends PaastisError<'app_unknown' | 'app_ambiguous' | 'not_allowed' | 'command_invalid'> {}

export type ProviderErrorCode =
  | 'provider_auth'
  | 'provider_not_found'
  | 'provider_conflict'
  | 'provider_refused'
  | 'provider_rate_limited'
  | 'provider_unavailable'
  | 'provider_timeout'
  | 'provider_contract';

/** A provider said no, said something unintelligible, or said nothing. */
export class ProviderError extends PaastisError<ProviderErrorCode> {}

export type OperationErrorCode =
  | 'wake_timeout'
  | 'sleep_timeout'
  | 'wake_failed'
  | 'wake_refused'
  | 'sleep_failed'
  | 'sleep_refused'
  | 'operation_cancelled';

/** An operation on an app did not end as asked; a repeat is safe. */
export class OperationError extends PaastisError<OperationErrorCode> {}

/** The store cannot be opened or read: held by another process, unwritable, or not ours. */
export class StoreError extends PaastisError<'store_locked' | 'store_unwritable' | 'store_invalid'> {}

/** Our errors as they are; anything else is a bug and stays one. */
export function isPaastisError(error: unknown): error is PaastisError {
  return error instanceof PaastisError;
}

/** The text of whatever was thrown, for `detail` and logs. */
export function describeError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  // Not `instanceof Error`: errors of another realm (a worker's context, Jest's) are none of ours.
  if ('message' in error && typeof error.message === 'string') return error.message;
  // Its fields may hold what must not be told.
  return 'an unknown error';
}

const LONGEST_DETAIL = 200;

/** One short line for people out of whatever a vendor sent: no tags, no control characters. */
export function toDetail(text: string): string | undefined {
  const line = text
    // Bounded first: the patterns below must not run over megabytes.
    .slice(0, 20_000)
    .replace(/<(script|style|head)\b[^>]*>[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return undefined;
  return line.length <= LONGEST_DETAIL ? line : `${line.slice(0, LONGEST_DETAIL - 1).trimEnd()}…`;
}
