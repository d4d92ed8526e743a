import type { Formation } from '../../model/formation.ts';
import type { ShownPullRequest } from '../../policy/pull-request.ts';
import type { AppReport, ErrorReport, HistoryEntry, NextReport, RegionFailure } from './report.ts';

/** Keys in snake_case, absent things `null`. */
export type Json = Readonly<Record<string, unknown>>;

export function appJson(app: AppReport): Json {
  return {
    ref: app.ref,
    name: app.name,
    provider: app.provider,
    region: app.region,
    status: app.status,
    status_reason: app.statusReason ?? null,
    url: app.url ?? null,
    review: app.review === undefined ? null : { parent: app.review.parent, pull_request: app.review.pullRequest },
    pull_request: pullRequestJson(app.pullRequest),
    formation: formationJson(app.formation),
    last_request_at: app.lastRequestAt ?? null,
    idle_seconds: app.idleSeconds ?? null,
    price_per_hour: app.pricePerHour ?? null,
    rule: app.rule ?? null,
    next: app.next === undefined ? null : nextJson(app.next),
    snapshot:
      app.snapshot === undefined
        ? null
        : {
            formation: formationJson(app.snapshot.formation),
            taken_at: app.snapshot.takenAt,
            actor: app.snapshot.actor,
          },
    operation:
      app.operation === undefined
        ? null
        : { kind: app.operation.kind, started_at: app.operation.startedAt, actor: app.operation.actor },
    last_deployed_at: app.lastDeployedAt ?? null,
    keep_until: app.keepUntil ?? null,
  };
}

export function pullRequestJson(shown: ShownPullRequest | undefined): Json | null {
  if (shown === undefined) return null;
  return {
    number: shown.number,
    url: shown.url ?? null,
    closed: shown.closed ?? null,
    closed_at: shown.closedAt ?? null,
    held_awake: shown.heldAwake ?? false,
  };
}

export function nextJson({ action, at, reason }: NextReport): Json {
  return { action, at, reason };
}

export function eventJson(event: HistoryEntry): Json {
  return {
    id: event.id,
    name: event.name,
    at: event.at,
    app: event.app?.ref ?? null,
    actor: event.actor,
    entry_point: event.entryPoint,
    reason: event.reason ?? null,
    before: event.before ?? null,
    after: event.after ?? null,
    formation: formationJson(event.formation),
    duration_ms: event.durationMs ?? null,
    correlation_id: event.correlationId,
    sentence: event.sentence,
  };
}

export function failedJson(failed: readonly RegionFailure[]): readonly Json[] {
  return failed.map(({ provider, region, error }) => ({ provider, region, error: errorJson(error) }));
}

export function formationJson(formation: Formation | undefined): Json | null {
  if (formation === undefined) return null;
  return Object.fromEntries(
    Object.entries(formation).map(([type, { amount, size }]) => [type, { amount, size: size ?? null }]),
  );
}

export function errorJson({ code, message, remedy }: ErrorReport): Json {
  return { code, message, remedy };
}
