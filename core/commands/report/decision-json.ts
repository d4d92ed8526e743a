import type { Reading } from '../../policy/facts.ts';
import type {
  IdleReport,
  OrphanReport,
  PlanReport,
  SweepReport,
  SweptReport,
  WhyApp,
  WhyReport,
} from './decision-reports.ts';
import { appJson, errorJson, eventJson, failedJson, type Json, nextJson, pullRequestJson } from './json-parts.ts';

export function whyJson({ title, lines, apps }: WhyReport): Json {
  return { title, lines, apps: apps.map(whyAppJson) };
}

function whyAppJson(app: WhyApp): Json {
  return {
    ref: app.ref,
    name: app.name,
    status: app.status,
    managed: app.managed,
    action: app.action,
    reason: app.reason,
    verdict: app.verdict,
    rule: app.rule ?? null,
    rule_text: app.ruleText,
    idle_since_at: app.idleSinceAt ?? null,
    idle_seconds: app.idleSeconds ?? null,
    idle_after_seconds: app.idleAfterSeconds ?? null,
    signals: app.signals.map(({ kind, at, ref, text }) => ({ kind, at, ref: ref ?? null, text })),
    reading: app.reading === undefined ? null : readingJson(app.reading),
    steps: app.steps.map(({ check, verdict, reason, at, facts }) => ({
      check,
      verdict,
      reason: reason ?? null,
      at: at ?? null,
      facts: facts ?? null,
    })),
    next: app.next === undefined ? null : nextJson(app.next),
    look_at: app.lookAt ?? null,
    last: app.last === undefined ? null : eventJson(app.last),
    lines: app.lines,
  };
}

function readingJson(reading: Reading): Json {
  const { known, at, since } = reading;
  if (!reading.known) return { known, at, since, reason: reading.reason };
  return {
    known,
    at,
    since,
    complete_until: reading.completeUntil,
    last_request_at: reading.lastRequestAt ?? null,
    requests: reading.requests ?? null,
    monitor_every_seconds: reading.monitorEveryMs === undefined ? null : reading.monitorEveryMs / 1_000,
  };
}

export function planJson({ title, lines, from, until, observe, items, remedy }: PlanReport): Json {
  return { title, from, until, observe, plan: items, remedy: remedy ?? null, lines };
}

export function idleJson(report: IdleReport): Json {
  return {
    title: report.title,
    apps: report.apps.map(appJson),
    price_per_hour: report.pricePerHour ?? null,
    not_measurable: report.notMeasurable.map(appJson),
    unread: report.unread,
    failed: failedJson(report.failed),
    lines: report.lines,
  };
}

export function sweepJson(report: SweepReport): Json {
  return {
    title: report.title,
    started_at: report.startedAt,
    seconds: report.seconds,
    dry_run: report.dryRun,
    observe: report.observe,
    totals: report.totals,
    skipped: report.skipped,
    results: report.items.map(sweptJson),
    orphans: report.orphans.map(orphanJson),
    pull_requests_error: report.pullRequestsError === undefined ? null : errorJson(report.pullRequestsError),
    failed: failedJson(report.failed),
    lines: report.lines,
  };
}

function sweptJson(item: SweptReport): Json {
  return {
    ref: item.ref,
    name: item.name,
    did: item.did,
    reason: item.reason,
    before: item.before,
    after: item.after,
    seconds: item.seconds,
    url: item.url ?? null,
    price_per_hour: item.pricePerHour ?? null,
    pull_request: pullRequestJson(item.pullRequest),
    text: item.text,
    error: item.error === undefined ? null : errorJson(item.error),
  };
}

function orphanJson(orphan: OrphanReport): Json {
  return {
    ref: orphan.ref,
    name: orphan.name,
    number: orphan.number,
    url: orphan.url ?? null,
    closed_at: orphan.closedAt ?? null,
    status: orphan.status,
    running: orphan.running,
    price_per_hour: orphan.pricePerHour ?? null,
    did: orphan.did,
    reason: orphan.reason,
    text: orphan.text,
  };
}
