import type { DigestConfig } from '../../core/config.ts';
import type { DigestDelivery, DigestDesk, DigestReceipt } from '../../core/index.ts';
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

  const deskOf = (deliver: (delivery: DigestDelivery) => Promise<DigestReceipt>): DigestDesk => ({
    deliver,
    tidy: async () => undefined,
  });

  const desk = deskOf(async (delivery) => {
    delivered.push(delivery);
    return { outcome: 'sent' };
  });

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
    await stage.play(paastis.deliverDigests(desk));

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
    await stage.play(paastis.deliverDigests(desk));

    await pass(30 * MINUTE_MS);

    expect(delivered).toEqual([]);
  });

  it('begin where the last one ended, and after one that failed tell of both periods', async () => {
    const paastis = await open('Sun 10:20; Sun 10:30; Sun 10:40');
    await stage.play(
      paastis.deliverDigests(
        deskOf(async (delivery) => {
          delivered.push(delivery);
          if (delivered.length === 2) throw new Error('internal_error');
          return { outcome: 'sent' };
        }),
      ),
    );

    await pass(50 * MINUTE_MS);

    const since = delivered.map(({ report }) => report.digest.since);
    expect(since).toEqual(['2026-11-21T09:20:00.000Z', '2026-11-22T09:20:00.000Z', '2026-11-22T09:20:00.000Z']);
  });

  it('follow a channel that asks for its own, and one that has enough', async () => {
    const paastis = await open('Mon 03:00');
    await stage.play(paastis.deliverDigests(desk));
    const caller = { actor: 'slack:U1', entryPoint: 'slack', channel: 'slack:C1' } as const;

    await stage.play(paastis.run('digest here Sun 10:20; Sun 10:40', caller));
    await pass(30 * MINUTE_MS);
    await stage.play(paastis.run('digest off', caller));
    await pass(20 * MINUTE_MS);

    expect(delivered.map(({ channel }) => channel)).toEqual(['slack:C1']);
  });

  it('follow settings that are read again', async () => {
    const paastis = await open('Sun 10:20');
    await stage.play(paastis.deliverDigests(desk));

    await stage.play(paastis.reload(settings([{ channel: '#ops', at: 'Sun 10:30' }])));
    await pass(40 * MINUTE_MS);

    expect(delivered.map(({ channel }) => channel)).toEqual(['#ops']);
  });

  it('go by what a channel has said itself, whatever the settings say of it', async () => {
    const config = settings([
      { channel: '#dev', at: 'Sun 10:20; Sun 10:50' },
      { channel: 'C0123456', at: 'Sun 10:20; Sun 10:50' },
    ]);
    const paastis = await stage.open({ memory: true }, config);
    await stage.play(paastis.start());
    const places: Readonly<Record<string, string>> = { '#dev': 'slack:C0DEV000' };
    await stage.play(
      paastis.deliverDigests(
        deskOf(async (delivery) => {
          delivered.push(delivery);
          const place = places[delivery.channel];
          return { outcome: 'sent', ...(place === undefined ? {} : { place }) };
        }),
      ),
    );
    const type = (line: string, channel: string) =>
      stage.play(paastis.run(line, { actor: 'slack:U1', entryPoint: 'slack', channel }));

    await type('digest here Sun 10:40', 'slack:C0DEV000');
    await type('digest off', 'slack:C0123456');
    await pass(60 * MINUTE_MS);

    // That #dev is the channel in which it was typed is known once something was sent there.
    expect(delivered.map(({ channel, setBy }) => [channel, setBy])).toEqual([
      ['#dev', undefined],
      ['slack:C0DEV000', 'slack:U1'],
    ]);
  });

  it('end in a channel that nobody can write to any more, and only there', async () => {
    const paastis = await open('Sun 10:30; Sun 10:50');
    await stage.play(
      paastis.deliverDigests(
        deskOf(async (delivery) => {
          delivered.push(delivery);
          return { outcome: 'closed' };
        }),
      ),
    );
    await stage.play(
      paastis.run('digest here Sun 10:20; Sun 10:40', { actor: 'slack:U1', entryPoint: 'slack', channel: 'slack:C1' }),
    );

    await pass(60 * MINUTE_MS);

    expect(delivered.map(({ channel }) => channel)).toEqual(['slack:C1', '#dev', '#dev']);
  });

  it('of which nothing had to be said are no news for the next one', async () => {
    const paastis = await open('Sun 10:20; Sun 10:30');
    await stage.play(
      paastis.deliverDigests(
        deskOf(async (delivery) => {
          delivered.push(delivery);
          return { outcome: 'quiet' };
        }),
      ),
    );

    await pass(40 * MINUTE_MS);
    const history = await stage.play(paastis.run('history', { actor: 'terminal:ana', entryPoint: 'terminal' }));

    expect(delivered.map(({ report }) => report.digest.since)).toEqual([
      '2026-11-21T09:20:00.000Z',
      '2026-11-22T09:20:00.000Z',
    ]);
    expect(JSON.stringify(history)).not.toContain('digest_sent');
  });

  it('are told again as things stand now, without a call to a provider', async () => {
    const paastis = await open('Sun 10:20');
    await stage.play(paastis.deliverDigests(desk));
    await pass(30 * MINUTE_MS);
    const [sent] = delivered;
    const { since = '', until = '' } = sent?.report.digest ?? {};
    const ref = 'scalingo/osc-fr1/shop-demo';
    const again = (language: 'en' | 'fr' = 'en') =>
      stage.play(paastis.digestOf({ channel: '#dev', since, until, refs: [ref, 'scalingo/osc-fr1/gone'] }, language));

    const before = await again();
    await stage.play(paastis.run('sleep shop-demo', { actor: 'slack:U1', entryPoint: 'slack' }));
    const calls = stage.scalingo.requests.length;
    const after = await again();

    expect(before.digest.idle.map((app) => app.ref)).toEqual([ref]);
    expect(before.apps).toMatchObject([{ ref, status: 'running', idle: { ref } }, { name: 'gone' }]);
    expect(after.digest.idle).toEqual([]);
    expect(after.apps).toMatchObject([
      { ref, status: 'asleep', changed: { name: 'app_slept', actor: 'slack:U1' } },
      {},
    ]);
    expect(stage.scalingo.requests).toHaveLength(calls);
    expect((await again('fr')).title).toMatch(/^Depuis/);
  });
});
