import type { FailedAnswer, FailureReading } from '../../http/request.ts';
import type { App, ReviewApp } from '../../model/app.ts';
import { type Formation, isEmpty, type ProcessScale } from '../../model/formation.ts';
import type { Region } from '../../model/region.ts';
import type { ProviderStatus } from '../../model/status.ts';
import type { Activity, Busy } from '../provider.ts';
import {
  type AppRow,
  type AutoscalerRow,
  type ContainerRow,
  type DeploymentRow,
  type EventFormation,
  type EventRow,
  type FailureBody,
  type FormationRow,
  failureBody,
  type MetricPoint,
  restartData,
  scaleData,
  tokenClaims,
} from './schema.ts';

const statuses = new Map<string, ProviderStatus>([
  ['running', 'running'],
  ['stopped', 'stopped'],
  ['crashed', 'crashed'],
  ['new', 'new'],
  ['booting', 'deploying'],
  ['restarting', 'deploying'],
  ['scaling', 'scaling'],
]);

/** The longest name an app can have. */
const NAME_LIMIT = 48;

export function mapApp(row: AppRow, region: Region, readAt: string): App {
  const status = mapStatus(row);
  const url = row.url || row.base_url;
  const review = mapReview(row);
  const lastDeployedAt = mapInstant(row.last_deployed_at);
  const createdAt = mapInstant(row.created_at);
  return {
    id: row.id,
    name: row.name,
    region,
    status,
    ...(status === 'new' && { statusReason: 'never_deployed' }),
    ...(url && { url }),
    ...(review && { review }),
    ...(lastDeployedAt && { lastDeployedAt }),
    ...(createdAt && { createdAt }),
    readAt,
  };
}

/** Without one successful deployment nothing can start; what runs or moves all the same is believed. */
function mapStatus(row: AppRow): ProviderStatus {
  const status = statuses.get(row.status) ?? 'unknown';
  const atRest = status === 'stopped' || status === 'crashed';
  return atRest && row.last_deployment_id === null ? 'new' : status;
}

/**
 * A parent alone proves nothing, since child apps are also made by hand: the name must follow. How the vendor shortens
 * a name that would be too long is unknown [A]: there the ending is enough.
 */
export function mapReview({ name, parent_app_name: parent }: AppRow): ReviewApp | undefined {
  const ending = /-pr([1-9]\d{0,8})$/.exec(name);
  if (!parent || ending === null) return undefined;
  const whole = `${parent}${ending[0]}`;
  return name === whole || whole.length > NAME_LIMIT ? { parent, pullRequest: Number(ending[1]) } : undefined;
}

/** Any offset and number of decimals to UTC; the zero date `0001-01-01T00:00:00Z` means none. */
export function mapInstant(text: string | null | undefined): string | undefined {
  const ms = Date.parse(text ?? '');
  return ms > 0 ? new Date(ms).toISOString() : undefined;
}

export function mapFormation(rows: readonly FormationRow[], autoscalers: readonly AutoscalerRow[]): Formation {
  const enabled = new Map(
    autoscalers.filter((row) => row.disabled !== true).map((row) => [row.container_type, row.id]),
  );
  return Object.fromEntries(
    rows.map(({ name, amount, size }) => {
      const autoscaler = enabled.get(name);
      return [name, { amount, ...(size && { size }), ...(autoscaler && { autoscaler }) }];
    }),
  );
}

/** What ran before everything was scaled to zero. */
export interface Previous {
  readonly formation: Formation;
  /** When it was scaled to zero; absent where the vendor does not tell. */
  readonly at?: string;
}

/** The newest event that scaled everything to zero tells what ran before. */
export function findPrevious(events: readonly EventRow[]): Previous | undefined {
  for (const event of events) {
    const data = event.type === 'scale' ? scaleData.safeParse(event.type_data).data : undefined;
    if (data === undefined) continue;
    const before = mapEventFormation(data.previous_containers);
    const at = mapInstant(event.created_at);
    if (isEmpty(mapEventFormation(data.containers)) && !isEmpty(before)) {
      return { formation: before, ...(at !== undefined && { at }) };
    }
  }
  return undefined;
}

