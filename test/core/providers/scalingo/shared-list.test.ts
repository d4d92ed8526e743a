import { ProviderError } from '../../../../core/errors.ts';
import type { App } from '../../../../core/model/app.ts';
import { SharedList } from '../../../../core/providers/scalingo/shared-list.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { makeApp } from '../../../support/make.ts';

function share(list: () => readonly App[]) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const shared = new SharedList(clock, async ({ priority = 'none' }) => {
    asked.push(`${clock.now().toISOString().slice(17, 23)} ${priority}`);
    return list();
  });
  return { clock, shared, asked };
}

const apps = ['a', 'b', 'c', 'd'].map((id) => makeApp({ id, name: id }));

describe('one list for all who ask about an app', () => {
  it('is read where three are asked about at a time, after the last of them has asked', async () => {
    const { clock, shared, asked } = share(() => apps);

    const found = await clock.run(
      Promise.all(['a', 'b', 'c', 'd', 'gone'].map((id) => shared.find(id, { priority: 'person' }))),
    );

    expect(found.map((app) => app?.name)).toEqual([undefined, undefined, 'c', 'd', undefined]);
    expect(asked).toEqual(['00.020 person']);
  });

  it('is read again for whoever asks once it has begun', async () => {
    const { clock, shared, asked } = share(() => apps);

    const first = shared.read({});
    await clock.advance(20);
    await clock.run(Promise.all([first, shared.read({}), shared.read({})]));

    expect(asked).toEqual(['00.020 background', '00.040 background']);
  });

  it('keeps people and the background apart', async () => {
    const { clock, shared, asked } = share(() => apps);

    await clock.run(Promise.all([shared.read({}), shared.read({ priority: 'person' })]));

    expect(asked).toHaveLength(2);
  });

  it('is nothing where it cannot be read, and a fault of ours where it is one', async () => {
    const failing = share(() => {
      throw new ProviderError('provider_unavailable', 'no');
    });
    const broken = share(() => {
      throw new RangeError('a bug');
    });

    expect(await failing.clock.run(failing.shared.read({}))).toBeUndefined();
    await expect(broken.clock.run(broken.shared.read({}))).rejects.toThrow('a bug');
  });

  it('does not hold who leaves, and stays for the others', async () => {
    const { clock, shared } = share(() => apps);
    const leaving = new AbortController();
    const left = shared.read({ signal: leaving.signal });
    const stays = shared.read({});

    leaving.abort(new Error('gone'));

    await expect(left).rejects.toThrow('gone');
    expect((await clock.run(stays))?.size).toBe(4);
  });

  it('forgets after a while that others were asked about', async () => {
    const { clock, shared, asked } = share(() => apps);
    await shared.find('a', {});
    await shared.find('b', {});
    await clock.advance(15_001);

    await shared.find('c', {});

    expect(asked).toEqual([]);
  });
});
