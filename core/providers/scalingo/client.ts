import type * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { ScalingoConfig } from '../../config.ts';
import { ProviderError, type ProviderErrorCode } from '../../errors.ts';
import { HttpClient } from '../../http/client.ts';
import { createPace, type Pace } from '../../http/pace.ts';
import type { HttpAnswer, HttpRequest } from '../../http/request.ts';
import type { Secret } from '../../log.ts';
import type { CallOptions, ProviderDeps } from '../provider.ts';
import { bearerLifetimeMs, readFailure } from './map.ts';
import { hostsOf } from './regions.ts';
import {
  type AppRow,
  type AutoscalerRow,
  accountAnswer,
  appAnswer,
  appList,
  autoscalerList,
  type ContainerRow,
  containerList,
  type DeploymentRow,
  deploymentList,
  type EventRow,
  eventPage,
  type FormationRow,
  failureBody,
  formationAnswer,
  type MetricPoint,
  metricPoints,
  operationAnswer,
  tokenAnswer,
} from './schema.ts';

const MINUTE_MS = 60_000;
/** A bearer is replaced this long before it ends, as the vendor's own client does. */
const RENEW_BEFORE_MS = 5 * MINUTE_MS;
/** When a bearer does not tell its end; they live one hour. */
const BLIND_LIFETIME_MS = 50 * MINUTE_MS;
/** A bearer this young is not the reason of a 401: another call has just renewed it. */
const YOUNG_BEARER_MS = 5_000;

/** Which app, as the vendor knows it and as people do, and how the caller waits. */
export interface Target extends CallOptions {
  readonly id: string;
  readonly app: string;
}

/**
 * stored: nothing can run yet, the formation is kept for later. unchanged: it was like this already.
 * rejected: something in the request is not acceptable, perhaps a process type that is gone.
 */
export type ScaleAnswer =
  | { readonly kind: 'accepted'; readonly operation?: string }
  | { readonly kind: 'stored' }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'rejected'; readonly error: ProviderError };

export type Operation = z.infer<typeof operationAnswer>['operation'];

interface Bearer {
  readonly token: string;
  readonly since: number;
  readonly renewAt: number;
}

/**
 * Scalingo's API in one region, one method per endpoint.
 * @see https://developers.scalingo.com, read 2026-09
 */
export class ScalingoClient {
  readonly #clock: Clock;
  readonly #region: string;
  readonly #token: Secret;
  readonly #auth: HttpClient;
  readonly #api: HttpClient;
  #bearer: Bearer | undefined;
  #exchange: Promise<Bearer> | undefined;

