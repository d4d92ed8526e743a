import type { App } from '@slack/bolt';
import type { DigestDesk } from '../../../core/index.ts';
import type { SlackContext } from '../context.ts';
import { actionIds } from '../ids.ts';
import { DigestBoard } from './board.ts';
import { answerClick, clickSchema } from './clicks.ts';
import { postDigest, tidyDigests } from './post.ts';

/** What changes the line of an app. */
const followed: ReadonlySet<string> = new Set(['app_slept', 'app_woken', 'app_kept', 'sleep_failed', 'app_vanished']);

/** Registers the buttons of digests. @returns what posts one that is due */
export function registerDigests(app: App, context: SlackContext): DigestDesk {
  const board = new DigestBoard(context);
  for (const id of [actionIds.digestMore, actionIds.digestSleepAll, actionIds.digestEnforce])
    app.action(id, async ({ ack, body }) => {
      await ack();
      // One that comes from nowhere has nobody to be answered to.
      const click = clickSchema.safeParse(body).data;
      if (click !== undefined) context.track(answerClick(click, context, board));
    });
  context.paastis.subscribe(({ name, app }) => {
    if (app !== undefined && followed.has(name)) board.follow(app.ref);
  });
  return {
    deliver: (delivery) => postDigest(delivery, context, board),
    tidy: () => tidyDigests(context, board),
  };
}
