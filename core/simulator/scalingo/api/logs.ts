import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import type { SimApp } from '../platform/state.ts';
import { appJson } from './present.ts';
import { type AppCall, app, type Call, open, type Route } from './route.ts';

export const logRoutes: readonly Route[] = [
  app('GET', '/logs', 'read', getLogsUrl),
  open('GET', '/logs/:id', readLogs),
];

/** The host of the logs is this simulator's own; the address opens them without a bearer. */
function getLogsUrl({ platform, app: found }: AppCall): ApiAnswer {
  const logsUrl = `${platform.apiUrl}/logs/${found.id}?token=${tokenOf(found)}`;
  return jsonAnswer(200, { app: appJson(platform, found), logs_url: logsUrl });
}

function readLogs({ platform, params, request }: Call): ApiAnswer {
  const found = platform.apps.get(params.id ?? '');
  if (found === undefined || request.query.get('token') !== tokenOf(found)) return { status: 401 };
  const filter = request.query.get('filter')?.split('|') ?? [];
  const lines = found.logs.filter(
    (line) => filter.length === 0 || filter.some((source) => line.includes(`[${source}`)),
  );
  if (lines.length === 0) return { status: 204 };
  const wanted = Number(request.query.get('n') ?? 100);
  return { status: 200, headers: { 'content-type': 'text/plain' }, body: `${lines.slice(-wanted).join('\n')}\n` };
}

function tokenOf(app: SimApp): string {
  return `logs-${app.id}`;
}
