import { isValidSlackRequest } from '@slack/bolt';
import type { Clock, Secret } from '../../../core/index.ts';

export type Verdict = 'genuine' | 'replayed' | 'stale' | 'forged';

/** Looks at who sent a request before anything reads what is in it. */
export interface Guard {
  check(headers: Readonly<Record<string, string | readonly string[] | undefined>>, body: string): Verdict;
}

/** How far Slack's clock and ours may lie apart, both ways. Bolt itself lets any future instant pass. */
const TOLERANCE_S = 300;

/** A signature is good for twice the tolerance at most; after that the timestamp alone refuses it. */
const REMEMBER_MS = 2 * TOLERANCE_S * 1_000;

/**
 * Slack's signature, its age, and whether it was seen before: the same signed bytes must not act twice.
 * Seen signatures are kept by this process alone; several instances will need to share them.
 * @see https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
export function createGuard(signingSecret: Secret, clock: Clock): Guard {
  const seen = new Map<string, number>();

  const isReplay = (signature: string, nowMs: number): boolean => {
    // Oldest first, since a Map keeps the order of insertion and all live equally long.
    for (const [old, until] of seen) {
      if (until > nowMs) break;
      seen.delete(old);
    }
    if (seen.has(signature)) return true;
    seen.set(signature, nowMs + REMEMBER_MS);
    return false;
  };

  return {
    check: (headers, body) => {
      const signature = headers['x-slack-signature'];
      const timestamp = headers['x-slack-request-timestamp'];
      // One spelling only of either, or a replay could pass as new with a byte added to its header.
      if (typeof signature !== 'string' || !/^v0=[0-9a-f]{64}$/.test(signature)) return 'forged';
      if (typeof timestamp !== 'string' || !/^[1-9]\d{0,11}$/.test(timestamp)) return 'forged';
      const nowMs = clock.now().getTime();
      if (Math.abs(nowMs / 1_000 - Number(timestamp)) > TOLERANCE_S) return 'stale';
      const genuine = isValidSlackRequest({
        signingSecret: signingSecret.reveal(),
        body,
        headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': Number(timestamp) },
        nowMilliseconds: nowMs,
      });
      if (!genuine) return 'forged';
      return isReplay(signature, nowMs) ? 'replayed' : 'genuine';
    },
  };
}
