import { printRegion, type Region } from './region.ts';
import type { ProviderStatus } from './status.ts';

/** A review app and the pull request it shows. */
export interface ReviewApp {
  /** Name of the app it was cloned from. */
  readonly parent: string;
  readonly pullRequest: number;
  readonly branch?: string;
  /** Known to be closed at the forge; absent when the provider does not tell. */
  readonly closed?: boolean;
  /** ISO 8601, UTC. */
  readonly closedAt?: string;
  /** When the provider will delete it by itself, ISO 8601, UTC; absent: never, or unknown. */
  readonly deletedAt?: string;
}

/** An app as its provider describes it at one instant. */
export interface App {
  /** The vendor's id: survives a rename, is never reused. All state is keyed by it. */
  readonly id: string;
  readonly name: string;
  readonly region: Region;
  readonly status: ProviderStatus;
  /** Why the status is what it is, where a word of ours helps: `never_deployed`, `wake_failed`, `payment`, `moderated`, `task`. */
  readonly statusReason?: string;
  /** Where people open it. */
  readonly url?: string;
  readonly review?: ReviewApp;
  /** ISO 8601, UTC: end or start of the last deployment, whichever the vendor tells. */
  readonly lastDeployedAt?: string;
  readonly createdAt?: string;
  /** When this was read, ISO 8601, UTC. */
  readonly readAt: string;
}

/** The key of everything stored about an app: `scalingo/osc-fr1/5ed0fe5d884fef000f5e4fd1`. */
export type AppKey = string;

export function appKey(app: Pick<App, 'region' | 'id'>): AppKey {
  return `${printRegion(app.region)}/${app.id}`;
}

/** The qualified name people type and read: `scalingo/osc-fr1/shop-pr42`. */
export function appRef(app: Pick<App, 'region' | 'name'>): string {
  return `${printRegion(app.region)}/${app.name}`;
}
