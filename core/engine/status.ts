import type { App } from '../model/app.ts';
import type { AppStatus } from '../model/status.ts';
import type { SnapshotRecord } from '../store/records.ts';
import type { RunningOperation } from './lock.ts';

/**
 * The state people see: the provider's word, and ours where only we can know.
 * Someone else's scale has no direction for us: it counts as busy, like a deployment.
 */
export function statusOf(
  app: App,
  snapshot: SnapshotRecord | undefined,
  operation: RunningOperation | undefined,
): AppStatus {
  if (operation !== undefined && !operation.told) return operation.kind === 'wake' ? 'waking' : 'falling_asleep';
  if (app.status === 'scaling') return 'deploying';
  if (app.status === 'stopped') return snapshot === undefined ? 'stopped' : 'asleep';
  return app.status;
}
