import { mapReviewRow } from '../../../../core/providers/scalingo/reviews.ts';
import { type ScalingoHarness, startScalingoHarness } from './harness.ts';

const now = new Date('2026-11-22T09:00:00.000Z');
const known = { parent: 'shop', pullRequest: 42 };

describe('review apps of Scalingo', () => {
  let harness: ScalingoHarness;

  beforeEach(async () => {
    harness = await startScalingoHarness();
  });

  afterEach(async () => {
    await harness.close();
  });

  const addReview = async (parent: string, number: number) => {
    const { world } = harness.simulator;
    const pullRequest = { number, branch: `fix-${number}` };
    return (await world.addApp({ name: `${parent}-pr${number}`, parent, pullRequest })).id;
  };
  const addParent = (name: string) => harness.simulator.world.addApp({ name, link: { deleteOnClose: false } });
  const read = async () => {
    const apps = await harness.run(harness.provider.listApps());
    const before = harness.calls();
    const reviews = await harness.run(harness.provider.listReviews(apps));
    return { reviews, cost: harness.calls() - before };
  };

  it('are told apart by whether their pull request is closed, for one call per parent', async () => {
    await addParent('shop');
    await addParent('blog');
    await addParent('lonely');
    const open = await addReview('shop', 41);
    const closed = await addReview('shop', 42);
    const other = await addReview('blog', 7);
    harness.simulator.world.closePullRequest('shop', 42);

    const { reviews, cost } = await read();

    expect([...reviews]).toEqual([
      [open, { parent: 'shop', pullRequest: 41, branch: 'fix-41', closed: false }],
      [
        closed,
        { parent: 'shop', pullRequest: 42, branch: 'fix-42', closed: true, closedAt: '2026-11-22T09:00:00.000Z' },
      ],
      [other, { parent: 'blog', pullRequest: 7, branch: 'fix-7', closed: false }],
    ]);
    expect(cost).toBe(2);
  });

  it('tell when the vendor will delete them', async () => {
    const link = { deleteOnClose: true, hoursBeforeDeleteOnClose: 24 };
    await harness.simulator.world.addApp({ name: 'shop', link });
    const id = await addReview('shop', 42);
    harness.simulator.world.closePullRequest('shop', 42);

    const { reviews } = await read();

    expect(reviews.get(id)).toMatchObject({ closed: true, deletedAt: '2026-11-23T09:00:00.000Z' });
  });

  it('of one parent that cannot be asked leave the others alone', async () => {
    await addParent('shop');
    await addParent('blog');
    await addReview('shop', 42);
    const other = await addReview('blog', 7);
    const fault = { kind: 'status', status: 500, contentType: 'application/json', body: '{}', times: 99 } as const;
    harness.simulator.faults.add({ ...fault, match: /\/shop\/scm_repo_link/ });

    const { reviews } = await read();

    expect([...reviews.keys()]).toEqual([other]);
  });

  it('of a parent that is gone, or linked to no repository, are left out', async () => {
    await addParent('shop');
    await addReview('shop', 42);
    harness.simulator.world.app('shop').link = undefined;
    await harness.simulator.world.addApp({ name: 'gone-pr3', parent: 'gone' });

    const { reviews, cost } = await read();

    expect(reviews.size).toBe(0);
    expect(cost).toBe(2);
  });

  it('are not asked for by whoever has called it off', async () => {
    await addParent('shop');
    await addReview('shop', 42);
    const apps = await harness.run(harness.provider.listApps());
    const reason = new Error('called off');

    const reading = harness.provider.listReviews(apps, { signal: AbortSignal.abort(reason) });

    await expect(harness.run(reading)).rejects.toBe(reason);
  });
});

describe('a row of the review apps', () => {
  const zero = '0001-01-01T00:00:00Z';
  const never = '2135-01-17T08:41:44Z';
  const row = {
    app_id: 'a',
    stale_deletion_date: zero,
    on_close_deletion_date: never,
    pull_request: { number: 42, branch_name: 'shop-org:fix/it', closed_at: zero },
  };

  it('takes the zero date for an open pull request and one in the next century for no plan', () => {
    expect(mapReviewRow(row, known, now)).toEqual({ ...known, branch: 'fix/it', closed: false });
  });

  it.each([
    ['a deletion date of the past, which is that of the last deployment', '2026-11-20T16:43:39.85Z', undefined],
    ['the far future', never, undefined],
    ['a date to come', '2026-11-25T10:00:00+01:00', '2026-11-25T09:00:00.000Z'],
  ])('reads %s', (_, stale, deletedAt) => {
    expect(mapReviewRow({ ...row, stale_deletion_date: stale }, known, now).deletedAt).toBe(deletedAt);
  });

  it('tells the first of two planned deletions', () => {
    const both = { stale_deletion_date: '2026-11-26T09:00:00Z', on_close_deletion_date: '2026-11-24T09:00:00Z' };

    expect(mapReviewRow({ ...row, ...both }, known, now).deletedAt).toBe('2026-11-24T09:00:00.000Z');
  });

  it('without a pull request says neither open nor closed', () => {
    expect(mapReviewRow({ ...row, pull_request: null }, known, now)).toEqual(known);
  });

  it('keeps a branch that comes without the name of its owner', () => {
    const pull_request = { ...row.pull_request, branch_name: 'fix/it' };

    expect(mapReviewRow({ ...row, pull_request }, known, now).branch).toBe('fix/it');
  });
});
