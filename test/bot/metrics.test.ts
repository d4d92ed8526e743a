import { createMetrics } from '../../bot/metrics.ts';
import { createBotServer } from '../../bot/server.ts';
import type { EventListener } from '../../core/events/bus.ts';
import { silentLog } from '../../core/log.ts';
import type { PaastisEvent } from '../../core/model/event.ts';
import type { Overview } from '../../core/overview.ts';
import { FakeClock } from '../support/fake-clock.ts';

const closings: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closings.splice(0)) await close();
});

const appOf = (name: string, status: 'running' | 'asleep') => ({
  ref: `scalingo/osc-fr1/${name}`,
  name,
  provider: 'scalingo',
  region: 'osc-fr1',
  status,
  statusText: status,
  managed: true,
  protected: false,
});

const eventOf = (changes: Partial<PaastisEvent> & Pick<PaastisEvent, 'name'>): PaastisEvent => ({
  id: '1',
  at: '2026-11-22T09:00:00.000Z',
  actor: 'slack:U0FAKE00001',
  entryPoint: 'slack',
  correlationId: '1',
  ...changes,
});

async function open() {
  const clock = new FakeClock();
  const listeners = new Set<EventListener>();
  let overviews = 0;
  const overview = async (): Promise<Overview> => {
    overviews += 1;
    const apps = [appOf('shop', 'running'), appOf('blog', 'asleep'), appOf('docs', 'asleep')];
    return { at: '2026-11-22T09:00:00.000Z', mode: 'observe', apps, failed: [], savedEur: 0 };
  };
  const subscribe = (listener: EventListener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  const metrics = createMetrics({ paastis: { subscribe, overview }, clock });
  const server = createBotServer({
    clock,
    log: silentLog,
    host: '127.0.0.1',
    port: 0,
    routes: [metrics.route],
    onAnswered: metrics.answered,
  });
  const { port } = await server.start();
  closings.push(async () => {
    await clock.run(server.stop());
    metrics.close();
  });
  const scrape = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    return { type: answer.headers.get('content-type'), lines: (await answer.text()).split('\n') };
  };
  const publish = (event: PaastisEvent) => {
    for (const listener of listeners) listener(event);
  };
  return { clock, metrics, scrape, publish, listeners, url: `http://127.0.0.1:${port}`, overviews: () => overviews };
}

describe('the metrics', () => {
  it('count what came from Slack and what was called there, by words that do not grow', async () => {
    const { metrics, scrape } = await open();

    metrics.slack.received('unknown', 'forged');
    metrics.slack.received('command', 'accepted');
    metrics.slack.received('command', 'accepted');
    metrics.slack.acknowledged('command', 7);
    metrics.slack.called('chat.update', 'ratelimited');
    const { type, lines } = await scrape();

    expect(type).toContain('text/plain; version=0.0.4');
    expect(lines).toEqual(
      expect.arrayContaining([
        'paastis_slack_requests_total{kind="unknown",outcome="forged"} 1',
        'paastis_slack_requests_total{kind="command",outcome="accepted"} 2',
        'paastis_slack_ack_seconds_bucket{le="0.005",kind="command"} 0',
        'paastis_slack_ack_seconds_bucket{le="0.01",kind="command"} 1',
        'paastis_slack_calls_total{method="chat.update",result="ratelimited"} 1',
      ]),
    );
  });

  it('count operations as they end, with how long they took', async () => {
    const { publish, scrape } = await open();

    publish(eventOf({ name: 'app_woken', durationMs: 25_000 }));
    publish(eventOf({ name: 'wake_failed', durationMs: 600_000 }));
    publish(eventOf({ name: 'sleep_refused' }));
    publish(eventOf({ name: 'app_discovered' }));
    const { lines } = await scrape();

    const operations = lines.filter((line) => line.startsWith('paastis_operations_total{'));
    expect(operations).toEqual([
      'paastis_operations_total{verb="wake",result="done"} 1',
      'paastis_operations_total{verb="wake",result="failed"} 1',
      'paastis_operations_total{verb="sleep",result="refused"} 1',
    ]);
    expect(lines).toContain('paastis_operation_seconds_sum{verb="wake"} 25');
  });

  it('tell apps by status, and look at them once in ten seconds however many ask', async () => {
    const { scrape, overviews, clock } = await open();

    const scraped = await Promise.all([scrape(), scrape(), scrape()]);
    await clock.advance(10_000);
    await scrape();

    expect(scraped[0]?.lines).toEqual(
      expect.arrayContaining([
        'paastis_apps{status="running"} 1',
        'paastis_apps{status="asleep"} 2',
        'paastis_apps{status="crashed"} 0',
        'paastis_regions_failed 0',
      ]),
    );
    expect(scraped[0]?.lines.join('\n')).not.toContain('shop');
    expect(overviews()).toBe(2);
  });

  it('count requests by the routes there are, whatever else is asked for', async () => {
    const { scrape, url } = await open();

    for (const path of ['/admin', '/a?b', '/metrics?x=1']) await (await fetch(`${url}${path}`)).text();
    const { lines } = await scrape();

    expect(lines.filter((line) => line.startsWith('paastis_http_requests_total{'))).toEqual([
      'paastis_http_requests_total{route="other",status="404"} 2',
      'paastis_http_requests_total{route="/metrics",status="200"} 1',
    ]);
  });

  it('tell of the process, and of two bots in it apart', async () => {
    const first = await open();
    const second = await open();

    first.metrics.slack.received('event', 'duplicate');
    const { lines } = await second.scrape();

    expect(lines.some((line) => line.startsWith('process_resident_memory_bytes '))).toBe(true);
    expect(lines.join('\n')).not.toContain('duplicate');
  });

  it('let go of the bot when closed', async () => {
    const { metrics, listeners } = await open();

    metrics.close();

    expect(listeners.size).toBe(0);
  });
});
