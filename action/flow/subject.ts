import { GitHubError } from '../github/errors.ts';
import type { Subject } from '../trigger/decide.ts';
import type { PullRequest } from '../trigger/event.ts';
import type { Session } from './session.ts';

/** GitHub being slow or down must not keep an app asleep for longer than this. */
const PATIENCE_MS = 5_000;

/** An event this fresh is believed: whatever closes the pull request after it starts a run of its own. */
const FRESH_MS = 60_000;

/**
 * The pull request as it is now. Queues reorder runs and a run may be repeated days later: what the event told is only
 * believed while it is fresh. Where it cannot be read the event's word must do.
 */
export async function readSubject(session: Session, subject: Subject): Promise<PullRequest | undefined> {
  const { clock, github, reporter } = session;
  if (github === undefined || isFresh(session, subject)) return subject.pullRequest;
  const over = new AbortController();
  const read = github.getPullRequest(subject.number);
  const patience = subject.pullRequest && clock.delay(PATIENCE_MS, over.signal).then(() => subject.pullRequest);
  // Whichever comes second is not waited for.
  for (const either of [read, patience]) either?.catch(() => undefined);
  try {
    return await Promise.race([read, ...(patience ? [patience] : [])]);
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    reporter.note(error);
    return subject.pullRequest;
  } finally {
    over.abort();
  }
}

function isFresh({ runner, clock }: Session, { pullRequest }: Subject): boolean {
  if (pullRequest?.updatedAt === undefined || runner.runAttempt > 1) return false;
  return clock.now().getTime() - Date.parse(pullRequest.updatedAt) < FRESH_MS;
}
