import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Clock } from '../../clock.ts';
import type { CleverCloudConfig, CleverCloudCredentials } from '../../config.ts';
import { ProviderError } from '../../errors.ts';
import { HttpClient } from '../../http/client.ts';
import { createPace, type Pace } from '../../http/pace.ts';
import type { FailedAnswer, FailureReading, HttpRequest } from '../../http/request.ts';
import type { CallOptions, ProviderDeps } from '../provider.ts';
import { hmacHeader, plaintextHeader } from './oauth.ts';
import { apiUrlFor } from './regions.ts';
import {
  type ApiTokens,
  type Application,
  apiTokensSchema,
  applicationSchema,
  applicationsSchema,
  type CurrentToken,
  currentTokenSchema,
  type Deployment,
  deploymentsByAppSchema,
  deploymentsSchema,
  failureSchema,
  type HourlyCounts,
  hourlyCountsSchema,
  type Instance,
  instancesByAppSchema,
  instancesSchema,
  type PriceSystem,
  priceSystemSchema,
  type Self,
  selfSchema,
  startedSchema,
  summarySchema,
} from './schema.ts';

/**
 * No limit is published; existing products live well below 5 requests a second and 4 in flight. The burst lets the
 * eleven apps of one pull request start side by side.
 */
const PACE = { perMinute: 300, burst: 15, reservedForPeople: 5, maxInFlight: 6 } as const;

type ByApp<Value> = Readonly<Record<string, readonly Value[]>>;

/** The endpoints we use, one method each. v2 paths start at the owner, v4 paths name the owner's id. */
export class CleverCloudClient {
  readonly credentialsKind: CleverCloudCredentials['kind'];
  readonly #http: HttpClient;
  readonly #pace: Pace;
  readonly #region: string;
  readonly #owner: string | undefined;
  #ownerId: string | undefined;
  /** By id, for error sentences: ids mean nothing to people. */
  readonly #names = new Map<string, string>();

