import { type App, appRef } from '../../model/app.ts';
import type { Formation } from '../../model/formation.ts';
import type { AppStatus } from '../../model/status.ts';
import type { ShownPullRequest } from '../../policy/pull-request.ts';
import type { OperationRecord, SnapshotRecord, SnoozeRecord } from '../../store/records.ts';
import type { AppReport, NextReport } from './report.ts';

/** What is remembered of its use, and what was decided from that. */
export interface WatchedFacts {
  readonly pullRequest?: ShownPullRequest;
  readonly lastRequestAt?: string;
  readonly idleSeconds?: number;
  readonly next?: NextReport;
}

/** What is known about an app beside what its provider says. */
export interface AppFacts extends WatchedFacts {
  readonly status: AppStatus;
  readonly formation?: Formation;
  readonly snapshot?: SnapshotRecord;
  readonly operation?: OperationRecord;
  readonly snooze?: SnoozeRecord;
  /** The rule's `match`, as written. */
  readonly rule?: string;
  /** EUR, of what runs, or ran before it slept. */
  readonly pricePerHour?: number;
}

export function appReport(app: App, facts: AppFacts): AppReport {
  const { formation, snapshot, operation, snooze, rule, lastRequestAt, idleSeconds, pricePerHour, next } = facts;
  const { pullRequest } = facts;
  return {
    ref: appRef(app),
    name: app.name,
    provider: app.region.type,
    region: app.region.name,
    status: facts.status,
    ...(app.statusReason === undefined ? {} : { statusReason: app.statusReason }),
    ...(app.url === undefined ? {} : { url: app.url }),
    ...(app.review === undefined ? {} : { review: { parent: app.review.parent, pullRequest: app.review.pullRequest } }),
    ...(pullRequest === undefined ? {} : { pullRequest }),
    ...(formation === undefined ? {} : { formation }),
    ...(lastRequestAt === undefined ? {} : { lastRequestAt }),
    ...(idleSeconds === undefined ? {} : { idleSeconds }),
    ...(pricePerHour === undefined ? {} : { pricePerHour }),
    ...(rule === undefined ? {} : { rule }),
    ...(next === undefined ? {} : { next }),
    ...(snapshot === undefined
      ? {}
      : { snapshot: { formation: snapshot.formation, takenAt: snapshot.takenAt, actor: snapshot.actor } }),
    ...(operation === undefined
      ? {}
      : { operation: { kind: operation.kind, startedAt: operation.startedAt, actor: operation.actor } }),
    ...(app.lastDeployedAt === undefined ? {} : { lastDeployedAt: app.lastDeployedAt }),
    ...(snooze === undefined ? {} : { keepUntil: snooze.until }),
  };
}

/** Words of `list`: every one must be found in the name, provider, region or status, also in the reader's words. */
export function matchesWords(
  report: AppReport,
  words: readonly string[],
  statusText: (status: AppStatus) => string,
): boolean {
  const { name, provider, region, status } = report;
  const facts = [name, provider, region, `${provider}/${region}`, status, statusText(status)].map((fact) =>
    fact.toLowerCase(),
  );
  return words.every((word) => facts.some((fact) => fact.includes(word.toLowerCase())));
}
