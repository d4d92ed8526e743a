import type { Formation } from '../../model/formation.ts';
import type { AppReport, ErrorReport, HistoryEntry, Report, TargetResult } from './report.ts';

/** The one object that `--json` prints: keys in snake_case, absent things `null`, instants ISO 8601 in UTC. */
export function renderJson(report: Report): Readonly<Record<string, unknown>> {
  switch (report.kind) {
    case 'help':
      return { commands: report.entries };
    case 'list':
    case 'status':
      return {
        apps: report.apps.map(appJson),
        failed: report.failed.map(({ provider, region, error }) => ({ provider, region, error: errorJson(error) })),
      };
    case 'operation':
      return { results: report.results.map(resultJson) };
    case 'history':
      return { events: report.entries.map(eventJson) };
    case 'question':
      return { question: report.text, candidates: report.candidates, error: errorJson(report.error) };
    case 'error':
      return { error: errorJson(report.error) };
  }
}

function appJson(app: AppReport): Readonly<Record<string, unknown>> {
  return {
    ref: app.ref,
    name: app.name,
    provider: app.provider,
    region: app.region,
    status: app.status,
    status_reason: app.statusReason ?? null,
    url: app.url ?? null,
    review: app.review === undefined ? null : { parent: app.review.parent, pull_request: app.review.pullRequest },
    formation: formationJson(app.formation),
    last_request_at: app.lastRequestAt ?? null,
    idle_seconds: app.idleSeconds ?? null,
    price_per_hour: app.pricePerHour ?? null,
    rule: app.rule ?? null,
    next: app.next ?? null,
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

function resultJson(result: TargetResult): Readonly<Record<string, unknown>> {
  return {
    ref: result.ref,
    name: result.name,
    before: result.before,
    after: result.after,
    changed: result.changed,
    seconds: result.seconds,
    reason: result.reason,
    url: result.url ?? null,
    formation: formationJson(result.formation),
    assumed: result.assumed ?? false,
    joined: result.joined?.actor ?? null,
    keep_until: result.keepUntil ?? null,
    error: result.error === undefined ? null : errorJson(result.error),
  };
}

function eventJson(event: HistoryEntry): Readonly<Record<string, unknown>> {
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

function formationJson(formation: Formation | undefined): Readonly<Record<string, unknown>> | null {
  if (formation === undefined) return null;
  return Object.fromEntries(
    Object.entries(formation).map(([type, { amount, size }]) => [type, { amount, size: size ?? null }]),
  );
}

function errorJson({ code, message, remedy }: ErrorReport): Readonly<Record<string, unknown>> {
  return { code, message, remedy };
}
