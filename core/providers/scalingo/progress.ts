import { toDetail } from '../../errors.ts';
import type { App } from '../../model/app.ts';
import { isTransitional } from '../../model/status.ts';
import type { Change, ChangeProgress } from '../provider.ts';
import type { ScalingoClient, Target } from './client.ts';

/** The operation itself, where the vendor gave one to ask about, else the app. */
export async function readProgress(
  client: ScalingoClient,
  target: Target,
  change: Change,
  getApp: () => Promise<App>,
): Promise<ChangeProgress> {
  const operation = change.id === undefined ? undefined : await client.findOperation(target, change.id);
  if (operation === undefined) return progressOf(await getApp());
  if (operation.status === 'done') return { state: 'done' };
  if (operation.status !== 'error') return { state: 'pending' };
  const detail = toDetail(operation.error ?? operation.message ?? '');
  return { state: 'failed', ...(detail && { detail }), ...(isQuota(detail ?? '') && { retryable: true }) };
}

/** Beyond the quota of simultaneous operations the vendor accepts first and fails then; its wording is unpublished [A]. */
function isQuota(detail: string): boolean {
  return /too many|quota|simultaneous|concurrent/i.test(detail);
}

/** Without an operation to ask: an unknown status is one that still moves. */
function progressOf({ status }: App): ChangeProgress {
  if (status === 'crashed') return { state: 'failed', detail: 'crashed' };
  return { state: isTransitional(status) || status === 'unknown' ? 'pending' : 'done' };
}
