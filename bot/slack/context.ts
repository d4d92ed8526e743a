import type { webApi } from '@slack/bolt';
import type { Clock, Language, Log, Paastis, Translate } from '../../core/index.ts';
import type { Redact } from './log.ts';
import type { Operations } from './operations.ts';
import type { People } from './people.ts';
import type { PlainLayout } from './plain-layout.ts';
import type { SlackFetch } from './web-fetch.ts';

/** What every listener works with; lives as long as the bot. */
export interface SlackContext {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  /** Of what a whole channel reads, and of people whose own language is not known. */
  readonly language: Language;
  /** IANA name, of the settings. */
  readonly timezone: string;
  /** Of Paastis. */
  readonly version: string | undefined;
  readonly translate: (language: Language) => Translate;
  readonly newReference: () => string;
  /** Keeps what goes on after the acknowledgement, for the bot to wait for when it stops. */
  readonly track: (work: Promise<void>) => void;
  /** Aborts when the bot must go although something is under way. */
  readonly cutOff: AbortSignal;
  /** The workspace the bot is installed in; undefined while not connected and for a whole organization. */
  readonly teamId: () => string | undefined;
  readonly people: People;
  readonly operations: Operations;
  /** Sends what a workspace may not know how to draw yet. */
  readonly layout: PlainLayout;
  /** For people who wait: short patience, told of rate limits at once. */
  readonly web: webApi.WebClient;
  /**
   * For what nobody waits for, digests and notices. A call waits for its turn, in the order of its channel, one message
   * a second, and is tried again for some minutes, save posts that Slack may have taken: twice is worse than never.
   */
  readonly background: webApi.WebClient;
  /** How requests to Slack leave, bounded, counted and through a proxy where there is one; for `ResponseUrl`. */
  readonly fetch: SlackFetch;
}
