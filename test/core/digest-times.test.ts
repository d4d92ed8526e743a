import { MemoryStore } from '../../core/store/memory.ts';
import { makeConfig } from '../support/make.ts';
import { openStage } from '../support/stage.ts';

const MINUTE_MS = 60_000;

/** Five hours around the change of the clock in Paris, with digests at an hour that is skipped or doubled. */
async function timesAround(
  start: string,
  at: string,
): Promise<{ promised: readonly string[]; sent: readonly string[] }> {
  const stage = await openStage([], start);
  const store = new MemoryStore();
  // Something to tell at each of them.
  await store.write([{ put: 'note', record: { v: 1, key: 'token:scalingo/osc-fr1', at: start, value: start } }]);
  const paastis = await stage.open({ store }, makeConfig({ mode: 'observe' }));
  const sent: string[] = [];
  await stage.play(
    paastis.deliverDigests({
      deliver: async () => {
        sent.push(stage.clock.now().toISOString());
        return { outcome: 'sent' };
      },
      tidy: async () => undefined,
    }),
  );
  await stage.play(paastis.start());
  const caller = { actor: 'terminal:ana', entryPoint: 'terminal', channel: 'slack:C1' } as const;
  const report = await stage.play(paastis.run(`digest here ${at}`, caller));
  await stage.clock.advance(300 * MINUTE_MS);
  await stage.close();
  return { promised: report.kind === 'digest_schedule' ? report.next : [], sent };
}

describe('the times of a digest', () => {
  it('skipped by summer time come as much later, once, as was promised', async () => {
    const { promised, sent } = await timesAround('2027-03-27T23:30:00.000Z', 'Sun 02:30');

    expect(sent).toEqual(['2027-03-28T01:30:00.000Z']);
    expect(promised[0]).toBe(sent[0]);
  });

  it('doubled by winter time come once, the first time, as was promised', async () => {
    const { promised, sent } = await timesAround('2026-10-24T22:30:00.000Z', 'Sun 02:30');

    expect(sent).toEqual(['2026-10-25T00:30:00.000Z']);
    expect(promised[0]).toBe(sent[0]);
    expect(promised[1]).toBe('2026-11-01T01:30:00.000Z');
  });
});
