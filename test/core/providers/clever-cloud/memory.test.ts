import { isSince, Memory } from '../../../../core/providers/clever-cloud/memory.ts';
import type { Deployment } from '../../../../core/providers/clever-cloud/schema.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const clock = new FakeClock();
const atMs = clock.now().getTime();
const start = { id: 'deployment_ours', atMs, previous: 'deployment_before', seen: false, repeated: false };

function row(uuid: string, state = 'WIP', date = atMs): Deployment {
  return { uuid, date, state, action: 'DEPLOY' };
}

describe('a start that was asked for', () => {
  it('counts as unseen for a minute', async () => {
    const own = new FakeClock();
    const memory = new Memory(own);
    memory.noteStart('app_1', { ...start, atMs: own.now().getTime() });
    const unseen = [memory.isStartUnseen('app_1')];
    await own.advance(59_999);
    unseen.push(memory.isStartUnseen('app_1'));
    await own.advance(1);
    unseen.push(memory.isStartUnseen('app_1'));

    expect(unseen).toEqual([true, true, false]);
  });

  it('does not count as unseen for longer when the system sets its time back', () => {
    const own = new FakeClock();
    const memory = new Memory(own);
    memory.noteStart('app_1', { ...start, atMs: own.now().getTime() });

    own.setBack(3_600_000);

    expect(memory.isStartUnseen('app_1')).toBe(false);
  });

  it('is seen with its first row and still under way', () => {
    const memory = new Memory(clock);
    memory.noteStart('app_1', start);

    memory.observe('app_1', row('deployment_ours'));

    expect([memory.isStartUnseen('app_1'), memory.findStart('app_1')?.id]).toEqual([false, 'deployment_ours']);
  });

  it.each([
    ['its row has ended', row('deployment_ours', 'FAIL')],
    ['a newer row has ended', row('deployment_newer', 'OK')],
  ])('is over when %s', (_, last) => {
    const memory = new Memory(clock);
    memory.noteStart('app_1', start);

    memory.observe('app_1', last);

    expect(memory.findStart('app_1')).toBeUndefined();
  });

  it('is neither seen nor over while the newest row is an older one', () => {
    const memory = new Memory(clock);
    memory.noteStart('app_1', start);

    memory.observe('app_1', row('deployment_before', 'OK'));
    memory.observe('app_1', row('deployment_old', 'OK', atMs - 10_001));
    memory.observe('app_1', undefined);

    expect(memory.isStartUnseen('app_1')).toBe(true);
  });
});

describe('telling rows apart by date', () => {
  it('knows its own by its id, however far the clocks are apart', () => {
    expect(isSince(row('deployment_ours', 'WIP', atMs - 3_600_000), start)).toBe(true);
  });

  it('allows the clocks ten seconds', () => {
    const dates = [atMs - 10_000, atMs - 10_001];

    expect(dates.map((date) => isSince(row('deployment_other', 'WIP', date), start))).toEqual([true, false]);
  });
});
