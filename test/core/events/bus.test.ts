import { createEventBus } from '../../../core/events/bus.ts';
import { type Log, silentLog } from '../../../core/log.ts';
import type { PaastisEvent } from '../../../core/model/event.ts';

const event: PaastisEvent = {
  id: 'e1',
  name: 'app_slept',
  at: '2026-11-22T09:00:00.000Z',
  actor: 'terminal:ana',
  entryPoint: 'terminal',
  correlationId: 'c1',
};

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('publishing an event', () => {
  it('reaches every listener, in the order they came', () => {
    const bus = createEventBus({ log: silentLog });
    const heard: string[] = [];
    bus.subscribe(({ id }) => heard.push(`first ${id}`));
    bus.subscribe(({ id }) => heard.push(`second ${id}`));

    bus.publish(event);

    expect(heard).toEqual(['first e1', 'second e1']);
  });

  it('no longer reaches a listener that has left, and the same function subscribed again still hears', () => {
    const bus = createEventBus({ log: silentLog });
    const heard: string[] = [];
    const listener = ({ id }: PaastisEvent) => heard.push(id);
    const leave = bus.subscribe(listener);
    bus.subscribe(listener);

    leave();
    bus.publish(event);

    expect(heard).toEqual(['e1']);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('is not broken by a listener that %s, and the log says so', async (_case, broken) => {
    const errors: object[] = [];
    const log: Log = { ...silentLog, error: (facts) => errors.push(facts) };
    const bus = createEventBus({ log });
    const heard: string[] = [];
    bus.subscribe(broken);
    bus.subscribe(({ id }) => heard.push(id));

    bus.publish(event);
    await turn();

    expect(heard).toEqual(['e1']);
    expect(errors).toEqual([{ event: 'app_slept', id: 'e1', error: 'broken' }]);
  });

  it('does not reach a listener that comes while it is told', () => {
    const bus = createEventBus({ log: silentLog });
    const heard: string[] = [];
    bus.subscribe(() => bus.subscribe(() => heard.push('late')));

    bus.publish(event);

    expect(heard).toEqual([]);
  });
});
