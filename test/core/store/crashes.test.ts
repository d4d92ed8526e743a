import { appendFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { silentLog } from '../../../core/log.ts';
import { createStore } from '../../../core/store/index.ts';
import type { EventRecord, SnapshotRecord } from '../../../core/store/records.ts';
import type { Store, StoreChange } from '../../../core/store/store.ts';
import { anyText } from '../../support/any-text.ts';
import { buildEvent, buildSnapshot, keyOf } from '../../support/build-records.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const app = fc.constantFrom('a', 'b', 'c');

const formation = fc.dictionary(
  fc.constantFrom('web', 'worker', 'clock', 'constructor', 'été'),
  fc.record({ amount: fc.nat(9), size: fc.constantFrom('S', 'M') }),
);

const change: fc.Arbitrary<StoreChange> = fc.oneof(
  fc.record({ put: fc.constant('snapshot' as const), record: fc.tuple(app, formation).map(snapshotOf) }),
  fc.record({ remove: fc.constant('snapshot' as const), key: app.map(keyOf) }),
  fc.record({ append: fc.tuple(fc.uuid(), anyText()).map(eventOf) }),
);

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ write: fc.array(fc.array(change, { maxLength: 5 }), { maxLength: 4 }) }) },
  { weight: 1, arbitrary: fc.constantFrom('crash' as const, 'restart' as const) },
);

function snapshotOf([name, of]: [string, SnapshotRecord['formation']]): SnapshotRecord {
  return buildSnapshot(name, { formation: of });
}

function eventOf([id, reason]: [string, string]): EventRecord {
  return buildEvent(id, { reason });
}

/** What the store must hold. */
class Model {
  readonly snapshots = new Map<string, SnapshotRecord>();
  readonly events: EventRecord[] = [];

  apply(changes: readonly StoreChange[]): void {
    for (const one of changes) {
      if ('append' in one) this.events.unshift(one.append);
      else if ('remove' in one) this.snapshots.delete(one.key);
      else if (one.put === 'snapshot') this.snapshots.set(one.record.key, one.record);
    }
  }
}

/** The process is gone without a word, in the middle of a write. */
async function crash(folder: string): Promise<void> {
  const names = await readdir(folder);
  const journal = names
    .filter((name) => name.startsWith('events-'))
    .toSorted()
    .at(-1);
  if (journal !== undefined) await appendFile(join(folder, journal), '{"v":1,"id":"torn');
  await writeFile(join(folder, 'paastis.json.1-1.tmp'), '{"version":1,');
  for (const name of names.filter((other) => other.startsWith('lock-'))) await rm(join(folder, name));
}

async function expectSame(store: Store, model: Model): Promise<void> {
  const byKey = (records: Iterable<SnapshotRecord>) =>
    [...records].toSorted((one, other) => one.key.localeCompare(other.key));
  expect(byKey(await store.list('snapshot'))).toEqual(byKey(model.snapshots.values()));
  expect(await store.listEvents({ limit: 10_000 })).toEqual(model.events);
}

afterAll(removeFolders);

describe('a store that crashes now and then', () => {
  it('holds what a plain map and list would hold, after any writes', async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const folder = await makeFolder();
      const open = () => createStore({ folder }, { clock: new FakeClock(), log: silentLog });
      const model = new Model();
      let store = await open();
      for (const next of steps) {
        if (next === 'crash' || next === 'restart') {
          if (next === 'crash') await crash(folder);
          await store.close();
          store = await open();
        } else {
          for (const changes of next.write) model.apply(changes);
          await Promise.all(next.write.map((changes) => store.write(changes)));
        }
        await expectSame(store, model);
      }
      await store.close();
    });

    await fc.assert(property, { numRuns: 40, seed: 42 });
  });
});
