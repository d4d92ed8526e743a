import type { webApi } from '@slack/bolt';
import type { Clock } from '../../core/index.ts';
import type { Card } from './cards/pieces.ts';
import type { PlainLayout } from './plain-layout.ts';
import type { ResponseUrl } from './response-url.ts';
import { retrySlack } from './web-calls.ts';

export interface PrivateAnswerOptions {
  readonly person: string;
  readonly channel?: string | undefined;
  readonly threadTs?: string | undefined;
  readonly responseUrl?: ResponseUrl | undefined;
  readonly client: webApi.WebClient;
  readonly layout: PlainLayout;
  readonly clock: Clock;
}

const PAUSES_MS = [500, 1_500];

/**
 * Tells one person alone: by the write-back address, else where they asked, else by a direct message. Never rejects.
 * @returns whether Slack took it
 */
export async function tellPerson(card: Card, options: PrivateAnswerOptions): Promise<boolean> {
  const { person, channel, threadTs, responseUrl, client, layout, clock } = options;
  if (responseUrl !== undefined && (await layout.send(card, (shown) => responseUrl.send(shown))).ok) return true;
  const tries = { clock, pausesMs: PAUSES_MS };
  if (channel !== undefined) {
    const thread = threadTs === undefined ? {} : { thread_ts: threadTs };
    const whisper = await layout.send(card, (shown) =>
      retrySlack(() => client.chat.postEphemeral({ channel, user: person, ...shown, ...thread }), tries),
    );
    if (whisper.ok) return true;
  }
  const message = await layout.send(card, (shown) =>
    retrySlack(
      () => client.chat.postMessage({ channel: person, ...shown, unfurl_links: false, unfurl_media: false }),
      tries,
    ),
  );
  return message.ok;
}