/** A stop switches the autoscalers off right before it scales; an app that is busy is waited for in between. */
const SWITCHED_BEFORE_MS = 2 * 60_000;
const SWITCHED_AFTER_MS = 30_000;

/** Whether the app has had one at all: then it is worth a call to ask for it. */
export function tellsOfAutoscaler({ type }: EventRow): boolean {
  return type.endsWith('_autoscaler');
}

/** The autoscalers that were switched off by that very stop; one switched off at another time was meant to be off. */
export function withAutoscalers({ formation, at }: Previous, autoscalers: readonly AutoscalerRow[]): Formation {
  const zeroMs = Date.parse(at ?? '');
  const switched = new Map(
    autoscalers.flatMap(({ id, container_type: type, disabled, updated_at: updatedAt }) => {
      const sinceMs = Date.parse(mapInstant(updatedAt) ?? '') - zeroMs;
      const byStop = disabled === true && sinceMs >= -SWITCHED_BEFORE_MS && sinceMs <= SWITCHED_AFTER_MS;
      return byStop ? [[type, id] as const] : [];
    }),
  );
  return Object.fromEntries(
    Object.entries(formation).map(([type, scale]) => {
      const autoscaler = switched.get(type);
      return [type, autoscaler === undefined ? scale : { ...scale, autoscaler }];
    }),
  );
}

/** The vendor's own deeds bear its name. */
const platformUser = /^scalingo-platform/;

/**
 * The newest event of a human hand. A scale by the account we use is taken for ours: what it did to an app that we woke
 * is known anyway.
 */
export function findLastHandled(events: readonly EventRow[], ownUserId: string): string | undefined {
  const handled = events.find(({ type, type_data: data, user }) => {
    if (platformUser.test(user?.username ?? '')) return false;
    if (type === 'restart') return restartData.safeParse(data).data?.reason === 'user_restart';
    return type === 'run' || (type === 'scale' && user?.id !== ownUserId);
  });
  return mapInstant(handled?.created_at);
}

function mapEventFormation(containers: EventFormation): Formation {
  return Object.fromEntries(
    Object.entries(containers).flatMap(([type, value]): [string, ProcessScale][] => {
      const [amount, size] = String(value).split(':');
      return /^\d+$/.test(amount ?? '') ? [[type, { amount: Number(amount), ...(size && { size }) }]] : [];
    }),
  );
}

/** An unknown status without an end counts as under way: better to wait for nothing than to cut a deployment. */
export function mapDeployments(rows: readonly DeploymentRow[]): Busy[] {
  return rows
    .filter(({ status, finished_at }) => !isOver(status) && mapInstant(finished_at) === undefined)
    .map((row) => withSince({ kind: 'deployment', detail: row.status }, row.created_at));
}

function isOver(status: string): boolean {
  return status === 'success' || status === 'aborted' || status.endsWith('-error');
}

/** Commands are not told: they may hold secrets. */
export function mapOneOffs(rows: readonly ContainerRow[]): Busy[] {
  return rows
    .filter(({ type, deleted_at }) => type === 'one-off' && mapInstant(deleted_at) === undefined)
    .map((row) => withSince({ kind: 'one_off', ...(row.label && { detail: row.label }) }, row.created_at));
}

function withSince(busy: Busy, createdAt: string | null | undefined): Busy {
  const since = mapInstant(createdAt);
  return since === undefined ? busy : { ...busy, since };
}

const MINUTE_MS = 60_000;
/** The longest window the vendor's metrics serve, in hours. */
export const LONGEST_WINDOW_HOURS = 71;
/** Up to here a point is one minute and its value a count; beyond, points are thinned and only zero or not is known. */
const COUNTED_HOURS = 3;

/**
 * Hours to ask for: never less than those that come by the minute, since a monitor shows in such a series only. The first
 * point of an answer may be null for want of a whole minute: an hour of margin keeps it out of a longer period. Of one
 * of just 3 h it is the price of the series, and whoever waited a moment for a turn is not refused the series for it.
 */
export function windowHours(since: Date, now: Date): number {
  const minutes = Math.ceil((now.getTime() - since.getTime()) / MINUTE_MS);
  if (minutes <= COUNTED_HOURS * 60 + 1) return COUNTED_HOURS;
  return Math.min(Math.ceil(minutes / 60) + 1, LONGEST_WINDOW_HOURS);
}

