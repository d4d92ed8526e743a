import type { App } from '@slack/bolt';
import * as z from 'zod';
import { describeError } from '../../../core/index.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { trySlack } from '../web-calls.ts';

/** What only the connection to Slack knows, and must hear. */
export interface EventHooks {
  readonly botUserId: () => string | undefined;
  /** The installation has ended; whatever the bot sends from here on is refused. */
  readonly onEnd: (error: string) => void;
}

const archived = z.object({ channel: z.string().min(1).max(100) });
const joined = z.object({ user: z.string(), channel: z.string().min(1).max(100) });
const revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).default([]) }) });

/** What happens in Slack without anybody asking for anything. `app_home_opened` is the home's own. */
export function registerEvents(app: App, context: SlackContext, { botUserId, onEnd }: EventHooks): void {
  app.event('app_uninstalled', async () => onEnd('app_uninstalled'));
  // People's own tokens end without us: we ask for none.
  app.event('tokens_revoked', async ({ event }) => {
    if ((revoked.safeParse(event).data?.tokens.bot.length ?? 0) > 0) onEnd('tokens_revoked');
  });
  app.event('channel_archive', async ({ event }) => {
    const channel = archived.safeParse(event).data?.channel;
    if (channel !== undefined) context.track(endDigest(channel, context));
  });
  app.event('member_joined_channel', async ({ event }) => {
    const read = joined.safeParse(event).data;
    if (read !== undefined && read.user === botUserId()) context.track(greet(read.channel, context));
  });
}

/** Nobody reads it there any more. */
async function endDigest(channel: string, { paastis, log }: SlackContext): Promise<void> {
  const report = await paastis.run('digest off', {
    actor: 'paastis',
    entryPoint: 'slack',
    channel: `slack:${channel}`,
  });
  log.info({ channel, ended: report.kind === 'digest_schedule' }, 'slack channel archived');
}

/** Once in a channel's life, also where the bot is taken out and put back. */
async function greet(channel: string, context: SlackContext): Promise<void> {
  const { paastis, background, language, log, redact } = context;
  const key = `slack:greeted:${channel}`;
  try {
    if ((await paastis.notes.find(key)) !== undefined) return;
    // Noted first: a greeting that is missing disturbs less than one that comes twice.
    await paastis.notes.put(key, JSON.stringify({ v: 1 }));
  } catch (error) {
    return log.warn({ channel, error: redact(describeError(error)) }, 'slack channel not greeted');
  }
  const card = noteCard(context.translate(language)('slack.greeting'));
  const answer = await trySlack(() => background.chat.postMessage({ channel, ...card, unfurl_links: false }));
  if (!answer.ok) log.info({ channel, error: answer.failure.error }, 'slack channel not greeted');
}
