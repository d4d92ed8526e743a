import type { IncomingMessage, ServerResponse } from 'node:http';
import { logVisit } from './platform/logs.ts';
import type { Platform } from './platform/platform.ts';
import type { SimApp } from './platform/state.ts';
import { countRequest } from './platform/traffic.ts';

/** What a visitor gets. */
interface Page {
  readonly status: number;
  /** By the app itself, not by the router in its place. */
  readonly served: boolean;
  /** The router's own header, documented for its 503s only. */
  readonly error?: string;
  readonly title: string;
}

/** The vendor's router: serves apps that are up, and its own pages in the place of those that are not. */
export function visit(
  platform: Platform,
  incoming: IncomingMessage,
  response: ServerResponse,
  id: string | undefined,
): void {
  incoming.resume();
  const app = id === undefined ? findByHost(platform, incoming.headers.host) : platform.apps.get(id);
  const page = choosePage(app);
  if (app !== undefined) {
    const method = incoming.method ?? 'GET';
    logVisit(platform, app, { method, path: incoming.url ?? '/', status: page.status });
    if (page.served || platform.settings.countSleepingVisits) countRequest(app, platform.nowMs());
  }
  const body = `<!doctype html><html lang="en"><title>${page.title}</title><h1>${page.title}</h1></html>`;
  response.writeHead(page.status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    ...(page.error === undefined ? {} : { 'x-scalingo-error': page.error }),
  });
  response.end(incoming.method === 'HEAD' ? undefined : body);
}

function choosePage(app: SimApp | undefined): Page {
  if (app === undefined) return { status: 404, served: false, title: 'App not found' };
  if (app.lastDeploymentId === undefined)
    return { status: 404, served: false, title: `${app.name} was never deployed` };
  const running = app.containers.filter(({ state }) => state === 'running');
  if (running.some(({ type }) => type === 'web')) return { status: app.answerStatus, served: true, title: app.name };
  if (running.length > 0)
    return { status: 503, served: false, error: 'no-front', title: `${app.name} has no web container` };
  return { status: 503, served: false, error: 'stopped', title: `${app.name} is stopped` };
}

/** `<name>.<region>.scalingo.io`, with or without a port. */
function findByHost(platform: Platform, host: string | undefined): SimApp | undefined {
  const suffix = `.${platform.region}.scalingo.io`;
  const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
  return name.endsWith(suffix) ? platform.findApp(name.slice(0, -suffix.length)) : undefined;
}
