import { label, type Platform } from './platform.ts';
import type { SimApp, SimContainer } from './state.ts';

/** Lines kept per app: the vendor keeps 50 MiB, nobody here reads more than these. */
const REMEMBERED_LINES = 1_000;

export function logManager(platform: Platform, app: SimApp, container: SimContainer, what: string): void {
  write(platform, app, `[manager] container [${label(container)}] (${container.id}) ${what}`);
}

/** The vendor logs requests only where `router_logs` is on. */
export function logVisit(
  platform: Platform,
  app: SimApp,
  visit: { method: string; path: string; status: number },
): void {
  if (!app.routerLogs) return;
  const host = `${app.name}.${platform.region}.scalingo.io`;
  const { method, path, status } = visit;
  write(
    platform,
    app,
    `[router] method=${method} path="${path}" host=${host} request_id=${platform.uuid()} container=web-1 from="127.0.0.1" protocol=http status=${status} duration=0.012s bytes=512 referer="-" user_agent="-"`,
  );
}

/** `2026-07-08 15:41:14.188000000 +0000 UTC [router] …` */
function write(platform: Platform, app: SimApp, line: string): void {
  const [day = '', time = ''] = platform.clock.now().toISOString().split('T');
  app.logs.push(`${day} ${time.replace('Z', '000000')} +0000 UTC ${line}`);
  if (app.logs.length > REMEMBERED_LINES) app.logs.shift();
}
