/**
 * A process of its own that writes numbered changes into the store of the folder in its argument until it is killed.
 * It prints `open`, and each number once its write is durable. Every number changes two kinds of records and adds an
 * event, so that a write of which only a part was kept shows.
 */
import { writeSync } from 'node:fs';
import { systemClock } from '../../core/clock.ts';
import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';
import { numberedChanges, readNumber } from './numbered-changes.ts';

/** Writes that are on their way at the same time, so that batches form. */
const AT_ONCE = 3;
/** To fill whole journal files within a test. */
const EVENTS_EACH = Number(process.argv[3] ?? 1);

const store = await createStore({ folder: process.argv[2] ?? '' }, { clock: systemClock, log: silentLog });
writeSync(1, 'open\n');

for (let next = (await readNumber(store)) + 1; ; next += AT_ONCE) {
  const numbers = Array.from({ length: AT_ONCE }, (_, index) => next + index);
  await Promise.all(
    numbers.map(async (number) => {
      await store.write(numberedChanges(number, EVENTS_EACH));
      writeSync(1, `${number}\n`);
    }),
  );
}
