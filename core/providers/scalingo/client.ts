import type * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { ScalingoConfig } from '../../config.ts';
import type { ProviderError } from '../../errors.ts';
import { HttpClient } from '../../http/client.ts';
import { type Asked, answerFailure, contractFailure } from '../../http/failure.ts';
import { createPace, type Pace } from '../../http/pace.ts';
import type { HttpAnswer, HttpRequest } from '../../http/request.ts';
import { Secret } from '../../log.ts';
import type { CallOptions, ProviderDeps } from '../provider.ts';
import { BearerSource } from './bearer.ts';
import { readFailure } from './map.ts';
import { hostsOf } from './regions.ts';
import {
  type AppRow,
  type AutoscalerRow,
  accountAnswer,
  appAnswer,
  appList,
  autoscalerList,
  type CollaboratorRow,
  type ContainerRow,
  collaboratorList,
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
  type ReviewRow,
  reviewList,
  type SizeRow,
  sizeList,
  tokenAnswer,
} from './schema.ts';

const EXCHANGE_PATH = '/v1/tokens/exchange';

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

type Operation = z.infer<typeof operationAnswer>['operation'];
type Account = z.infer<typeof accountAnswer>;

/**
 * Scalingo's API in one region, one method per endpoint.
 * @see https://developers.scalingo.com, read 2026-09
 */
export class ScalingoClient {
  readonly #region: string;
  readonly #token: Secret;
  readonly #bearer: BearerSource;
  readonly #auth: HttpClient;
  readonly #api: HttpClient;
  readonly #pace: Pace;

