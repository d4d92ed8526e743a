import { ProviderError } from '../../../../core/errors.ts';
import type { App } from '../../../../core/model/app.ts';
import { SharedList } from '../../../../core/providers/scalingo/shared-list.ts';
import { Starts } from '../../../../core/providers/scalingo/starts.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { makeApp } from '../../../support/make.ts';

const at = '2026-11-22T09:00:00.000Z';
const change = { kind: 'accepted', at } as const;

function follow(list: () => readonly App[]) {
  const clock = new FakeClock(at);
  let lists = 0;
  const shared = new SharedList(clock, async () => {
    lists += 1;
    return list();
  });
  const starts = new Starts(clock, shared);
  return { clock, starts, lists: () => lists };
}

const app = (id: string, status: App['status'], readAt = '2026-11-22T09:00:08.000Z') =>
  makeApp({ id, name: id, status, readAt });

describe('following starts', () => {
  it('asks about one or two by themselves', async () => {
    const { starts, lists } = follow(() => []);
    await starts.enter('a');
    await starts.enter('b');

    expect(await starts.look('a', change, {})).toBeUndefined();
    expect(lists()).toBe(0);
  });

  it('asks once for all of several, and by itself about what neither runs nor moves', async () => {
    const { clock, starts, lists } = follow(() => [app('a', 'scaling'), app('b', 'running'), app('c', 'stopped')]);
    for (const id of ['a', 'b', 'c']) await starts.enter(id);

    const seen = await clock.run(Promise.all(['a', 'b', 'c', 'd'].map((id) => starts.look(id, change, {}))));

    expect(seen).toEqual([{ state: 'pending' }, { state: 'done' }, undefined, undefined]);
    expect(lists()).toBe(1);
  });

  it('does not believe that an app runs by a list that may be older than its start', async () => {
    const { clock, starts } = follow(() => [app('a', 'running', at)]);
    for (const id of ['a', 'b', 'c']) await starts.enter(id);

    expect(await clock.run(starts.look('a', change, {}))).toBeUndefined();
  });

  it('asks by itself where the list cannot be read', async () => {
    const { clock, starts } = follow(() => {
      throw new ProviderError('provider_unavailable', 'no');
    });
    for (const id of ['a', 'b', 'c']) await starts.enter(id);

    expect(await clock.run(starts.look('a', change, {}))).toBeUndefined();
  });

  it('lets no more start at once than the vendor has begun, until one has ended', async () => {
    const { clock, starts } = follow(() => []);
    for (const id of ['a', 'b', 'c', 'd', 'e']) await starts.enter(id);
    for (const id of ['c', 'd', 'e']) starts.refuse(id);
    let entered = false;
    const waiting = starts.enter('c').then(() => {
      entered = true;
    });

    await clock.advance(10_000);
    expect(entered).toBe(false);
    starts.leave('a');
    await clock.run(waiting);

    expect(entered).toBe(true);
  });

  it('always lets one start, ends its waiting with who asked, and forgets those that nobody asks about', async () => {
    const { clock, starts } = follow(() => []);
    await starts.enter('a');
    starts.refuse('a');
    await starts.enter('a');
    const leaving = new AbortController();
    const left = starts.enter('b', leaving.signal);
    left.catch(() => undefined);

    leaving.abort(new Error('gone'));
    await expect(left).rejects.toThrow('gone');
    const startedMs = clock.now().getTime();
    await clock.run(starts.enter('c'));

    expect(clock.now().getTime() - startedMs).toBeGreaterThan(40_000);
    expect(clock.now().getTime() - startedMs).toBeLessThan(50_000);
  });

  it('forgets the limit after ten minutes', async () => {
    const { clock, starts } = follow(() => []);
    await starts.enter('a');
    starts.refuse('a');
    await clock.advance(10 * 60_000 + 1);

    for (const id of ['a', 'b', 'c']) await starts.enter(id);
  });
});
