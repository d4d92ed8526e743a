import { readdir } from 'node:fs/promises';
import { silentLog } from '../../../core/log.ts';
import { Journal, type Segment } from '../../../core/store/journal.ts';
import { buildEvent } from '../../support/build-records.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const makeEvents = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => buildEvent(`e${first + index}`));

afterAll(removeFolders);

describe('the journal of events', () => {
  let folder: string;
  let journal: Journal;
  let segments: readonly Segment[];

  beforeEach(async () => {
    folder = await makeFolder();
    journal = new Journal(folder, silentLog);
    segments = [];
    await journal.open(segments);
  });

  afterEach(() => journal.close());

  async function append(first: number, count: number): Promise<void> {
    const plan = journal.plan(makeEvents(first, count));
    await journal.append(plan);
    await journal.commit(plan);
    segments = plan.segments;
  }

  async function reopened() {
    const next = new Journal(folder, silentLog);
    const events = await next.open(segments);
    await next.close();
    return events;
  }

  it('goes on in another file once one is full, and reads both in order', async () => {
    await append(0, 4_999);
    await append(4_999, 2);
    await append(5_001, 1);

    expect(segments.map(({ events }) => events)).toEqual([5_001, 1]);
    expect(await reopened()).toEqual(makeEvents(0, 5_002));
  });

  it('removes the oldest file once the others hold 5,000 events', async () => {
    for (const first of [0, 5_000, 10_000]) await append(first, 5_000);

    expect(await readdir(folder)).toEqual(['events-000000003.jsonl']);
    expect(await reopened()).toEqual(makeEvents(10_000, 5_000));
  });

  it('does not touch again a file of which a failed write may have become valid', async () => {
    await append(0, 1);
    const failed = journal.plan(makeEvents(1, 1));
    await journal.append(failed);
    await journal.abandon();

    await append(2, 1);

    expect(segments.map(({ file }) => file)).toEqual(['events-000000001.jsonl', 'events-000000002.jsonl']);
    expect(await reopened()).toEqual([...makeEvents(0, 1), ...makeEvents(2, 1)]);
  });

  it('reads nothing of what was appended and never became valid', async () => {
    await append(0, 1);
    await journal.append(journal.plan(makeEvents(1, 1)));

    expect(await reopened()).toEqual(makeEvents(0, 1));
  });
});