  constructor(config: ScalingoConfig, { clock, log, onSecret, proxy }: ProviderDeps) {
    const { apiUrl, authUrl } = hostsOf(config);
    this.#region = `scalingo/${config.region}`;
    this.#token = config.token;
    this.#bearer = new BearerSource(clock, async () => {
      const token = await this.#exchangeToken();
      onSecret?.(new Secret(token));
      return token;
    });
    const common = { region: this.#region, clock, log, proxy, requestIdHeader: 'x-request-id', readFailure };
    this.#auth = new HttpClient({
      ...common,
      baseUrl: authUrl,
      authorize: async ({ url }) => (url.pathname === EXCHANGE_PATH ? this.#apiToken() : this.#bearerHeader()),
    });
    this.#pace = createRegionPace(clock);
    this.#api = new HttpClient({
      ...common,
      baseUrl: apiUrl,
      pace: this.#pace,
      authorize: () => this.#bearerHeader(),
      reauthorize: async () => {
        await this.#bearer.renew();
        return true;
      },
    });
  }

  /** The vendor's clock minus ours, as its last answer told. */
  get skewMs(): number | undefined {
    return this.#api.skewMs ?? this.#auth.skewMs;
  }

  get budget(): { readonly perMinute: number; readonly left: number } {
    return { perMinute: this.#pace.perMinute, left: this.#pace.left() };
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
  async switchAutoscaler(target: Target, id: string, disabled: boolean): Promise<void> {
    await this.#api.send({
      ...request(target, 'PATCH', `/autoscalers/${encodeURIComponent(id)}`),
      json: { autoscaler: { disabled } },
      repeatable: true,
      accept: [404],
    });
  }

  /**
   * All changes in one call: one operation. Types left out keep their amount, sizes that are not sent are kept.
   * Safe to repeat: the same request again answers "no change" or busy.
   * @throws {ProviderError} provider_conflict while another operation or a deployment holds the app
   */
  async scale(
    target: Target,
    amounts: Readonly<Record<string, number>>,
    sizes: Readonly<Record<string, string>> = {},
  ): Promise<ScaleAnswer> {
    const call = request(target, 'POST', '/scale');
    const answer = await this.#api.send({
      ...call,
      json: { containers: Object.entries(amounts).map(([name, amount]) => ({ name, amount, ...sizeOf(sizes[name]) })) },
      repeatable: true,
      accept: [400, 404, 422],
    });
    if (answer.status >= 400) return this.#readScaleFailure(call, answer);
    const operation = operationId(answer);
    if (operation !== undefined) return { kind: 'accepted', operation };
    return answer.status === 200 ? { kind: 'stored' } : { kind: 'accepted' };
  }

  /** Everything; not safe to repeat. The answer is empty text. */
  async restart(target: Target): Promise<string | undefined> {
    return operationId(await this.#api.send({ ...request(target, 'POST', '/restart'), json: { scope: [] } }));
  }

  async findOperation(target: Target, id: string): Promise<Operation | undefined> {
    const call = request(target, 'GET', `/operations/${encodeURIComponent(id)}`);
    const answer = await this.#api.send({ ...call, schema: operationAnswer, accept: [404] });
    if (answer.status !== 404) return this.#bodyOf(call, answer).operation;
    if (failureBody.safeParse(answer.json).data?.resource === 'app') throw this.#failure(call, answer);
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
    const call = request(target, 'GET', '/stats/router');
    const answer = await this.#api.send({
      ...call,
      query: { since: hours },
      schema: metricPoints,
      accept: [404],
    });
    if (answer.status !== 404) return this.#bodyOf(call, answer);
    if (failureBody.safeParse(answer.json).data?.error === 'no metrics found') return undefined;
    throw this.#failure(call, answer);
  }

  /** Review apps of a parent, undefined where it is gone or linked to no repository. */
  async findReviewApps(target: Target): Promise<ReviewRow[] | undefined> {
    const call = { ...request(target, 'GET', '/scm_repo_link/review_apps'), schema: reviewList };
    const answer = await this.#api.send({ ...call, accept: [404] });
    return answer.status === 404 ? undefined : this.#bodyOf(call, answer).review_apps;
  }

  async listSizes(options: CallOptions): Promise<SizeRow[]> {
    const call = { method: 'GET', path: '/v1/features/container_sizes', ...options } as const;
    return (await this.#read({ ...call, schema: sizeList })).container_sizes;
  }

  /** Undefined where the list is not for us: a 401 also means "not allowed", and no bearer is renewed for it. */
  async findCollaborators(target: Target): Promise<CollaboratorRow[] | undefined> {
    const call = { ...request(target, 'GET', '/collaborators'), schema: collaboratorList };
    const answer = await this.#api.send({ ...call, accept: [401, 403, 404] });
    return answer.status >= 400 ? undefined : this.#bodyOf(call, answer).collaborators;
  }

  /** Proves the token itself: a bearer would outlive its revocation. */
  async getAccount(options: CallOptions): Promise<Account['user']> {
    this.#bearer.forget();
    const call: HttpRequest<Account> = { method: 'GET', path: '/v1/users/self', schema: accountAnswer, ...options };
    return (await this.#read(call, this.#auth)).user;
  }

  async close(): Promise<void> {
    await Promise.all([this.#auth.close(), this.#api.close()]);
  }

  #get<Body>(target: Target, path: string, schema: z.ZodType<Body>, query: HttpRequest['query'] = {}): Promise<Body> {
    return this.#read({ ...request(target, 'GET', path), schema, query });
  }

  async #read<Body>(call: HttpRequest<Body>, host: HttpClient = this.#api): Promise<Body> {
    return this.#bodyOf(call, await host.send(call));
  }

  /** A missing body is no empty answer: nothing may be concluded from it. */
  #bodyOf<Body>(call: HttpRequest<Body>, answer: HttpAnswer<Body>): Body {
    if (answer.body !== undefined) return answer.body;
    throw contractFailure(this.#asked(call, answer), 'no body', answer.status);
  }

  /** The error of an answer that was accepted as a possible result and is none. */
  #failure(call: HttpRequest, answer: HttpAnswer): ProviderError {
    return answerFailure(this.#asked(call, answer), answer, readFailure(answer), undefined);
  }

  #asked<Body>({ method, path, app }: HttpRequest<Body>, { requestId }: HttpAnswer<Body>): Asked {
    return { region: this.#region, method, path, app, requestId };
  }

  #readScaleFailure(call: HttpRequest, answer: HttpAnswer): ScaleAnswer {
    const body = failureBody.safeParse(answer.json).data;
    if (answer.status === 400 && /no change/i.test(body?.error ?? '')) return { kind: 'unchanged' };
    const error = this.#failure(call, answer);
    // Unknown process types are told by a 404 or a 422: sources disagree.
    const rejected = answer.status === 422 ? error.code !== 'provider_conflict' : body?.resource === 'container_type';
    if (rejected) return { kind: 'rejected', error };
    throw error;
  }

  #apiToken(): Readonly<Record<string, string>> {
    return { authorization: `Basic ${Buffer.from(`:${this.#token.reveal()}`).toString('base64')}` };
  }

  async #bearerHeader(): Promise<Readonly<Record<string, string>>> {
    return { authorization: `Bearer ${await this.#bearer.get()}` };
  }

  /** Somebody may be waiting, so it never queues behind the background. */
  async #exchangeToken(): Promise<string> {
    const call = { method: 'POST', path: EXCHANGE_PATH, repeatable: true, priority: 'person' } as const;
    return (await this.#read({ ...call, schema: tokenAnswer }, this.#auth)).token;
  }
}

/**
 * The vendor allows 60 requests a minute and an account is shared with other tools: 50 are ours.
 * A person who wakes and sleeps a few apps in a row uses 30 of them without a pause, background work at most 20.
 * @see https://developers.scalingo.com/#rate-limit, read 2026-09
 */
function createRegionPace(clock: Clock): Pace {
  return createPace({ clock, perMinute: 50, burst: 30, reservedForPeople: 10, maxInFlight: 6 });
}

function request(target: Target, method: HttpRequest['method'], path: string): HttpRequest<never> {
  const { id, ...rest } = target;
  return { method, path: `/v1/apps/${encodeURIComponent(id)}${path}`, ...rest };
}

/** Only the last segment of the address: the bearer never goes to another host than ours. */
function operationId({ headers }: HttpAnswer): string | undefined {
  const location = [headers.location ?? []].flat()[0];
  return location?.match(/\/operations\/([^/?#]+)\/?(?:[?#].*)?$/)?.[1];
}

function sizeOf(size: string | undefined): { readonly size?: string } {
  return size === undefined ? {} : { size };
}
