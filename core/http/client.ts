import type { Readable } from 'node:stream';
import { type Dispatcher, request as sendRequest } from 'undici';
import type { Clock } from '../clock.ts';
import { ProviderError } from '../errors.ts';
import type { Log } from '../log.ts';
import { joinSignals, untilAborted } from './abort.ts';
import { createAgent, type ProxySettings } from './agent.ts';
import { dropBody, parseJson, readText } from './body.ts';
import {
  type Asked,
  answerFailure,
  closedFailure,
  codeOfStatus,
  complete,
  contractFailure,
  describeFaults,
  isNetworkError,
  networkFailure,
  timeoutFailure,
} from './failure.ts';
import { headerOf, mergeHeaders, requestIdOf, secretsIn, skewOf, urlOf } from './message.ts';
import type { Pace } from './pace.ts';
import type { FailedAnswer, FailureReading, HttpAnswer, HttpRequest } from './request.ts';
import { backoffMs, MAX_TRIES, mayRepeat, parseRetryAfter, rateLimitPauseMs } from './retry.ts';

export interface HttpClientOptions {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  /** `scalingo/osc-fr1`, for errors and logs. */
  readonly region: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly pace?: Pace;
  /** The answer's header with the vendor's id of the request: `x-request-id`, `sozu-id`. */
  readonly requestIdHeader: string;
  /** Headers that authenticate; called for every try, after its turn of the pace: must not wait for the same pace. */
  readonly authorize?: (call: { method: string; url: URL }) => Promise<Readonly<Record<string, string>>>;
  /** After a 401: true when fresh credentials were had and one more try makes sense. */
  readonly reauthorize?: () => Promise<boolean>;
  readonly readFailure?: (answer: FailedAnswer) => FailureReading | undefined;
  /** Per try, headers and body together. Default: 30 s. */
  readonly tryTimeoutMs?: number;
  /** All tries and waits of one call together. Default: 90 s. */
  readonly callTimeoutMs?: number;
  /** Default: 16 MiB. */
  readonly maxBodyBytes?: number;
  readonly userAgent?: string;
  /** Sockets to the host at most, streams included. Default: 16. */
  readonly connections?: number;
  readonly proxy?: ProxySettings | undefined;
  /** In [0, 1): spreads the waits between tries. Default: Math.random. */
  readonly random?: () => number;
}

/** One call under way, over all its tries. */
interface Call {
  readonly request: HttpRequest;
  readonly url: URL;
  /** Aborts with the caller, the time limit of the call, or the end of the client. */
  readonly signal: AbortSignal;
  asked: Asked;
  /** The failure that is being waited out. */
  last?: ProviderError;
}

type Outcome<Result> = { readonly result: Result } | { readonly error: ProviderError };
type Take<Result> = (response: Dispatcher.ResponseData, call: Call) => Promise<Outcome<Result>>;

