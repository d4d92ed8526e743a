import type * as z from 'zod';
import type { ProviderErrorCode } from '../errors.ts';

/** A person waits for the answer, or nobody does: the first never queues behind the second. */
export type Priority = 'person' | 'background';

/** One call to a vendor. */
export interface HttpRequest<Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the base URL, with its leading slash: `/v1/apps`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Checks the JSON of a 2xx answer. Left out: the body is not read as JSON and `body` is undefined. */
  readonly schema?: z.ZodType<Body>;
  /** What the error sentence names. */
  readonly app?: string;
  /** Default: `background`. */
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
  /** The same request twice does no harm. Default: true for GET, false else. */
  readonly repeatable?: boolean;
  /** Answers of 400 and above that are results, not failures: handed back, never thrown, never repeated. */
  readonly accept?: readonly number[];
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface HttpAnswer<Body = unknown> {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Headers;
  /** The checked body of a 2xx; undefined for an accepted failure and without a schema. */
  readonly body: Body | undefined;
  /** The parsed body, unchecked, of an accepted failure that carried JSON. */
  readonly json: unknown;
  readonly text: string;
  /** The provider's own id of the request. */
  readonly requestId?: string;
}

/** What a vendor's failed answer looks like, for the vendor's client to name it. */
export interface FailedAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, undefined when the body is not JSON. */
  readonly json: unknown;
  readonly text: string;
}

/** How a vendor's client reads a failed answer; undefined leaves it to the status. */
export interface FailureReading {
  readonly code?: ProviderErrorCode;
  /** One line for people, taken from the body. */
  readonly detail?: string;
  readonly reason?: string;
}
