import type { IncomingMessage, ServerResponse } from 'node:http';
import { defaultDomain, isServing, type SimulatedApp } from './world/state.ts';
import type { World } from './world/world.ts';

/** The vendor's page says that the app starts, even when nobody started it. */
const PLACEHOLDER =
  '<!doctype html><html><head><title>Clever Cloud</title></head><body><h1>Your application is being deployed</h1></body></html>\n';

/** Answers visitors of the apps: the app itself when an instance is up, the vendor's router otherwise. */
export function servePublicSide(world: World, settle: () => void) {
  return (incoming: IncomingMessage, response: ServerResponse, appId: string | undefined): void => {
    settle();
    const app = appId === undefined ? findByHost(world, incoming.headers.host ?? '') : world.findApp(appId);
    const isUp = app !== undefined && isServing(app);
    if (app !== undefined && (isUp || world.settings.countsStoppedVisits)) {
      const path = incoming.url ?? '/';
      world.visits.add(app.id, { status: isUp ? 200 : 404, path, method: incoming.method ?? 'GET' });
    }
    incoming.resume();
    if (isUp) answerAsApp(app, response);
    else if (world.settings.bareLineEnds) response.socket?.end(placeholderWithBareLineEnds());
    else answerAsRouter(response);
  };
}

function answerAsRouter(response: ServerResponse): void {
  response.writeHead(404, {
    'cache-control': 'no-cache',
    'x-clevercloudupgrade': 'true',
    connection: 'close',
    'content-type': 'text/html; charset=utf-8',
  });
  response.end(PLACEHOLDER);
}

/** The default domain has a dash: the raw id names no host, not even of an app that is up. */
function findByHost(world: World, hostHeader: string): SimulatedApp | undefined {
  const host = hostHeader.toLowerCase();
  const name = host.replace(/:\d+$/, '');
  return world.apps.find((app) => {
    if (defaultDomain(app.id) === name) return app.vhosts.some((vhost) => vhost.startsWith(`${name}/`));
    return app.vhosts.some((vhost) => [name, host].includes(vhost.slice(0, vhost.indexOf('/')).toLowerCase()));
  });
}

/** A page that names the app, so that a person sees which one woke. */
function answerAsApp(app: SimulatedApp, response: ServerResponse): void {
  const name = app.name.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
  response.end(`<!doctype html><html><head><title>${name}</title></head><body><h1>${name}</h1></body></html>\n`);
}

/** The answer captured in September 2022; strict parsers stop at the first header. */
function placeholderWithBareLineEnds(): string {
  const head = ['HTTP/1.1 404 Not Found', 'Cache-Control: no-cache', 'X-CleverCloudUpgrade: true', 'Connection: close'];
  return `${head.join('\n')}\nContent-Length: ${Buffer.byteLength(PLACEHOLDER)}\n\n${PLACEHOLDER}`;
}
