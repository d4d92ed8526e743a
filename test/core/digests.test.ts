import type { DigestConfig } from '../../core/config.ts';
import type { DigestDelivery } from '../../core/index.ts';
import { makeConfig } from '../support/make.ts';
import { openStage, type Stage } from '../support/stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The stage starts on Sunday 2026-11-22 at 10:00 in Paris. */
describe('digests at their times', () => {
  let stage: Stage;
  let delivered: DigestDelivery[];

  beforeEach(async () => {
    stage = await openStage();
    delivered = [];
    const old = new Date(stage.clock.now().getTime() - 48 * HOUR_MS).toISOString();
    await stage.scalingo.world.addApp({ name: 'shop-demo', createdAt: old, lastDeployedAt: old });
  });

  afterEach(() => stage.close());

  const deliver = async (delivery: DigestDelivery) => void delivered.push(delivery);

  const settings = (digests: readonly DigestConfig[]) =>
    makeConfig({
      mode: 'observe',
      rules: [{ match: '*', manage: true }],
      providers: stage.config.providers,
      digests,
    });

  const open = async (at: string) => {
    const config = settings([{ channel: '#dev', at }]);
    const paastis = await stage.open({ memory: true }, config);
    await stage.play(paastis.start());
    return paastis;
  };

  const pass = (ms: number) => stage.clock.advance(ms, () => stage.scalingo.held + stage.clever.held);

  it('go to the channel of the settings, on the days and hours of its place', async () => {
    const paastis = await open('Sun-Mon 10:20');
    await stage.play(paastis.deliverDigests(deliver));

    await pass(30 * MINUTE_MS);

    expect(delivered).toHaveLength(1);
    expect(delivered[0]).toMatchObject({ channel: '#dev', report: { kind: 'digest' } });
    expect(delivered[0]?.report.lines.join('\n')).toContain('shop-demo');
    const history = await stage.play(paastis.run('history', { actor: 'terminal:ana', entryPoint: 'terminal' }));
    expect(JSON.stringify(history)).toContain('digest_sent');
  });

  it('are not sent when there is nothing to say', async () => {
    stage.scalingo.world.remove('shop-demo');
    const paastis = await open('Sun 10:20');
    await stage.play(paastis.deliverDigests(deliver));

    await pass(30 * MINUTE_MS);

    expect(delivered).toEqual([]);
  });

  it('begin where the last one ended, and after one that failed tell of both periods', async () => {
    const paastis = await open('Sun 10:20; Sun 10:30; Sun 10:40');
    await stage.play(
      paastis.deliverDigests(async (delivery) => {
        delivered.push(delivery);
        if (delivered.length === 2) throw new Error('channel_not_found');
      }),
    );

    await pass(50 * MINUTE_MS);

    const since = delivered.map(({ report }) => report.digest.since);
    expect(since).toEqual(['2026-11-21T09:20:00.000Z', '2026-11-22T09:20:00.000Z', '2026-11-22T09:20:00.000Z']);
  });

  it('follow a channel that asks for its own, and one that has enough', async () => {
    const paastis = await open('Mon 03:00');
    await stage.play(paastis.deliverDigests(deliver));
    const caller = { actor: 'slack:U1', entryPoint: 'slack', channel: 'slack:C1' } as const;

    await stage.play(paastis.run('digest here Sun 10:20; Sun 10:40', caller));
    await pass(30 * MINUTE_MS);
    await stage.play(paastis.run('digest off', caller));
    await pass(20 * MINUTE_MS);

    expect(delivered.map(({ channel }) => channel)).toEqual(['slack:C1']);
  });

  it('follow settings that are read again', async () => {
    const paastis = await open('Sun 10:20');
    await stage.play(paastis.deliverDigests(deliver));

    await stage.play(paastis.reload(settings([{ channel: '#ops', at: 'Sun 10:30' }])));
    await pass(40 * MINUTE_MS);

    expect(delivered.map(({ channel }) => channel)).toEqual(['#ops']);
  });
});