/** Calls one vendor: authenticates, paces, limits time and size, repeats what is safe to repeat, names every failure. */
export class HttpClient {
  readonly #options: HttpClientOptions;
  readonly #agent: Dispatcher;
  readonly #closing = new AbortController();
  readonly #tryTimeoutMs: number;
  readonly #callTimeoutMs: number;
  readonly #maxBodyBytes: number;
  #skewMs: number | undefined;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#agent = createAgent({ connections: options.connections ?? 16, proxy: options.proxy });
    this.#tryTimeoutMs = options.tryTimeoutMs ?? 30_000;
    this.#callTimeoutMs = options.callTimeoutMs ?? 90_000;
    this.#maxBodyBytes = options.maxBodyBytes ?? 16 * 1024 * 1024;
  }

  /** The host's clock minus ours, in ms, to the second, as its last answer told; undefined before the first one. */
  get skewMs(): number | undefined {
    return this.#skewMs;
  }

  /**
   * @throws {ProviderError} for every failure; an abort by the caller's signal rejects with the signal's reason
   */
  send<Body>(request: HttpRequest<Body>): Promise<HttpAnswer<Body>> {
    return this.#call(request, (response, call) => this.#read(request, response, call));
  }

  /**
   * A streamed 2xx body (event streams), chunks as text. The time limits hold until the headers have come; after that
   * only the caller's signal ends the stream.
   * @throws {ProviderError} before the first chunk like `send`, later when the connection breaks
   */
  async *stream(request: HttpRequest): AsyncIterable<string> {
    const headers = { accept: 'text/event-stream', ...request.headers };
    const { body, asked } = await this.#call({ ...request, headers }, (response, call) => this.#open(response, call));
    const chunks: AsyncIterable<Uint8Array> = body;
    const decoder = new TextDecoder();
    const end = () => void body.destroy(new Error('The stream was ended'));
    request.signal?.addEventListener('abort', end, { once: true });
    if (request.signal?.aborted) end();
    try {
      for await (const chunk of chunks) {
        const text = decoder.decode(chunk, { stream: true });
        if (text !== '') yield text;
      }
    } catch (error) {
      request.signal?.throwIfAborted();
      throw this.#closing.signal.aborted ? closedFailure(asked) : networkFailure(asked, error);
    } finally {
      request.signal?.removeEventListener('abort', end);
      dropBody(body);
    }
  }

  /** Ends connections and everything that waits. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#agent.destroy();
  }

  async #call<Result>(request: HttpRequest, take: Take<Result>): Promise<Result> {
    const { clock, region } = this.#options;
    const limit = clock.timeout(this.#callTimeoutMs);
    const { signal, release } = joinSignals(request.signal, this.#closing.signal, limit.signal);
    const url = urlOf(this.#options.baseUrl, request);
    const call: Call = {
      request,
      url,
      signal,
      asked: { region, app: request.app, method: request.method, path: url.pathname },
    };
    try {
      return await this.#repeat(call, take);
    } catch (error) {
      request.signal?.throwIfAborted();
      if (this.#closing.signal.aborted) throw closedFailure(call.asked);
      if (error instanceof ProviderError) throw complete(error, call.asked);
      if (limit.signal.aborted) throw timeoutFailure(call.asked, this.#callTimeoutMs);
      throw error;
    } finally {
      limit.cancel();
      release();
    }
  }

  async #repeat<Result>(call: Call, take: Take<Result>): Promise<Result> {
    const { clock, log, pace, reauthorize, region } = this.#options;
    const endsAtMs = clock.now().getTime() + this.#callTimeoutMs;
    let renewed = false;
    for (let failedTries = 0; ; ) {
      const outcome = await this.#try(call, take);
      if ('result' in outcome) return outcome.result;
      const { error } = outcome;
      const refused = error.code === 'provider_auth' && error.context.status === 401;
      if (refused && renewed) throw missingRight(error);
      if (refused && reauthorize !== undefined) {
        renewed = await untilAborted(reauthorize(), call.signal);
        if (renewed) continue;
      }
      const limited = error.code === 'provider_rate_limited';
      if (!limited) failedTries += 1;
      const waitMs = this.#waitMs(error, call.request, failedTries);
      if (limited) pace?.pause(waitMs ?? 0);
      if (waitMs === undefined || clock.now().getTime() + waitMs >= endsAtMs) throw error;
      call.last = error;
      const { status, requestId } = error.context;
      log.warn({ region, app: call.request.app, code: error.code, status, requestId, waitMs }, 'repeating a call');
      // A paused pace makes everyone wait, and keeps the order between people and background.
      if (!limited || pace === undefined) await clock.delay(waitMs, call.signal);
    }
  }

  /** How long to wait before the same request once more; undefined: it must not be repeated. */
  #waitMs(error: ProviderError, request: HttpRequest, failedTries: number): number | undefined {
    const { code, context } = error;
    const repeatable = request.repeatable ?? request.method === 'GET';
    if (!mayRepeat({ code, status: context.status }, { method: request.method, repeatable })) return undefined;
    if (code === 'provider_rate_limited') return context.retryAfterMs;
    if (failedTries >= MAX_TRIES) return undefined;
    return Math.max(backoffMs(failedTries, this.#options.random ?? Math.random), context.retryAfterMs ?? 0);
  }

  async #turn({ request, signal, last }: Call): Promise<(() => void) | undefined> {
    try {
      return await this.#options.pace?.acquire(request.priority ?? 'background', signal);
    } catch (error) {
      // Who was told to wait and finds no turn in time fails for the first reason.
      throw last ?? error;
    }
  }

  async #try<Result>(call: Call, take: Take<Result>): Promise<Outcome<Result>> {
    const { clock, log, region, requestIdHeader } = this.#options;
    const { method, path, app } = call.asked;
    const release = await this.#turn(call);
    try {
      const headers = await this.#headers(call);
      call.asked = { ...call.asked, secrets: secretsIn(headers), requestId: undefined };
      const deadline = clock.timeout(this.#tryTimeoutMs);
      const joined = joinSignals(call.signal, deadline.signal);
      const startedMs = clock.now().getTime();
      try {
        const response = await sendRequest(call.url, {
          method: call.request.method,
          dispatcher: this.#agent,
          signal: joined.signal,
          headers,
          body: call.request.json === undefined ? null : JSON.stringify(call.request.json),
        });
        const requestId = requestIdOf(response.headers, requestIdHeader);
        call.asked = { ...call.asked, requestId };
        const date = headerOf(response.headers, 'date');
        this.#skewMs = skewOf(date, startedMs, clock.now().getTime()) ?? this.#skewMs;
        const outcome = await take(response, call);
        const durationMs = clock.now().getTime() - startedMs;
        log.debug({ region, app, method, path, status: response.statusCode, requestId, durationMs }, 'call answered');
        return outcome;
      } catch (error) {
        if (call.signal.aborted) throw error;
        if (deadline.signal.aborted) return { error: timeoutFailure(call.asked, this.#tryTimeoutMs) };
        // What no network can cause is a bug, in the reading of an answer for one, and stays one.
        if (!isNetworkError(error)) throw error;
        return { error: networkFailure(call.asked, error) };
      } finally {
        deadline.cancel();
        joined.release();
      }
    } finally {
      release?.();
    }
  }

  async #headers({ request, url, signal }: Call): Promise<Readonly<Record<string, string>>> {
    const { authorize, userAgent = 'paastis' } = this.#options;
    const authorization = authorize && (await untilAborted(authorize({ method: request.method, url }), signal));
    const type = request.json === undefined ? undefined : { 'content-type': 'application/json' };
    const standard = { accept: 'application/json', 'user-agent': userAgent };
    return mergeHeaders(standard, type, request.headers, authorization);
  }

  async #read<Body>(
    request: HttpRequest<Body>,
    response: Dispatcher.ResponseData,
    call: Call,
  ): Promise<Outcome<HttpAnswer<Body>>> {
    const { statusCode: status, headers } = response;
    const good = status >= 200 && status <= 299;
    const text = await readText(response.body, this.#maxBodyBytes, good ? 'throw' : 'cut');
    const { requestId } = call.asked;
    const answer = { status, headers, text, ...(requestId === undefined ? {} : { requestId }) };
    if (status >= 400 && request.accept?.includes(status) === true)
      return { result: { ...answer, body: undefined, json: parseJson(text)?.value } };
    if (!good) return { error: this.#failure(call.asked, answer) };
    if (request.schema === undefined) return { result: { ...answer, body: undefined, json: undefined } };

    const json = parseJson(text);
    if (json === undefined) return { error: contractFailure(call.asked, 'not valid JSON', status) };
    const checked = request.schema.safeParse(json.value);
    if (!checked.success) return { error: contractFailure(call.asked, describeFaults(checked.error), status) };
    return { result: { ...answer, body: checked.data, json: undefined } };
  }

  async #open(
    response: Dispatcher.ResponseData,
    call: Call,
  ): Promise<Outcome<{ readonly body: Readable; readonly asked: Asked }>> {
    const { statusCode: status, headers, body } = response;
    if (status >= 200 && status <= 299) return { result: { body, asked: call.asked } };
    const text = await readText(body, this.#maxBodyBytes, 'cut');
    return { error: this.#failure(call.asked, { status, headers, text }) };
  }

  #failure(asked: Asked, answer: Omit<FailedAnswer, 'json'>): ProviderError {
    const { clock, readFailure } = this.#options;
    const failed: FailedAnswer = { ...answer, json: parseJson(answer.text)?.value };
    const reading = readFailure?.(failed);
    const now = clock.now();
    const askedMs = parseRetryAfter(headerOf(answer.headers, 'retry-after'), now);
    const limited = (reading?.code ?? codeOfStatus(answer.status)) === 'provider_rate_limited';
    const retryAfterMs = limited ? rateLimitPauseMs(askedMs, now) : askedMs;
    return answerFailure(asked, failed, reading, retryAfterMs);
  }
}

/** Fresh credentials were had with the token just now: it is good, and not good enough for this. */
function missingRight(error: ProviderError): ProviderError {
  const { message, context, cause } = error;
  return new ProviderError('provider_auth', message, { context: { reason: 'missing_right', ...context }, cause });
}
