import { ProviderError } from '../../errors.ts';
import type { App, ReviewApp } from '../../model/app.ts';
import type { CallOptions } from '../provider.ts';
import type { ScalingoClient } from './client.ts';
import { mapInstant } from './map.ts';
import type { ReviewRow } from './schema.ts';

/** Where nothing is planned the vendor names a day in the next century. */
const LATEST_DELETION_MS = 366 * 24 * 3_600_000;

/** One call per parent. A parent that cannot be asked, or is linked to no repository, leaves out its own apps only. */
export async function readReviews(
  client: ScalingoClient,
  apps: readonly App[],
  now: Date,
  options: CallOptions,
): Promise<ReadonlyMap<string, ReviewApp>> {
  const known = new Map(apps.flatMap(({ id, review }) => (review === undefined ? [] : [[id, review] as const])));
  const parents = [...new Set([...known.values()].map(({ parent }) => parent))];
  const found = new Map<string, ReviewApp>();
  // One after the other: many at once would make whoever reads figures wait.
  for (const parent of parents) {
    for (const row of await findRows(client, parent, options)) {
      const review = known.get(row.app_id);
      if (review !== undefined) found.set(row.app_id, mapReviewRow(row, review, now));
    }
  }
  return found;
}

async function findRows(client: ScalingoClient, parent: string, options: CallOptions): Promise<readonly ReviewRow[]> {
  try {
    return (await client.findReviewApps({ ...options, id: parent, app: parent })) ?? [];
  } catch (error) {
    if (error instanceof ProviderError) return [];
    throw error;
  }
}

/** @param known what the app's name says */
export function mapReviewRow(row: ReviewRow, known: ReviewApp, now: Date): ReviewApp {
  const { pull_request: pull } = row;
  const closedAt = mapInstant(pull?.closed_at);
  const branch = pull?.branch_name?.split(':').at(-1);
  const deletedAt = firstPlanned([row.on_close_deletion_date, row.stale_deletion_date], now);
  return {
    parent: known.parent,
    pullRequest: pull?.number ?? known.pullRequest,
    ...(branch && { branch }),
    ...(pull?.closed_at && { closed: closedAt !== undefined }),
    ...(closedAt && { closedAt }),
    ...(deletedAt && { deletedAt }),
  };
}

/**
 * Dates are written whether a deletion is planned or not: a zero date, one in the far future, or that of the last
 * deployment where the delay is none. Only a date that is still to come, and soon, is a plan.
 */
function firstPlanned(dates: readonly (string | null | undefined)[], now: Date): string | undefined {
  return dates
    .flatMap((date) => mapInstant(date) ?? [])
    .filter((date) => {
      const aheadMs = Date.parse(date) - now.getTime();
      return aheadMs > 0 && aheadMs < LATEST_DELETION_MS;
    })
    .toSorted()[0];
}
