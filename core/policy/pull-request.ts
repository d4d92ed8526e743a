import type { App } from '../model/app.ts';
import type { Facts } from './facts.ts';
import type { MatchedRule } from './rules.ts';

/** Longer numbers are a date or a hash: no forge has counted that far. */
const MOST_DIGITS = 9;

/**
 * The number of the pull request an app shows: the provider knows it of review apps, a rule may capture it, else the usual
 * `-pr42` in the name tells.
 */
export function pullRequestOf(app: App, rule: Pick<MatchedRule, 'captures'> | undefined): number | undefined {
  if (app.review !== undefined) return app.review.pullRequest;
  const captured = rule?.captures.pr ?? /(?:^|[-_])pr-?(\d+)(?:[-_]|$)/i.exec(app.name)?.[1];
  // A regular expression of the settings may call anything `pr`.
  if (captured === undefined || !/^\d+$/.test(captured) || captured.length > MOST_DIGITS) return undefined;
  return Number(captured);
}

/** What is known of the pull request an app shows, from whoever tells. */
export interface ShownPullRequest {
  readonly number: number;
  /** The page people read; absent: no forge was asked, or it could not be. */
  readonly url?: string;
  /** Absent: not known. */
  readonly closed?: boolean;
  readonly closedAt?: string;
  /** It carries the label that keeps its apps awake. */
  readonly heldAwake?: boolean;
}

/** The forge's word, else the provider's, else no more than the number that its name tells. */
export function shownPullRequest(
  { app, pullRequest }: Pick<Facts, 'app' | 'pullRequest'>,
  rule: Pick<MatchedRule, 'captures'> | undefined,
): ShownPullRequest | undefined {
  const number = pullRequest?.number ?? pullRequestOf(app, rule);
  if (number === undefined) return undefined;
  if (pullRequest === undefined) return { number, ...told(app.review ?? {}) };
  return pullRequest.known ? { number, ...told(pullRequest) } : { number };
}

function told({ closed, closedAt, heldAwake, url }: Partial<ShownPullRequest>): Omit<ShownPullRequest, 'number'> {
  return {
    ...(url !== undefined && { url }),
    ...(closed !== undefined && { closed }),
    ...(closedAt !== undefined && { closedAt }),
    ...(heldAwake !== undefined && { heldAwake }),
  };
}
