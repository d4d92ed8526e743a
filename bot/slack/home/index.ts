import type { App } from '@slack/bolt';
import * as z from 'zod';
import type { SlackContext } from '../context.ts';
import { registerHomeClicks } from './clicks.ts';
import { HomeDesk } from './desk.ts';
import { registerHomeSettings } from './settings.ts';

/** What we read of a visit, https://docs.slack.dev/reference/events/app_home_opened */
const openedSchema = z.object({
  team_id: z.string().exactOptional(),
  event: z.object({
    tab: z.string().exactOptional(),
    user: z.string().regex(/^[UW][A-Z0-9]+$/),
    view: z.object({ hash: z.string().exactOptional(), private_metadata: z.string().exactOptional() }).exactOptional(),
  }),
});

/** The App Home: a console of its own for each person. */
export function registerHome(app: App, context: SlackContext): void {
  const desk = new HomeDesk(context);
  app.event('app_home_opened', async ({ body }) => {
    const opened = openedSchema.safeParse(body).data;
    if (opened?.event.tab !== 'home') return;
    const { user, view } = opened.event;
    context.track(desk.open({ user, team: opened.team_id }, view?.hash));
  });
  registerHomeClicks(app, context, desk);
  registerHomeSettings(app, context, desk);
}
