/** A process of its own that opens the store of the folder in its argument, writes a record and an event, and ends. */
import { systemClock } from '../../core/clock.ts';
import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';
import { buildApp, buildEvent } from './build-records.ts';

const store = await createStore({ folder: process.argv[2] ?? '' }, { clock: systemClock, log: silentLog });
await store.write([{ put: 'app', record: buildApp('shop') }, { append: buildEvent('e1') }]);
await store.close();