  constructor(config: CleverCloudConfig, deps: ProviderDeps) {
    this.#owner = config.owner;
    this.#ownerId = config.owner;
    this.#region = `${config.type}/${config.region}`;
    this.credentialsKind = config.credentials.kind;
    this.#pace = createPace({ clock: deps.clock, ...PACE });
    this.#http = new HttpClient({
      baseUrl: apiUrlFor(config),
      region: this.#region,
      clock: deps.clock,
      log: deps.log,
      proxy: deps.proxy,
      pace: this.#pace,
      requestIdHeader: 'sozu-id',
      authorize: async (call) => ({ authorization: authorization(config.credentials, call, deps.clock) }),
      readFailure,
    });
  }

  /** The vendor's clock minus ours, as its last answer told. */
  get skewMs(): number | undefined {
    return this.#http.skewMs;
  }

  get budget(): { readonly perMinute: number; readonly left: number } {
    return { perMinute: this.#pace.perMinute, left: this.#pace.left() };
  }

  async getSelf(options: CallOptions = {}): Promise<Self> {
    return this.#read({ ...options, method: 'GET', path: '/v2/self', schema: selfSchema });
  }

  /** The OAuth token in use. */
  async findCurrentToken(options: CallOptions = {}): Promise<CurrentToken | undefined> {
    return this.#find('/v2/self/tokens/current', currentTokenSchema, {}, options);
  }

  /** The user's API tokens, without their values; the bridge alone knows them. */
  async findApiTokens(options: CallOptions = {}): Promise<ApiTokens | undefined> {
    return this.#find('/api-tokens', apiTokensSchema, {}, options);
  }

  /** What the user may do for the owner; `OWNER` in one's own space. */
  async findRole(options: CallOptions = {}): Promise<string | undefined> {
    if (this.#base() === '/v2/self') return 'OWNER';
    const summary = await this.#find('/v2/summary', summarySchema, {}, options);
    return summary?.organisations.find(({ id }) => id === this.#owner)?.role ?? undefined;
  }

  /** The owner's negotiated prices in that zone, undefined where these credentials may not read them. */
  async findOwnPrices(zone: string, options: CallOptions = {}): Promise<PriceSystem | undefined> {
    const path = `/v4/billing/organisations/${await this.#resolveOwnerId(options)}/price-system`;
    return this.#find(path, priceSystemSchema, { zone_id: zone, currency: 'EUR' }, options);
  }

  async getListPrices(zone: string, options: CallOptions = {}): Promise<PriceSystem> {
    const query = { zone_id: zone, currency: 'EUR' };
    const call = { ...options, method: 'GET', path: '/v4/billing/price-system', query } as const;
    return this.#read({ ...call, schema: priceSystemSchema });
  }

  /** Every zone, archived apps included; the API has neither filter nor pages. */
  async listApplications(options: CallOptions = {}): Promise<readonly Application[]> {
    const path = `${this.#base()}/applications`;
    const applications = await this.#read({ ...options, method: 'GET', path, schema: applicationsSchema });
    // What the list no longer holds is gone: a program that runs for months must not gather names.
    this.#names.clear();
    for (const application of applications) this.#remember(application);
    return applications;
  }

  async getApplication(id: string, options: CallOptions = {}): Promise<Application> {
    const application = await this.#read({
      ...options,
      method: 'GET',
      path: this.#appPath(id),
      app: this.#nameOf(id),
      schema: applicationSchema,
    });
    return this.#remember(application);
  }

  /** Newest first, as the vendor sorts them. */
  async listDeployments(id: string, limit: number, options: CallOptions = {}): Promise<readonly Deployment[]> {
    return this.#read({
      ...options,
      method: 'GET',
      path: `${this.#appPath(id)}/deployments`,
      query: { limit },
      app: this.#nameOf(id),
      schema: deploymentsSchema,
    });
  }

  async listInstances(id: string, options: CallOptions = {}): Promise<readonly Instance[]> {
    return this.#read({
      ...options,
      method: 'GET',
      path: `${this.#appPath(id)}/instances`,
      app: this.#nameOf(id),
      schema: instancesSchema,
    });
  }

  /** The newest row of each app, undefined when the untyped answer is not what we take it for. */
  async findOwnerDeployments(options: CallOptions = {}): Promise<ByApp<Deployment> | undefined> {
    const rows = await this.#find(`${this.#base()}/deployments`, deploymentsByAppSchema, { limit: 1 }, options);
    if (rows === undefined) return undefined;
    return Object.fromEntries(Object.entries(rows).map(([id, list]) => [id, newestFirst(list)]));
  }

  async findOwnerInstances(options: CallOptions = {}): Promise<ByApp<Instance> | undefined> {
    return this.#find(`${this.#base()}/instances`, instancesByAppSchema, {}, options);
  }

  /**
   * Deploys the current commit from the build cache: a start, and on an app that is up a restart.
   * @returns the deployment's id, where the vendor tells it
   */
  async start(id: string, options: CallOptions = {}): Promise<string | undefined> {
    const { deploymentId } = await this.#read({
      ...options,
      method: 'POST',
      path: `${this.#appPath(id)}/instances`,
      app: this.#nameOf(id),
      schema: startedSchema,
    });
    return deploymentId ?? undefined;
  }

  async stop(id: string, options: CallOptions = {}): Promise<void> {
    await this.#http.send({
      ...options,
      method: 'DELETE',
      path: `${this.#appPath(id)}/instances`,
      app: this.#nameOf(id),
    });
  }

  async listHourlyCounts(id: string, from: string, to: string, options: CallOptions = {}): Promise<HourlyCounts> {
    return this.#read({
      ...options,
      method: 'GET',
      path: `/v4/stats/organisations/${await this.#resolveOwnerId(options)}/http-status-codes`,
      query: { applicationId: id, from, to },
      app: this.#nameOf(id),
      schema: hourlyCountsSchema,
    });
  }

  /** The raw text of an event stream that ends by itself at `until` or after `limit` entries. */
  async *streamAccessLogs(
    id: string,
    query: { readonly since: string; readonly until: string; readonly limit: number },
    options: CallOptions = {},
  ): AsyncIterable<string> {
    yield* this.#http.stream({
      ...options,
      method: 'GET',
      path: `/v4/accesslogs/organisations/${await this.#resolveOwnerId(options)}/applications/${encodeURIComponent(id)}/accesslogs`,
      query,
      headers: { accept: 'text/event-stream' },
      app: this.#nameOf(id),
    });
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** A `user_…` id below `/v2/organisations` is refused with a 403. */
  #base(): string {
    if (this.#owner === undefined || this.#owner.startsWith('user_')) return '/v2/self';
    return `/v2/organisations/${this.#owner}`;
  }

  #appPath(id: string): string {
    return `${this.#base()}/applications/${encodeURIComponent(id)}`;
  }

  #remember(application: Application): Application {
    this.#names.set(application.id, `${this.#region}/${application.name}`);
    return application;
  }

  /** `clever-cloud/par/shop`, or the id of an app not read yet. */
  #nameOf(id: string): string {
    return this.#names.get(id) ?? id;
  }

  /** v4 has no `self`: the personal space is asked for its id once. */
  async #resolveOwnerId(options: CallOptions): Promise<string> {
    this.#ownerId ??= (await this.getSelf(options)).id;
    return this.#ownerId;
  }

  /** For what may be missing, or be another thing than we take it for. */
  async #find<Body>(
    path: string,
    schema: z.ZodType<Body>,
    query: Readonly<Record<string, number | string>>,
    options: CallOptions,
  ): Promise<Body | undefined> {
    const answer = await this.#http.send({
      ...options,
      method: 'GET',
      path,
      query,
      schema: z.unknown(),
      accept: [400, 404, 405, 500, 501],
    });
    const parsed = schema.safeParse(answer.body);
    return parsed.success ? parsed.data : undefined;
  }

  async #read<Body>(request: HttpRequest<Body>): Promise<Body> {
    const { body, status } = await this.#http.send(request);
    if (body !== undefined) return body;
    throw new ProviderError('provider_contract', 'Clever Cloud answered without the content it promises', {
      context: { region: this.#region, status, ...(request.app !== undefined && { app: request.app }) },
    });
  }
}

