import { silentLog } from '../../../core/log.ts';
import { createScheduler } from '../../../core/scheduler/index.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { describeScheduler } from '../../contract/scheduler.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describeScheduler('the scheduler of one instance', (start) => {
  const clock = new FakeClock(start);
  const store = new MemoryStore();
  return { clock, open: () => createScheduler({ store, clock, log: silentLog }) };
});
