import type { Repeats } from './attempt.ts';
import type { Failure } from './failure.ts';

/** Tries of one call, the first included. */
const MAX_TRIES = 4;

/** Of one that gets no answer: each try takes all of its time, while a runner is paid for. */
const MAX_SILENT_TRIES = 2;

/** From the first failure on, of this call or of those before it: nobody waits longer for GitHub than this, and one more try each. */
const PATIENCE_MS = 30_000;

const BACKOFF_MS: readonly number[] = [1_000, 2_000, 4_000];

/**
 * How long to wait before the same request once more; undefined: it must not be sent again, or it would take too long.
 * @param tries so far, the failed one included
 * @param sinceMs time since GitHub last answered anything
 */
export function waitBeforeRetryMs(
  failure: Failure,
  repeats: Repeats,
  { tries, sinceMs }: { readonly tries: number; readonly sinceMs: number },
): number | undefined {
  const most = failure.error.context.reason === 'timeout' ? MAX_SILENT_TRIES : MAX_TRIES;
  if (tries >= most || !mayRepeat(failure, repeats)) return undefined;
  const waitMs = failure.waitMs ?? BACKOFF_MS[tries - 1] ?? 0;
  return sinceMs + waitMs <= PATIENCE_MS ? waitMs : undefined;
}

/** A creation is sent again only where it was certainly not taken: else there would be two comments. */
function mayRepeat({ error, unsent, waitMs }: Failure, repeats: Repeats): boolean {
  if (repeats === 'never') return false;
  const { code, context } = error;
  if (code === 'github_rate_limited') return repeats === 'always' || waitMs !== undefined;
  // A certificate that is not trusted now is not trusted in a second either.
  if (code !== 'github_unavailable' || context.reason === 'certificate') return false;
  return repeats === 'always' || unsent === true;
}
