import { describeError, type ErrorContext, toDetail } from '../../core/errors.ts';
import { type Attempt, attempts, missingPermissions } from './attempt.ts';
import { GitHubError, type GitHubErrorCode } from './errors.ts';

export type Headers = Readonly<Record<string, string | number | undefined>>;

/** An answer of 4xx or 5xx. */
export interface Refusal {
  readonly status: number;
  readonly headers: Headers;
  /** JSON where it was JSON; proxies answer HTML. */
  readonly data: unknown;
}

/** What was asked, for errors: nothing in it is anybody's text. */
export interface Asked {
  readonly attempt: Attempt;
  /** `POST /repos/{owner}/{repo}/deployments` */
  readonly route: string;
  /** The token can only read, whatever the workflow grants. */
  readonly readOnly: boolean;
  /** Blotted out should anything echo it. */
  readonly token: string;
}

/** A try that brought nothing, and what tells whether another one may help. */
export interface Failure {
  readonly error: GitHubError;
  /** GitHub says when to come again. */
  readonly waitMs?: number;
  /** No connection was made: whatever was asked was certainly not taken. */
  readonly unsent?: boolean;
}

const MINUTE_MS = 60_000;

export function refusalFailure(asked: Asked, refusal: Refusal, now: Date): Failure {
  const { status } = refusal;
  const text = textOf(refusal.data);
  if (isRateLimit(refusal, text)) return rateLimitFailure(asked, refusal, text, now);
  const facts = { ...readingOf(asked, status, text), ...requestIdOf(refusal.headers) };
  const permissions =
    facts.code === 'github_forbidden' && takesPermission(facts.reason)
      ? missingPermissions(asked.attempt, headerOf(refusal.headers, 'x-accepted-github-permissions'))
      : [];
  return { error: errorOf(asked, { ...facts, status, detail: text, permissions }, `answered ${status}`) };
}