/** Longer windows come thinned to about 200 points; half as many still cover one. */
const FEWEST_POINTS = 100;

/** @param points oldest first; undefined: the vendor has no metrics for the window, which means no request */
export function mapActivity(points: readonly MetricPoint[] | undefined, since: Date, now: Date): Activity {
  const thisMinute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS).toISOString();
  if (points === undefined) return { known: true, requests: 0, hits: [], completeUntil: thisMinute };
  const read = points.map(({ time, value }) => ({ at: Date.parse(time), value: value ?? 0 }));
  const last = read.at(-1);
  if (last === undefined) return { known: false, reason: 'no_metrics' };
  const stepMs = Math.max(MINUTE_MS, last.at - (read.at(-2)?.at ?? last.at));
  // A point stands for the step that begins with it: one that reaches into the period counts whole.
  const busy = read.filter(({ value }) => value > 0);
  const served = busy.filter(({ at }) => at + stepMs > since.getTime());
  const latest = served.at(-1);
  // A hole proves no silence.
  if (latest === undefined && !covers(read, since, now)) return { known: false, reason: 'incomplete' };
  const endOf = (at: number) => new Date(Math.min(at + stepMs, now.getTime())).toISOString();
  return {
    known: true,
    ...(latest && { lastRequestAt: endOf(latest.at) }),
    ...(stepMs === MINUTE_MS && {
      requests: served.reduce((sum, { value }) => sum + value, 0),
      hits: busy.map(({ at, value }) => ({ at: endOf(at), count: value })),
    }),
    // The point of the running minute may still grow.
    completeUntil: new Date(Math.min(last.at, now.getTime())).toISOString(),
  };
}

/** The points follow each other closely from the beginning of the period on; an instant that is none fits nowhere. */
function covers(points: readonly { readonly at: number }[], since: Date, now: Date): boolean {
  const longestMs = Math.max(2 * MINUTE_MS, (windowHours(since, now) * 60 * MINUTE_MS) / FEWEST_POINTS);
  const instants = points.map(({ at }) => at);
  return instants.every((at, index) => at - (instants[index - 1] ?? since.getTime()) <= longestMs);
}

/** How long a bearer lives, from its own claims, so that a clock of ours that is wrong does no harm. */
export function bearerLifetimeMs(token: string, now: Date): number | undefined {
  try {
    const claims = tokenClaims.safeParse(
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')),
    ).data;
    if (claims === undefined) return undefined;
    return (claims.exp - (claims.iat ?? now.getTime() / 1000)) * 1000;
  } catch {
    // Not a JWT: the caller has a lifetime for that.
    return undefined;
  }
}

/** Names what the vendor refused; the status alone names the rest. */
export function readFailure({ status, json }: Pick<FailedAnswer, 'status' | 'json'>): FailureReading | undefined {
  const body = failureBody.safeParse(json).data;
  if (body === undefined) return undefined;
  const detail = describeFailure(body);
  return {
    ...(detail && { detail }),
    ...(status === 422 && isBusy(body) && { code: 'provider_conflict' }),
    ...(body.resource === 'container_type' && { code: 'provider_refused' }),
    ...(status === 402 && { code: 'provider_refused', reason: 'payment' }),
    ...(body.code === 'region_disabled' && { reason: 'region_disabled' }),
  };
}

/** Another operation or a deployment holds the app: `{"errors":{"app":["is booting"]}}`. */
function isBusy({ errors }: FailureBody): boolean {
  return [errors?.app ?? []].flat().some((text) => text.startsWith('is '));
}

/** The address to settle a payment comes with its sentence; the sentence is cut before the address would be. */
function describeFailure({ error, errors, url }: FailureBody): string | undefined {
  const fields = Object.entries(errors ?? {}).map(([field, texts]) => {
    const told = [texts].flat().join(', ');
    return field === 'app' ? told : `${field}: ${told}`;
  });
  const sentence = error || fields.join('; ');
  return url ? `${sentence.slice(0, 100)} ${url}`.trim() : sentence || undefined;
}
