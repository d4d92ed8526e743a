import { idleJson, planJson, sweepJson, whyJson } from './decision-json.ts';
import { appJson, errorJson, eventJson, failedJson, formationJson, type Json } from './json-parts.ts';
import { checkJson, digestJson, savingsJson } from './money-json.ts';
import type { Report, TargetResult } from './report.ts';

/** The one object that `--json` prints: keys in snake_case, absent things `null`, instants ISO 8601 in UTC. */
export function renderJson(report: Report): Json {
  switch (report.kind) {
    case 'help':
      return { commands: report.entries };
    case 'list':
    case 'status':
      return {
        apps: report.apps.map(appJson),
        failed: failedJson(report.failed),
      };
    case 'why':
      return whyJson(report);
    case 'plan':
      return planJson(report);
    case 'idle':
      return idleJson(report);
    case 'sweep':
      return sweepJson(report);
    case 'operation':
      return { results: report.results.map(resultJson) };
    case 'history':
      return { events: report.entries.map(eventJson) };
    case 'savings':
      return savingsJson(report);
    case 'digest':
      return digestJson(report);
    case 'digest_schedule':
      return { channel: report.channel, schedule: report.schedule ?? null, next: report.next };
    case 'mode':
      return { mode: report.mode, changed: report.changed };
    case 'doctor':
      return { checks: report.checks.map(checkJson) };
    case 'question':
      return { question: report.text, candidates: report.candidates, error: errorJson(report.error) };
    case 'error':
      return { error: errorJson(report.error) };
  }
}

function resultJson(result: TargetResult): Json {
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
