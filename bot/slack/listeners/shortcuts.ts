import type { App } from '@slack/bolt';
import * as z from 'zod';
import type { Translate } from '../../../core/index.ts';
import type { SlackContext } from '../context.ts';
import { findMentionedApps, type MentionedApps } from '../forms/mentioned-apps.ts';
import { callbackIds } from '../ids.ts';
import { composeLine, isNameable } from '../lines.ts';
import { ResponseUrl } from '../response-url.ts';
import { findSoon, TRIGGER_PATIENCE_MS } from './find-soon.ts';
import { openCommandForm } from './modals.ts';

const userSchema = z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().nullish() });

/** What we read of shortcuts, https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
const globalSchema = z.object({ user: userSchema, trigger_id: z.string().min(1) });

const messageSchema = globalSchema.extend({
  channel: z.object({ id: z.string().min(1).max(50) }),
  response_url: z.url({ protocol: /^https?$/ }),
  message: z.looseObject({ ts: z.string().min(1).max(50), thread_ts: z.string().max(50).exactOptional() }),
});

/** A list of a whole fleet may be in a message too: beyond this it is asked first. */
const MOST_AT_ONCE = 5;

/** The global and the message shortcut. */
export function registerShortcuts(app: App, context: SlackContext): void {
  app.shortcut({ callback_id: callbackIds.wakeApp, type: 'shortcut' }, async ({ body, ack }) => {
    const { user, trigger_id: triggerId } = globalSchema.parse(body);
    await ack();
    const person = await findSoon(context, user, TRIGGER_PATIENCE_MS);
    await openCommandForm(context, { triggerId, verb: 'wake', person });
  });

  app.shortcut({ callback_id: callbackIds.wakeFromMessage, type: 'message_action' }, async ({ body, ack }) => {
    const shortcut = messageSchema.parse(body);
    await ack();
    await wakeFromMessage(context, shortcut);
  });
}

/** Wakes what the message is about and tells it in its thread; asks where that is not clear. */
async function wakeFromMessage(context: SlackContext, shortcut: z.infer<typeof messageSchema>): Promise<void> {
  const { paastis, clock, operations } = context;
  const { message, channel, trigger_id: triggerId } = shortcut;
  const person = await findSoon(context, shortcut.user, TRIGGER_PATIENCE_MS);
  const { apps } = await paastis.overview(person.language);
  const mentioned = findMentionedApps(message, apps);
  const place = {
    channel: channel.id,
    threadTs: message.thread_ts ?? message.ts,
    responseUrl: new ResponseUrl(shortcut.response_url, clock, { send: context.fetch }),
  };
  const certain = mentioned.certain.filter(isNameable);
  const line = certain.length <= MOST_AT_ONCE ? composeLine('wake', certain) : undefined;
  if (line !== undefined) return context.track(operations.run({ ...place, line, person }));
  const note = question(mentioned, context.translate(person.language));
  const refs = certain.length === 0 ? mentioned.doubtful : certain;
  await openCommandForm(context, { ...place, triggerId, verb: 'wake', person, refs, note });
}

function question({ certain, doubtful }: MentionedApps, t: Translate): string {
  if (certain.length > 0) return t('modals.many_in_message', { count: certain.length });
  return doubtful.length > 0 ? t('modals.which_in_message') : t('modals.none_in_message');
}
