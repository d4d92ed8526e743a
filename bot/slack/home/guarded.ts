import { describeError } from '../../../core/index.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { trySlack } from '../web-calls.ts';

/** Work for somebody that the bot waits for when it stops; should it break, they hear so, with a reference. */
export function trackFor(user: string, work: Promise<void>, context: SlackContext): void {
  context.track(work.catch((error: unknown) => tellBroken(user, error, context)));
}

async function tellBroken(user: string, error: unknown, context: SlackContext): Promise<void> {
  const { log, redact, newReference, people, translate, web } = context;
  const reference = newReference();
  log.error({ reference, actor: user, error: redact(describeError(error)) }, 'slack home broke');
  const t = translate(people.recall(user).language);
  await trySlack(() => web.chat.postMessage({ channel: user, ...noteCard(t('slack.broken', { reference })) }));
}
