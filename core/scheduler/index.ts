import { LocalScheduler, type LocalSchedulerDeps } from './local.ts';
import type { Scheduler } from './scheduler.ts';

/** The scheduler of one instance; several on one database will need another one. */
export function createScheduler(deps: LocalSchedulerDeps): Scheduler {
  return new LocalScheduler(deps);
}