function newestFirst(rows: readonly Deployment[]): readonly Deployment[] {
  return rows.toSorted((a, b) => b.date - a.date);
}

function authorization(credentials: CleverCloudCredentials, call: { method: string; url: URL }, clock: Clock): string {
  if (credentials.kind === 'api_token') return `Bearer ${credentials.token.reveal()}`;
  if (credentials.signature !== 'HMAC-SHA512') return plaintextHeader(credentials);
  const timestamp = Math.floor(clock.now().getTime() / 1000);
  return hmacHeader(credentials, { ...call, timestamp, nonce: randomBytes(16).toString('hex') });
}

/** The status is not documented for several ids, so the id of the body decides first. */
export function readFailure({ status, json }: FailedAnswer): FailureReading | undefined {
  const parsed = failureSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const detail = parsed.data.message ?? parsed.data.error;
  const said = detail === null || detail === undefined ? {} : { detail };
  switch (String(parsed.data.code ?? parsed.data.id)) {
    case '403':
      // v2 answers its rate limit with a 403 whose body bears the same number.
      return status === 403 ? { ...said, code: 'provider_rate_limited' } : said;
    case '6201':
      return { ...said, code: 'provider_auth', reason: 'missing_right' };
    case '4002':
      return { ...said, code: 'provider_not_found' };
    case '4014':
      return { ...said, code: 'provider_refused', reason: 'never_deployed' };
    default:
      return said;
  }
}
