import type { Store, StoreChange } from '../../core/store/store.ts';
import { buildApp, buildEvent, buildSnapshot, buildWatch, keyOf } from './build-records.ts';

/** Snapshots come and go over so many apps. */
const APPS = 7;

const counter = 'counter';

/** Write number n, whose traces in the store tell n. */
export function numberedChanges(number: number, events: number): StoreChange[] {
  const app = `app-${number % APPS}`;
  const { ref } = buildApp(app);
  return [
    { put: 'app', record: buildApp(counter, { wakesMs: [number] }) },
    { put: 'snapshot', record: buildSnapshot(app, { correlationId: String(number) }) },
    { remove: 'snapshot', key: keyOf(`app-${(number + 1) % APPS}`) },
    // A kind with a file of its own: it must become true at the same instant.
    { put: 'watch', record: buildWatch(counter, { wokenAt: [instantOf(number)] }) },
    ...Array.from({ length: events }, (_, index) => ({
      append: buildEvent(`${number}.${index}`, { app: { key: keyOf(app), ref } }),
    })),
  ];
}

function instantOf(number: number): string {
  return new Date(number * 1_000).toISOString();
}

/** The last write that the store holds; 0 for an empty store. */
export async function readNumber(store: Store): Promise<number> {
  return (await store.find('app', keyOf(counter)))?.wakesMs[0] ?? 0;
}

/** Every difference between the store and what the writes 1 to n, each of them whole, make of it. */
export async function findFaults(store: Store, events: number): Promise<string[]> {
  const number = await readNumber(store);
  const faults: string[] = [];
  const snapshots = (await store.list('snapshot')).map(({ correlationId }) => Number(correlationId));
  // The write after next removes the snapshot of n + 1 - 7, so n - 5 to n are there.
  const expected = Array.from({ length: APPS - 1 }, (_, index) => number - index).filter((other) => other > 0);
  if (snapshots.toSorted((a, b) => b - a).join() !== expected.join()) {
    faults.push(`write ${number}: snapshots of ${snapshots.join()}, not of ${expected.join()}`);
  }
  const watched = (await store.find('watch', keyOf(counter)))?.wokenAt[0];
  if (number > 0 && watched !== instantOf(number)) faults.push(`write ${number}: watched is of ${watched}`);
  const ids = (await store.listEvents({ limit: 1_000_000 })).map(({ id }) => id);
  const wrong = ids.findIndex((id, index) => id !== eventId(number, index, events));
  if (wrong !== -1) faults.push(`write ${number}: event ${wrong} from the end is ${ids[wrong]}`);
  const least = Math.min(number * events, 5_000);
  if (ids.length < least) faults.push(`write ${number}: ${ids.length} events, not ${least} or more`);
  return faults;
}

/** The id of an event counted from the newest. */
function eventId(number: number, fromEnd: number, events: number): string {
  return `${number - Math.floor(fromEnd / events)}.${events - 1 - (fromEnd % events)}`;
}
