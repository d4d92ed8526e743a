import { errors } from 'undici';
import type * as z from 'zod';
import { describeError, ProviderError, type ProviderErrorCode, toDetail } from '../errors.ts';
import { BodyTooLongError } from './body.ts';
import type { FailedAnswer, FailureReading } from './request.ts';

/** Whom an error is about and what was asked, without the query. */
export interface Asked {
  readonly region: string;
  readonly app?: string | undefined;
  readonly method: string;
  readonly path: string;
  /** What authenticates the request: blotted out where a vendor echoes it. */
  readonly secrets?: readonly string[];
  /** The vendor's id, known once the headers have come. */
  readonly requestId?: string | undefined;
}

/** Codes after which the same request may succeed later. */
const retryableCodes: readonly ProviderErrorCode[] = [
  'provider_rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'provider_conflict',
];

const codes: Readonly<Record<number, ProviderErrorCode>> = {
  401: 'provider_auth',
  403: 'provider_auth',
  404: 'provider_not_found',
  408: 'provider_timeout',
  409: 'provider_conflict',
  429: 'provider_rate_limited',
  504: 'provider_timeout',
};

export function codeOfStatus(status: number): ProviderErrorCode {
  const code = codes[status];
  if (code !== undefined) return code;
  if (status >= 500) return 'provider_unavailable';
  // We follow no redirect: an API that answers one is not the API we know.
  return status >= 400 ? 'provider_refused' : 'provider_contract';
}

/** A failed answer as our error. */
export function answerFailure(
  asked: Asked,
  answer: FailedAnswer,
  reading: FailureReading | undefined,
  retryAfterMs: number | undefined,
): ProviderError {
  const code = reading?.code ?? codeOfStatus(answer.status);
  return failure(asked, code, `${asked.region} answered ${answer.status} to ${asked.method} ${asked.path}`, {
    status: answer.status,
    detail: reading?.detail ?? messageIn(answer),
    reason: reading?.reason,
    retryAfterMs,
  });
}

/** Comes from the system, from undici or from the bound of a body; everything else is a bug. */
export function isNetworkError(error: unknown): boolean {
  return error instanceof BodyTooLongError || error instanceof errors.HTTPParserError || errorCode(error) !== undefined;
}

/** Nothing came, or only half of it. */
export function networkFailure(asked: Asked, error: unknown): ProviderError {
  const told = `${asked.method} ${asked.path}`;
  if (error instanceof BodyTooLongError)
    return failure(asked, 'provider_contract', `${asked.region} answered too much to ${told}`, {
      detail: error.message,
    });
  const code = errorCode(error);
  // Refused before anything was sent: a header or URL that HTTP does not allow, a token with a line break for one.
  if (code === 'UND_ERR_INVALID_ARG')
    return failure(asked, 'provider_refused', `${told} could not be sent to ${asked.region}`, {
      detail: describeError(error),
    });
  const text = describeError(error);
  return failure(
    asked,
    'provider_unavailable',
    `${asked.region} could not be reached for ${told}`,
    { detail: code === undefined || text.includes(code) ? text : `${code} ${text}` },
    // The parser's error carries the raw answer.
    error instanceof errors.HTTPParserError ? undefined : error,
  );
}

export function timeoutFailure(asked: Asked, ms: number): ProviderError {
  return failure(
    asked,
    'provider_timeout',
    `${asked.region} did not answer ${asked.method} ${asked.path} within ${ms} ms`,
    { seconds: Math.round(ms / 1_000) },
  );
}

export function closedFailure(asked: Asked): ProviderError {
  const error = failure(asked, 'provider_unavailable', `The connection to ${asked.region} is being closed`, {});
  return new ProviderError(error.code, error.message, { retryable: false, context: error.context });
}

export function contractFailure(asked: Asked, detail: string, status: number): ProviderError {
  const message = `${asked.region} gave an unexpected answer to ${asked.method} ${asked.path}`;
  return failure(asked, 'provider_contract', message, { detail, status });
}

/** The fields that are not as expected, never their values. */
export function describeFaults(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'answer'}: ${issue.message}`)
    .join('; ');
}

/** Adds what the thrower could not know: a pace knows no region, a token exchange no app. */
export function complete(error: ProviderError, asked: Asked): ProviderError {
  const { region, app } = error.context;
  if (region !== undefined && (app !== undefined || asked.app === undefined)) return error;
  return new ProviderError(error.code, error.message, {
    retryable: error.retryable,
    context: { region: asked.region, ...(asked.app === undefined ? {} : { app: asked.app }), ...error.context },
    cause: error.cause,
  });
}

interface Facts {
  readonly status?: number | undefined;
  readonly detail?: string | undefined;
  readonly reason?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly seconds?: number | undefined;
}

function failure(asked: Asked, code: ProviderErrorCode, message: string, facts: Facts, cause?: unknown): ProviderError {
  const { status, reason, retryAfterMs, seconds } = facts;
  const { app, requestId } = asked;
  const detail = facts.detail === undefined ? undefined : toDetail(blot(facts.detail, asked.secrets ?? []));
  return new ProviderError(code, message, {
    retryable: retryableCodes.includes(code),
    context: {
      region: asked.region,
      ...(app === undefined ? {} : { app }),
      ...(status === undefined ? {} : { status }),
      ...(detail === undefined ? {} : { detail }),
      ...(reason === undefined ? {} : { reason }),
      ...(requestId === undefined ? {} : { requestId }),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
      ...(seconds === undefined ? {} : { seconds }),
    },
    cause,
  });
}

/** What a vendor most likely meant a person to read: the usual fields of a JSON answer, else the text itself. */
function messageIn({ json, text }: FailedAnswer): string | undefined {
  if (json === undefined) return text;
  if (typeof json === 'string') return json;
  if (typeof json !== 'object' || json === null) return undefined;
  if ('error' in json && typeof json.error === 'string') return json.error;
  if ('message' in json && typeof json.message === 'string') return json.message;
  return undefined;
}

function blot(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** The system's or undici's word for a failure: `ECONNRESET`, `UND_ERR_SOCKET`. */
function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
