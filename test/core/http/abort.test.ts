import { getEventListeners } from 'node:events';
import { joinSignals } from '../../../core/http/abort.ts';
import { closeAll, listApps, startVendor } from './start-client.ts';

afterEach(closeAll);

describe('joining signals', () => {
  it('aborts with the reason of the first that does', () => {
    const [one, two] = [new AbortController(), new AbortController()];
    const { signal } = joinSignals(one.signal, undefined, two.signal);

    two.abort('stop');
    one.abort('too late');

    expect(signal).toMatchObject({ aborted: true, reason: 'stop' });
  });

  it('is aborted from the start when one of them is', () => {
    const { signal } = joinSignals(new AbortController().signal, AbortSignal.abort('stop'));

    expect(signal).toMatchObject({ aborted: true, reason: 'stop' });
  });

  it('follows nobody once let go', () => {
    const controller = new AbortController();
    const { signal, release } = joinSignals(controller.signal);

    release();
    controller.abort();

    expect(signal.aborted).toBe(false);
  });
});

describe('a signal that lives as long as the program', () => {
  it('keeps no trace of a call that is over', async () => {
    const { client, run } = await startVendor();
    const { signal } = new AbortController();

    await run(client.send({ ...listApps, signal }));

    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
