import { type App, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
import { type Clock, describeError, type Log } from '../../../core/index.ts';
import type { Redact } from '../log.ts';
import type { SlackMeter } from '../meter.ts';
import { type Delivery, readDelivery } from './delivery.ts';
import { createSeen } from './seen.ts';

/** What Slack is told; each door says it in its own way. */
export type Reply =
  /** Taken; `body` is what the person sees at once, or what a form does next. */
  | { readonly kind: 'ok'; readonly body?: string | object }
  /** Not now: to be delivered again. */
  | { readonly kind: 'later' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'unheard' };

/** What people are told in the place of a listener's answer. */
export interface DoorTexts {
  /** While nothing can be taken; undefined: it can. */
  closed(): string | undefined;
  broken(reference: string): string;
  /** To a click that nobody listens to any more. */
  outdated(): string;
}

export interface DispatchOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly meter: SlackMeter;
  readonly newReference: () => string;
  readonly texts: DoorTexts;
  /** Tells somebody alone what the answer itself could not. Never rejects. */
  readonly whisper: (responseUrl: string, text: string) => void;
}

export interface Retry {
  readonly retryNum?: number;
  readonly retryReason?: string;
}

export interface Dispatch {
  /** From here on these listeners are told. */
  readonly init: (app: App) => void;
  /**
   * Hands what Slack sent to the listeners, once however often it arrives. Never rejects.
   * @param answer called once, with the first acknowledgement or without one
   */
  deliver(body: Readonly<Record<string, unknown>>, answer: (reply: Reply) => void, retry: Retry): Promise<void>;
}

/** Slack goes on trying events for a day where delayed events are turned on. */
const EVENT_LIVE_MS = 24 * 3_600_000;
const EVENTS_MOST = 20_000;

/** A socket that broke before the answer left: what was not answered comes again on the next one. */
const INTERACTION_LIVE_MS = 3_600_000;
const INTERACTIONS_MOST = 20_000;

/** Answers of forms that are kept for a second delivery: an empty one would close the form over its faults. */
const FORM_REPLIES_MOST = 100;

/** What both doors have in common, from a body that is known to come from Slack to the listeners and back. */
export function createDispatch(options: DispatchOptions): Dispatch {
  const { clock, log, meter, texts } = options;
  const events = createSeen({ clock, liveMs: EVENT_LIVE_MS, most: EVENTS_MOST });
  const interactions = createSeen({ clock, liveMs: INTERACTION_LIVE_MS, most: INTERACTIONS_MOST });
  const formReplies = new Map<string, Promise<Reply>>();
  let app: App | undefined;

  const run = async (delivery: Delivery, answer: (reply: Reply) => void, retry: Retry): Promise<void> => {
    if (app === undefined) throw new Error('Bolt has not been given this door');
    const seen = delivery.kind === 'event' ? events : interactions;
    if (delivery.key !== undefined && !seen.take(delivery.key)) {
      meter.received(delivery.kind, 'duplicate');
      return answer((await formReplies.get(delivery.key)) ?? { kind: 'ok' });
    }
    const startedMs = clock.now().getTime();
    const reply = Promise.withResolvers<Reply>();
    if (delivery.kind === 'view' && delivery.key !== undefined) keepReply(formReplies, delivery.key, reply.promise);
    await listen(app, delivery, retry, {
      ...options,
      give: (given) => {
        meter.acknowledged(delivery.kind, clock.now().getTime() - startedMs);
        reply.resolve(given);
        answer(given);
      },
      failedUnanswered: () => delivery.key !== undefined && seen.forget(delivery.key),
    });
  };

  return {
    init: (bolt) => {
      app = bolt;
    },
    deliver: async (body, answer, retry) => {
      if (body.type === 'app_rate_limited') {
        log.warn({}, 'slack holds events back: too many for this hour');
        return answer({ kind: 'ok' });
      }
      const delivery = readDelivery(body);
      if (delivery === undefined) {
        meter.received('unknown', 'malformed');
        return answer({ kind: 'malformed' });
      }
      const closed = texts.closed();
      if (closed === undefined) return run(delivery, answer, retry);
      meter.received(delivery.kind, 'closed');
      answer(delivery.kind === 'event' ? { kind: 'later' } : inWords(delivery, closed));
      if (hearsLater(delivery)) options.whisper(delivery.responseUrl, closed);
    },
  };
}

interface Listening extends DispatchOptions {
  readonly give: (reply: Reply) => void;
  readonly failedUnanswered: () => void;
}

async function listen(app: App, delivery: Delivery, retry: Retry, options: Listening): Promise<void> {
  const { log, redact, meter, texts } = options;
  let answered = false;
  const give = (reply: Reply): void => {
    answered = true;
    options.give(reply);
  };
  const ack: ReceiverEvent['ack'] = async (answer) => {
    if (answered) throw new ReceiverMultipleAckError();
    give(typeof answer === 'string' || typeof answer === 'object' ? { kind: 'ok', body: answer } : { kind: 'ok' });
  };
  const instead = (text: string): void => {
    give(inWords(delivery, text));
    if (hearsLater(delivery)) options.whisper(delivery.responseUrl, text);
  };
  try {
    await app.processEvent({ body: delivery.body, ack, ...retry });
  } catch (error) {
    // Bolt alone would show the person Slack's own error, which says neither what nor whom to ask.
    const reference = options.newReference();
    log.error({ reference, kind: delivery.kind, error: redact(describeError(error)) }, 'slack listener failed');
    meter.received(delivery.kind, 'failed');
    if (answered) return;
    options.failedUnanswered();
    return instead(texts.broken(reference));
  }
  if (answered) return meter.received(delivery.kind, 'accepted');
  // All listeners are done and none answered: Slack would wait its whole 3 s for nothing.
  meter.received(delivery.kind, 'unheard');
  if (delivery.kind === 'command') return give({ kind: 'unheard' });
  instead(texts.outdated());
}

function keepReply(replies: Map<string, Promise<Reply>>, key: string, reply: Promise<Reply>): void {
  for (const old of replies.keys()) {
    if (replies.size < FORM_REPLIES_MOST) break;
    replies.delete(old);
  }
  replies.set(key, reply);
}

/** A sentence in the shape that this kind of request can show; what shows nothing is merely acknowledged. */
function inWords({ kind, body, firstInput }: Delivery, text: string): Reply {
  if (kind === 'command') return { kind: 'ok', body: { response_type: 'ephemeral', text } };
  if (kind === 'options') return { kind: 'ok', body: { options: [] } };
  if (kind !== 'view' || body.type !== 'view_submission') return { kind: 'ok' };
  if (firstInput !== undefined)
    return { kind: 'ok', body: { response_action: 'errors', errors: { [firstInput]: text } } };
  const blocks = [{ type: 'section', text: { type: 'plain_text', text } }];
  const view = { type: 'modal', title: { type: 'plain_text', text: 'Paastis' }, blocks };
  return { kind: 'ok', body: { response_action: 'update', view } };
}

/** Clicks and shortcuts show nothing of their answer. */
function hearsLater(delivery: Delivery): delivery is Delivery & { readonly responseUrl: string } {
  return delivery.responseUrl !== undefined && (delivery.kind === 'action' || delivery.kind === 'shortcut');
}
