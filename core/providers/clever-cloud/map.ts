import type { App, ReviewApp } from '../../model/app.ts';
import type { Formation } from '../../model/formation.ts';
import type { Region } from '../../model/region.ts';
import type { Busy } from '../provider.ts';
import type { Application, Deployment } from './schema.ts';
import { isInProgress, isTask, type StatusReading } from './status.ts';

const DEFAULT_DOMAIN = /^app-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.cleverapps\.io$/;

/** The name that CleverCloud/clever-cloud-review-app gives; the app bears no other mark. */
const REVIEW_NAME = /^(?<repo>.+)-PR-(?<pr>\d+)$/i;

/** Below this an instant is in seconds: one third-party client reads `creationDate` so. */
const SMALLEST_MS = 100_000_000_000;

export interface AppFacts {
  readonly application: Application;
  readonly last: Deployment | undefined;
  readonly status: StatusReading;
  readonly readAt: Date;
}

export function mapApp(region: Region, { application, last, status, readAt }: AppFacts): App {
  const url = mapUrl(application);
  const review = mapReview(application.name);
  const createdAt = mapInstant(application.creationDate);
  const lastDeployedAt = last?.action === 'UNDEPLOY' || last?.action === 'CANCEL' ? undefined : mapInstant(last?.date);
  return {
    id: application.id,
    name: application.name,
    region,
    status: status.status,
    ...(status.reason !== undefined && { statusReason: status.reason }),
    ...(url !== undefined && { url }),
    ...(review !== undefined && { review }),
    ...(lastDeployedAt !== undefined && { lastDeployedAt }),
    ...(createdAt !== undefined && { createdAt }),
    readAt: readAt.toISOString(),
  };
}

/**
 * The first domain of the team's own, else the first that somebody chose, else the first.
 * A favourite domain would come before, but costs a call per app.
 */
export function mapUrl(application: Pick<Application, 'vhosts'>): string | undefined {
  // A domain may carry a path or a trailing slash: `www.example.com/api`.
  const hosts = (application.vhosts ?? []).map(({ fqdn }) => fqdn.split('/')[0] ?? '').filter((host) => host !== '');
  const host =
    hosts.find((candidate) => !/(^|\.)cleverapps\.io$/i.test(candidate)) ??
    hosts.find((candidate) => !DEFAULT_DOMAIN.test(candidate)) ??
    hosts[0];
  if (host === undefined) return undefined;
  return `${isLoopback(host) ? 'http' : 'https'}://${host}`;
}

/** Only tests and the sandbox have such hosts, without TLS. */
function isLoopback(host: string): boolean {
  return /^(127(\.\d{1,3}){3}|localhost)(:\d+)?$/i.test(host);
}

export function mapReview(name: string): ReviewApp | undefined {
  const groups = REVIEW_NAME.exec(name)?.groups;
  if (groups?.repo === undefined || groups.pr === undefined) return undefined;
  return { parent: groups.repo, pullRequest: Number(groups.pr) };
}

/** What a start launches: `minInstances` of `minFlavor`. Stopping and starting leave both untouched. */
export function mapScaling(application: Pick<Application, 'instance'>): Formation {
  return { web: { amount: application.instance?.minInstances ?? 1, ...mapSize(application) } };
}

/** A stopped app: nothing runs, its size stays. */
export function mapStoppedScaling(application: Pick<Application, 'instance'>): Formation {
  return { web: { amount: 0, ...mapSize(application) } };
}

function mapSize({ instance }: Pick<Application, 'instance'>): { size?: string } {
  return instance?.minFlavor ? { size: instance.minFlavor.name } : {};
}

/** A stop under way is not among them: it interrupts nothing that somebody waits for. */
export function mapBusy(
  application: Pick<Application, 'instance'>,
  last: Deployment | undefined,
  nowMs: number,
): readonly Busy[] {
  const row = last !== undefined && last.action !== 'UNDEPLOY' && isInProgress(last, nowMs) ? last : undefined;
  const since = mapInstant(row?.date);
  const facts = { ...(since !== undefined && { since }), ...(row?.cause && { detail: row.cause }) };
  if (isTask(application) || row?.state === 'TASK_RUNNING') return [{ kind: 'one_off', ...facts }];
  return row === undefined ? [] : [{ kind: 'deployment', ...facts }];
}

function mapInstant(value: number | null | undefined): string | undefined {
  if (value === null || value === undefined || value <= 0) return undefined;
  const instant = new Date(value < SMALLEST_MS ? value * 1000 : value);
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
