import type { getOctokit } from '@actions/github';
import type { Clock } from '../../core/clock.ts';
import { toDetail } from '../../core/errors.ts';
import type { Log, Secret } from '../../core/log.ts';
import { type Attempt, repeatsOf } from './attempt.ts';
import { GitHubError } from './errors.ts';
import {
  type Asked,
  closedError,
  contractError,
  type Failure,
  type Headers,
  networkFailure,
  refusalFailure,
  timeoutFailure,
  tokenError,
} from './failure.ts';
import { waitBeforeRetryMs } from './retry.ts';

export interface CallerOptions {
  readonly token: Secret;
  /** Without a trailing slash. */
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly userAgent?: string;
  /** The token can only read whatever the workflow grants, as for forks and Dependabot. */
  readonly readOnly?: boolean;
}

export type Parameters = Readonly<Record<string, unknown>>;

export interface Answer {
  readonly asked: Asked;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

type Octokit = ReturnType<typeof getOctokit>;

/** Headers and body of one try together. */
const TRY_TIMEOUT_MS = 10_000;

/** The longest answers are pages of a hundred comments of 64 kB. */
const MAX_BODY_BYTES = 32 * 1024 * 1024;

/**
 * Sends single calls: counts them, limits their time, repeats what is safe to repeat, names every failure. Octokit signs
 * and sends; retries are ours because its plugins repeat creations as well or space everything by seconds.
 */
export class Caller {
  readonly #options: CallerOptions;
  readonly #closing = new AbortController();
  #octokit: Promise<Octokit> | undefined;
  #calls = 0;
  /** Since when no call was answered: several that fail one after the other share one patience. */
  #failingSinceMs: number | undefined;

  constructor(options: CallerOptions) {
    this.#options = options;
  }

  /** Requests sent so far, tries included. */
  get calls(): number {
    return this.#calls;
  }

  /**
   * @param route `GET /repos/{owner}/{repo}/pulls`; parameters that have no place in it become query or body
   * @throws {GitHubError} whatever goes wrong
   */
  async send(attempt: Attempt, route: string, parameters: Parameters): Promise<Answer> {
    const { clock, log, token, readOnly = false } = this.#options;
    const asked: Asked = { attempt, route, readOnly, token: token.reveal() };
    // A line break in a header would be a fault of the network for whoever sends it.
    if (!/^[\x21-\x7e]+$/.test(asked.token)) throw tokenError(asked);
    const repeats = repeatsOf(attempt, route.slice(0, route.indexOf(' ')));
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#try(asked, parameters);
      if ('answer' in outcome) {
        this.#failingSinceMs = undefined;
        return outcome.answer;
      }
      const { error } = outcome;
      const nowMs = clock.now().getTime();
      this.#failingSinceMs ??= nowMs;
      const sinceMs = nowMs - this.#failingSinceMs;
      const waitMs = waitBeforeRetryMs(outcome, repeats, { tries, sinceMs });
      if (waitMs === undefined) throw error;
      const { status, reason, requestId } = error.context;
      log.warn({ route, code: error.code, status, reason, requestId, waitMs }, 'repeating a call to GitHub');
      await clock.delay(waitMs, this.#closing.signal).catch(() => undefined);
    }
  }

  /** Ends what is under way and what waits; the connections, being idle then, hold nothing up. */
  close(): void {
    this.#closing.abort();
  }

  async #try(asked: Asked, parameters: Parameters): Promise<{ readonly answer: Answer } | Failure> {
    if (this.#closing.signal.aborted) throw closedError(asked);
    const { clock, log } = this.#options;
    const octokit = await this.#open();
    const deadline = clock.timeout(TRY_TIMEOUT_MS);
    const signal = AbortSignal.any([deadline.signal, this.#closing.signal]);
    const startedMs = clock.now().getTime();
    this.#calls += 1;
    try {
      const answer = await sendOnce(octokit, asked, parameters, { signal, log });
      const durationMs = clock.now().getTime() - startedMs;
      log.debug({ route: asked.route, status: answer.status, durationMs }, 'GitHub answered');
      return { answer };
    } catch (error) {
      if (error instanceof GitHubError) throw error;
      if (this.#closing.signal.aborted) throw closedError(asked);
      if (deadline.signal.aborted) return timeoutFailure(asked, TRY_TIMEOUT_MS);
      const refusal = findRefusal(error);
      return refusal === undefined ? networkFailure(asked, error) : refusalFailure(asked, refusal, clock.now());
    } finally {
      deadline.cancel();
    }
  }

  /** Loaded only once something is to be asked: most runs ask GitHub nothing. */
  #open(): Promise<Octokit> {
    this.#octokit ??= this.#load();
    return this.#octokit;
  }

  async #load(): Promise<Octokit> {
    const { apiUrl, token, log, userAgent = 'paastis-action' } = this.#options;
    const { getOctokit: open } = await import('@actions/github');
    return open(token.reveal(), { baseUrl: apiUrl, userAgent, log: octokitLog(log) });
  }
}

/** Its own is the console, where a line that begins with `::` would be an order to the runner. */
function octokitLog(log: Log) {
  const tell = (text: string) => log.debug({ detail: toDetail(text) }, 'octokit says');
  return { debug: () => undefined, info: () => undefined, warn: tell, error: tell };
}

async function sendOnce(
  octokit: Octokit,
  asked: Asked,
  parameters: Parameters,
  { signal, log }: { readonly signal: AbortSignal; readonly log: Log },
): Promise<Answer> {
  const { headers, ...rest } = parameters;
  const standard = { accept: 'application/vnd.github+json', 'x-github-api-version': '2022-11-28' };
  const { status, ...response } = await octokit.request(asked.route, {
    ...rest,
    headers: { ...standard, ...(typeof headers === 'object' ? headers : {}) },
    // Octokit would take a body that breaks off for an empty one, and large numbers for other ones.
    request: { signal, log: octokitLog(log), parseSuccessResponseBody: false },
  });
  const answer = { asked, status, headers: response.headers };
  return { ...answer, text: isStream(response.data) ? await readText(asked, response.data) : '' };
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

async function readText(asked: Asked, body: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MAX_BODY_BYTES) throw contractError(asked, `longer than ${MAX_BODY_BYTES} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * An answer of 4xx or 5xx. By its shape: faults of the network come with status 500 as well, and without an answer; and
 * the error itself carries the request, so nothing but the answer leaves this place.
 */
function findRefusal(error: unknown): { status: number; headers: Headers; data: unknown } | undefined {
  if (typeof error !== 'object' || error === null || !('response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null) return undefined;
  if (!('status' in response) || typeof response.status !== 'number') return undefined;
  const headers = 'headers' in response && isHeaders(response.headers) ? response.headers : {};
  return { status: response.status, headers, data: 'data' in response ? response.data : undefined };
}

function isHeaders(value: unknown): value is Headers {
  return typeof value === 'object' && value !== null;
}