  constructor(config: ScalingoConfig, { clock, log }: ProviderDeps) {
    const { apiUrl, authUrl } = hostsOf(config);
    this.#clock = clock;
    this.#region = `scalingo/${config.region}`;
    this.#token = config.token;
    const common = { region: this.#region, clock, log, requestIdHeader: 'x-request-id', readFailure };
    this.#auth = new HttpClient({
      ...common,
      baseUrl: authUrl,
      authorize: async ({ url }) => (url.pathname === EXCHANGE_PATH ? this.#apiToken() : this.#bearerHeader()),
    });
    this.#api = new HttpClient({
      ...common,
      baseUrl: apiUrl,
      pace: createRegionPace(clock),
      authorize: () => this.#bearerHeader(),
      reauthorize: async () => {
        await this.#renew();
        return true;
      },
    });
  }

  async listApps(options: CallOptions): Promise<AppRow[]> {
    return (await this.#read({ method: 'GET', path: '/v1/apps', schema: appList, ...options })).apps;
  }

  async getApp(target: Target): Promise<AppRow> {
    return (await this.#get(target, '', appAnswer)).app;
  }

  async listFormation(target: Target): Promise<FormationRow[]> {
    return (await this.#get(target, '/containers', formationAnswer)).containers;
  }

  async listContainers(target: Target): Promise<ContainerRow[]> {
    return (await this.#get(target, '/ps', containerList)).containers;
  }

  async listAutoscalers(target: Target): Promise<AutoscalerRow[]> {
    return (await this.#get(target, '/autoscalers', autoscalerList)).autoscalers;
  }

  /** An autoscaler deleted meanwhile is none of our business. */
  async enableAutoscaler(target: Target, id: string): Promise<void> {
    await this.#api.send({
      ...request(target, 'PATCH', `/autoscalers/${encodeURIComponent(id)}`),
      json: { autoscaler: { disabled: false } },
      repeatable: true,
      accept: [404],
    });
  }

  /**
   * All changes in one call: one operation. Types left out keep their amount, sizes are never sent and so kept.
   * Safe to repeat: the same request again answers "no change" or busy.
   * @throws {ProviderError} provider_conflict while another operation or a deployment holds the app
   */
  async scale(target: Target, amounts: Readonly<Record<string, number>>): Promise<ScaleAnswer> {
    const answer = await this.#api.send({
      ...request(target, 'POST', '/scale'),
      json: { containers: Object.entries(amounts).map(([name, amount]) => ({ name, amount })) },
      repeatable: true,
      accept: [400, 404, 422],
    });
    const body = failureBody.safeParse(answer.json).data;
    if (answer.status === 400 && /no change/i.test(body?.error ?? '')) return { kind: 'unchanged' };
    if (answer.status === 404 && body?.resource === 'container_type') {
      return { kind: 'rejected', error: this.#failure(target, answer, 'provider_refused') };
    }
    if (answer.status === 422) {
      const error = this.#failure(target, answer, 'provider_refused');
      if (error.code === 'provider_conflict') throw error;
      return { kind: 'rejected', error };
    }
    if (answer.status === 404) throw this.#failure(target, answer, 'provider_not_found');
    if (answer.status >= 400) throw this.#failure(target, answer, 'provider_refused');
    const operation = operationId(answer);
    if (operation !== undefined) return { kind: 'accepted', operation };
    return answer.status === 200 ? { kind: 'stored' } : { kind: 'accepted' };
  }

  /** Everything; not safe to repeat. The answer is empty text. */
  async restart(target: Target): Promise<string | undefined> {
    return operationId(await this.#api.send({ ...request(target, 'POST', '/restart'), json: { scope: [] } }));
  }

  async findOperation(target: Target, id: string): Promise<Operation | undefined> {
    const answer = await this.#api.send({
      ...request(target, 'GET', `/operations/${encodeURIComponent(id)}`),
      schema: operationAnswer,
      accept: [404],
    });
    if (answer.status !== 404) return answer.body?.operation;
    if (failureBody.safeParse(answer.json).data?.resource === 'app') {
      throw this.#failure(target, answer, 'provider_not_found');
    }
    return undefined;
  }

  /** The newest ones; no two of one app run at the same time, so the first page holds any that does. */
  async listDeployments(target: Target): Promise<DeploymentRow[]> {
    return (await this.#get(target, '/deployments', deploymentList)).deployments;
  }

  /** Newest first, 30 to a page. */
  async listEvents(target: Target, page: number): Promise<{ events: EventRow[]; nextPage: number | undefined }> {
    const { events, meta } = await this.#get(target, '/events', eventPage, { page });
    return { events, nextPage: meta?.pagination.next_page ?? undefined };
  }

  /** Requests per point over the last hours; undefined: none was recorded, which the vendor tells by a 404. */
  async findRouterPoints(target: Target, hours: number): Promise<MetricPoint[] | undefined> {
    const answer = await this.#api.send({
      ...request(target, 'GET', '/stats/router'),
      query: { since: hours },
      schema: metricPoints,
      accept: [404],
    });
    if (answer.status !== 404) return answer.body;
    const body = failureBody.safeParse(answer.json).data;
    if (body?.error === 'no metrics found' && !body.resource) return undefined;
    throw this.#failure(target, answer, 'provider_not_found');
  }

  /** Proves the token itself: a bearer would outlive its revocation. */
  async getAccount(options: CallOptions): Promise<z.infer<typeof accountAnswer>['user']> {
    this.#bearer = undefined;
    const answer = await this.#auth.send({
      method: 'GET',
      path: '/v1/users/self',
      schema: accountAnswer,
      ...options,
    });
    return this.#bodyOf(answer).user;
  }

  async close(): Promise<void> {
    await Promise.all([this.#auth.close(), this.#api.close()]);
  }

  #get<Body>(target: Target, path: string, schema: z.ZodType<Body>, query: HttpRequest['query'] = {}): Promise<Body> {
    return this.#read({ ...request(target, 'GET', path), schema, query });
  }

  async #read<Body>(call: HttpRequest<Body>): Promise<Body> {
    return this.#bodyOf(await this.#api.send(call));
  }

  #bodyOf<Body>(answer: HttpAnswer<Body>): Body {
    if (answer.body !== undefined) return answer.body;
    throw new ProviderError(
      'provider_contract',
      `${this.#region} answered ${answer.status} without the expected body`,
      {
        context: { region: this.#region, status: answer.status },
      },
    );
  }

  /** The error of an answer that was accepted as a possible result and is none. */
  #failure(target: Target, answer: HttpAnswer, otherwise: ProviderErrorCode): ProviderError {
    const reading = readFailure(answer);
    const code = reading?.code ?? otherwise;
    const detail = reading?.detail ?? `status ${answer.status}`;
    return new ProviderError(code, `${this.#region} answered ${answer.status} for ${target.app}: ${detail}`, {
      retryable: code === 'provider_conflict',
      context: {
        app: target.app,
        region: this.#region,
        status: answer.status,
        detail,
        ...(reading?.reason && { reason: reading.reason }),
        ...(answer.requestId && { requestId: answer.requestId }),
      },
    });
  }

  #apiToken(): Readonly<Record<string, string>> {
    return { authorization: `Basic ${Buffer.from(`:${this.#token.reveal()}`).toString('base64')}` };
  }

  async #bearerHeader(): Promise<Readonly<Record<string, string>>> {
    const known = this.#bearer;
    const usable = known !== undefined && this.#clock.now().getTime() < known.renewAt;
    return { authorization: `Bearer ${(usable ? known : await this.#shareExchange()).token}` };
  }

  /** After a 401. Calls refused together renew together, and once. */
  async #renew(): Promise<void> {
    const known = this.#bearer;
    const young = known !== undefined && this.#clock.now().getTime() - known.since < YOUNG_BEARER_MS;
    if (!young) await this.#shareExchange();
  }

  #shareExchange(): Promise<Bearer> {
    this.#exchange ??= this.#exchangeToken().finally(() => {
      this.#exchange = undefined;
    });
    return this.#exchange;
  }

  /** Outlives the caller that began it: others wait for it too. */
  async #exchangeToken(): Promise<Bearer> {
    const answer = await this.#auth.send({
      method: 'POST',
      path: EXCHANGE_PATH,
      schema: tokenAnswer,
      repeatable: true,
      priority: 'person',
    });
    const { token } = this.#bodyOf(answer);
    const now = this.#clock.now();
    const lifetimeMs = bearerLifetimeMs(token, now);
    const restMs =
      lifetimeMs === undefined ? BLIND_LIFETIME_MS : Math.max(lifetimeMs - RENEW_BEFORE_MS, lifetimeMs / 2);
    const bearer = { token, since: now.getTime(), renewAt: now.getTime() + restMs };
    this.#bearer = bearer;
    return bearer;
  }
}

const EXCHANGE_PATH = '/v1/tokens/exchange';

/**
 * The vendor allows 60 requests a minute and an account is shared with other tools: 50 are ours.
 * @see https://developers.scalingo.com/#rate-limit, read 2026-09
 */
function createRegionPace(clock: Clock): Pace {
  return createPace({ clock, perMinute: 50, burst: 10, reservedForPeople: 5, maxInFlight: 6 });
}

function request(target: Target, method: HttpRequest['method'], path: string): HttpRequest<never> {
  const { id, ...options } = target;
  return { method, path: `/v1/apps/${encodeURIComponent(id)}${path}`, ...options };
}

/** Only the last segment of the address: the bearer never goes to another host than ours. */
function operationId({ headers }: HttpAnswer): string | undefined {
  const location = [headers['location'] ?? []].flat()[0];
  return location?.match(/\/operations\/([^/?#]+)\/?(?:[?#].*)?$/)?.[1];
}
