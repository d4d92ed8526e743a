import type { App } from '@slack/bolt';
import * as z from 'zod';
import type { SlackContext } from '../context.ts';
import { actionIds, callbackIds, readValue } from '../ids.ts';
import { homeFilters } from './arrange.ts';
import { type HomeClick, readClick, userSchema } from './click.ts';
import { HomeDesk } from './desk.ts';
import { Errands } from './errands.ts';
import { trackFor } from './guarded.ts';
import { registerHomeSettings } from './settings.ts';
import { pageOf } from './view.ts';

/** What we read of a visit, https://docs.slack.dev/reference/events/app_home_opened */
const openedSchema = z.object({
  team_id: z.string().exactOptional(),
  event: z.object({
    tab: z.string().exactOptional(),
    user: z.string().regex(/^[UW][A-Z0-9]+$/),
    view: z.object({ hash: z.string().exactOptional() }).exactOptional(),
  }),
});

const submissionSchema = z.object({
  user: userSchema,
  view: z.object({ id: z.string().min(1), state: z.object({ values: z.unknown() }) }),
});

const filterValue = z.object({ v: z.literal(1), filter: z.enum(homeFilters) });
const pageValue = z.object({ v: z.literal(1), page: z.number().int().min(0).max(10_000) });

/** The App Home: a console of its own for each person. */
export function registerHome(app: App, context: SlackContext): void {
  const desk = new HomeDesk(context);
  app.event('app_home_opened', async ({ body }) => {
    const opened = openedSchema.safeParse(body).data;
    if (opened?.event.tab !== 'home') return;
    const { user, view } = opened.event;
    trackFor(user, desk.open({ user, team: opened.team_id }, view?.hash), context);
  });
  registerClicks(app, context, desk);
  registerHomeSettings(app, context, desk);
}

function registerClicks(app: App, context: SlackContext, desk: HomeDesk): void {
  const errands = new Errands(context, desk);
  const on = (id: string | RegExp, handle: (click: HomeClick) => Promise<void>) =>
    app.action(id, async ({ body, ack }) => {
      await ack();
      const click = readClick(body);
      if (click === undefined) return context.log.info({ action: String(id) }, 'slack click not read');
      if (!click.view.modal) desk.place(click.visitor, pageOf(click.view.metadata));
      trackFor(click.visitor.user, handle(click), context);
    });

  on(actionIds.homeWake, (click) => errands.operate(click, 'wake'));
  on(actionIds.homeSleep, (click) => errands.operate(click, 'sleep'));
  on(actionIds.homeMore, (click) => errands.choose(click));
  on(actionIds.homeFavourite, (click) => errands.favour(click));
  on(actionIds.homeSearch, (click) => errands.search(click));
  on(actionIds.homeRefresh, ({ visitor }) => desk.refresh(visitor));
  on(actionIds.homeFilter, async ({ visitor, value }) => {
    const filter = readValue(value, filterValue)?.filter;
    if (filter !== undefined) await desk.preferences.change(visitor.user, (before) => ({ ...before, filter }));
    await desk.show(visitor, 0);
  });
  on(new RegExp(`^${actionIds.homePage.replace('.', '\\.')}(?:\\.\\w+)?$`), ({ visitor, value }) =>
    desk.show(visitor, readValue(value, pageValue)?.page ?? 0),
  );

  app.view({ callback_id: callbackIds.search, type: 'view_submission' }, async ({ body, ack }) => {
    const { user, view } = submissionSchema.parse(body);
    const visitor = { user: user.id, team: user.team_id };
    const ref = await errands.findChosen(view.state.values);
    if (ref === undefined) return ack({ response_action: 'errors', errors: errands.searchFault(visitor) });
    await ack({ response_action: 'update', view: errands.loading(visitor) });
    trackFor(user.id, errands.showFound(visitor, view.id, ref), context);
  });
}