/** @param error what `fetch` or the reading of the body threw */
export function networkFailure(asked: Asked, error: unknown): Failure {
  const codes = causesOf(error).flatMap((cause) => codesOf(cause));
  const detail = describeError(causesOf(error).at(-1));
  const certificate = codes.some((code) => /^(ERR_TLS_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/.test(code));
  const reason = certificate ? { reason: 'certificate' } : {};
  const known = codes.find((code) => !detail.includes(code));
  const text = known === undefined ? detail : `${known} ${detail}`;
  return {
    error: errorOf(asked, { code: 'github_unavailable', ...reason, detail: text }, 'could not be reached'),
    unsent: codes.length > 0 && codes.every((code) => unsentCodes.includes(code)),
  };
}

export function timeoutFailure(asked: Asked, ms: number): Failure {
  const seconds = Math.round(ms / 1_000);
  const facts = { code: 'github_unavailable', reason: 'timeout', seconds } as const;
  return { error: errorOf(asked, facts, `did not answer within ${ms} ms`) };
}

export function closedError(asked: Asked): GitHubError {
  return errorOf(asked, { code: 'github_unavailable', reason: 'closed' }, 'is not asked any more');
}

/** No usable token: nothing was sent. */
export function tokenError(asked: Asked): GitHubError {
  const reason = asked.token === '' ? 'missing' : 'malformed';
  return errorOf(asked, { code: 'github_auth', reason }, 'was not asked');
}

/** @param detail which fields are not as expected, never their values */
export function contractError(asked: Asked, detail: string): GitHubError {
  return errorOf(asked, { code: 'github_contract', detail }, 'gave an unexpected answer');
}

/** 202: the branch was merged, or the deployment waits for something, and there is none. */
export function notCreatedError(asked: Asked, data: unknown): GitHubError {
  const facts = { code: 'github_invalid', reason: 'not_created', status: 202, detail: textOf(data) } as const;
  return errorOf(asked, facts, 'created nothing');
}

interface Reading {
  readonly code: GitHubErrorCode;
  readonly reason?: string;
}

interface Facts extends Reading, Pick<ErrorContext, 'requestId' | 'retryAfterMs' | 'seconds' | 'status'> {
  readonly detail?: string | undefined;
  readonly permissions?: readonly string[];
}

function readingOf({ attempt, readOnly, route }: Asked, status: number, text: string): Reading {
  if (status === 401) return { code: 'github_auth' };
  if (status === 403 || status === 451) return forbiddenReading(attempt, readOnly && !route.startsWith('GET '), text);
  if (status === 404 && attempts[attempt].absent === 'hidden') return { code: 'github_forbidden', reason: 'hidden' };
  if (status === 404 || status === 410) return { code: 'github_not_found' };
  if (status === 408 || status >= 500) return { code: 'github_unavailable' };
  return { code: 'github_invalid' };
}

/** GitHub has no code for why: its sentences are all there is, and a sentence it changes is told as a missing right. */
function forbiddenReading(attempt: Attempt, readOnly: boolean, text: string): Reading {
  const code = 'github_forbidden';
  if (/\blocked\b/i.test(text)) return { code, reason: 'locked' };
  if (/\barchived\b/i.test(text)) return { code, reason: 'archived' };
  if (readOnly) return { code, reason: 'read_only' };
  if (/personal access token/i.test(text)) return { code, reason: 'personal_token' };
  return attempts[attempt].permission === undefined ? { code, reason: 'refused' } : { code };
}

/** Of all refusals, those that a line in the workflow ends. */
function takesPermission(reason: string | undefined): boolean {
  return reason === undefined || reason === 'hidden' || reason === 'personal_token';
}

function isRateLimit({ status, headers }: Refusal, text: string): boolean {
  if (status === 429) return true;
  const told = headerOf(headers, 'retry-after') !== undefined || headerOf(headers, 'x-ratelimit-remaining') === '0';
  return status === 403 && (told || /rate limit|abuse detection/i.test(text));
}

function rateLimitFailure(asked: Asked, { status, headers }: Refusal, text: string, now: Date): Failure {
  const waitMs = toldWaitMs(headers, now);
  // "Otherwise, wait for at least one minute", says GitHub of its secondary limits.
  const facts = { code: 'github_rate_limited', status, detail: text, retryAfterMs: waitMs ?? MINUTE_MS } as const;
  const error = errorOf(asked, { ...facts, ...requestIdOf(headers) }, `answered ${status}`);
  return waitMs === undefined ? { error } : { error, waitMs };
}

/** @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit */
function toldWaitMs(headers: Headers, now: Date): number | undefined {
  const seconds = headerOf(headers, 'retry-after');
  if (seconds !== undefined && /^\d{1,6}$/.test(seconds)) return Number(seconds) * 1_000;
  const reset = headerOf(headers, 'x-ratelimit-reset');
  if (headerOf(headers, 'x-ratelimit-remaining') !== '0' || reset === undefined || !/^\d{1,12}$/.test(reset))
    return undefined;
  return Math.max(0, Number(reset) * 1_000 - now.getTime());
}

/** Nothing was connected: refused, no such name, no answer from the name servers, no answer to the first packet. */
const unsentCodes: readonly string[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** An error and what caused it, outermost first; bounded, for a circle is possible. */
function causesOf(error: unknown): readonly unknown[] {
  const causes = [error];
  for (let last = error; causes.length < 6 && typeof last === 'object' && last !== null && 'cause' in last; ) {
    last = last.cause;
    if (last === undefined) break;
    causes.push(last);
  }
  return causes;
}

/** The system's words; several where several addresses of one name were tried. */
function codesOf(error: unknown): readonly string[] {
  if (typeof error !== 'object' || error === null) return [];
  const inner = 'errors' in error && Array.isArray(error.errors) ? error.errors.flatMap(codesOf) : [];
  return inner.length > 0 ? inner : 'code' in error && typeof error.code === 'string' ? [error.code] : [];
}

function errorOf(asked: Asked, facts: Facts, what: string): GitHubError {
  const { code, permissions = [], detail: text, ...rest } = facts;
  const blotted = asked.token === '' ? (text ?? '') : (text ?? '').replaceAll(asked.token, '[secret]');
  const detail = toDetail(blotted);
  const subject = permissions.join('\n  ');
  return new GitHubError(code, `GitHub ${what}: ${asked.route}`, {
    // Another run may be luckier; whether another try is made is for `retry.ts` to say.
    retryable: code === 'github_rate_limited' || code === 'github_unavailable',
    permissions,
    context: {
      ...rest,
      attempt: asked.attempt,
      ...(subject === '' ? {} : { subject }),
      ...(detail === undefined ? {} : { detail }),
    },
  });
}

/** What GitHub says, with what it says of each field; the whole text of anything that is not GitHub's JSON. */
function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  if (typeof data !== 'object' || data === null || !('message' in data)) return '';
  const faults = 'errors' in data && Array.isArray(data.errors) ? data.errors.map(faultText) : [];
  const told = faults.filter((fault) => fault !== '').join('; ');
  return [String(data.message), told].filter((part) => part !== '').join(': ');
}

function faultText(fault: unknown): string {
  if (typeof fault === 'string') return fault;
  if (typeof fault !== 'object' || fault === null) return '';
  if ('message' in fault && typeof fault.message === 'string') return fault.message;
  const words = ['field' in fault ? fault.field : undefined, 'code' in fault ? fault.code : undefined];
  return words.filter((word) => typeof word === 'string').join(' ');
}

export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return value === undefined ? undefined : String(value);
}

/** GitHub's support asks for it; only if it looks like one, for it is shown. */
function requestIdOf(headers: Headers): { readonly requestId?: string } {
  const id = headerOf(headers, 'x-github-request-id');
  return id !== undefined && /^[\w:.-]{1,128}$/.test(id) ? { requestId: id } : {};
}
