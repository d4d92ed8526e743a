import type { App, types } from '@slack/bolt';
import * as z from 'zod';
import type { AppStatus, OverviewApp, Report, Translate } from '../../../core/index.ts';
import type { Card } from '../cards/pieces.ts';
import type { SlackContext } from '../context.ts';
import { refOfOption } from '../forms/app-options.ts';
import { lineOf } from '../forms/command-form.ts';
import { actionIds, appValue, callbackIds, readValue } from '../ids.ts';
import type { Person } from '../people.ts';
import { trySlack } from '../web-calls.ts';
import { type AppReader, type MenuVerb, readMenu } from './app-blocks.ts';
import { homeFilters } from './arrange.ts';
import { callerOf, type HomeDesk, type Visitor } from './desk.ts';
import { appForm, loadingForm, noteForm, readSearch, refOfForm, searchFault, searchForm, whyForm } from './forms.ts';
import { outcomeToTell } from './outcome.ts';
import { mark } from './preferences.ts';

const userSchema = z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().exactOptional() });

/** What we read of a click, https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const clickSchema = z.object({
  user: userSchema,
  trigger_id: z.string().min(1),
  view: z.object({ id: z.string().min(1), type: z.string(), private_metadata: z.string().default('') }),
  actions: z
    .array(
      z.object({
        block_id: z.string().exactOptional(),
        value: z.string().exactOptional(),
        selected_option: z.object({ value: z.string().default('') }).nullish(),
      }),
    )
    .min(1),
});

const submissionSchema = z.object({ user: userSchema, view: z.object({ state: z.object({ values: z.unknown() }) }) });

const filterValue = z.object({ v: z.literal(1), filter: z.enum(homeFilters) });
const pageValue = z.object({ v: z.literal(1), page: z.number().int().min(0).max(10_000) });

/** Somebody clicked in their Home, or in a form that was opened from there. */
export interface HomeClick {
  readonly visitor: Visitor;
  readonly triggerId: string;
  /** Where it was clicked. */
  readonly view: { readonly id: string; readonly modal: boolean; readonly metadata: string };
  readonly blockId: string | undefined;
  /** Of a button, or of what was chosen. */
  readonly value: string | undefined;
}

/** @returns undefined when it cannot be read */
export function readClick(body: unknown): HomeClick | undefined {
  const click = clickSchema.safeParse(body).data;
  const action = click?.actions[0];
  if (click === undefined || action === undefined) return undefined;
  const { user, view } = click;
  return {
    visitor: { user: user.id, team: user.team_id },
    triggerId: click.trigger_id,
    view: { id: view.id, modal: view.type === 'modal', metadata: view.private_metadata },
    blockId: action.block_id,
    value: action.selected_option?.value ?? action.value,
  };
}

/** Buttons and menus of the Home. */
export function registerHomeClicks(app: App, context: SlackContext, desk: HomeDesk): void {
  const errands = new Errands(context, desk);
  const on = (id: string | RegExp, handle: (click: HomeClick) => Promise<void>) =>
    app.action(id, async ({ body, ack }) => {
      await ack();
      const click = readClick(body);
      if (click === undefined) return context.log.info({ action: String(id) }, 'slack click not read');
      context.track(handle(click));
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
  on(new RegExp(`^${actionIds.homePage.replace('.', '\\.')}\\.`), ({ visitor, value }) =>
    desk.show(visitor, readValue(value, pageValue)?.page ?? 0),
  );

  app.view({ callback_id: callbackIds.search, type: 'view_submission' }, async ({ body, ack }) => {
    const { user, view } = submissionSchema.parse(body);
    const found = await errands.find({ user: user.id, team: user.team_id }, view.state.values);
    await ack(found);
  });
}

type Verb = 'wake' | 'sleep' | 'keep';

const begun: Readonly<Record<Verb, AppStatus | undefined>> = {
  wake: 'waking',
  sleep: 'falling_asleep',
  keep: undefined,
};

/** A click in a Home has no channel to answer in by itself. */
class Errands {
  readonly #context: SlackContext;
  readonly #desk: HomeDesk;

  constructor(context: SlackContext, desk: HomeDesk) {
    this.#context = context;
    this.#desk = desk;
  }

  async operate(click: HomeClick, verb: Verb): Promise<void> {
    const ref = readValue(click.value, appValue)?.apps[0];
    await this.#operateOn(click, verb, ref);
  }

  async choose(click: HomeClick): Promise<void> {
    const chosen = readMenu({ block_id: click.blockId, value: click.value });
    if (chosen === undefined) return this.#tellGone(click);
    const { verb, ref } = chosen;
    await this.#obey(click, verb, ref);
  }

  async favour(click: HomeClick): Promise<void> {
    const ref = readValue(click.value, appValue)?.apps[0];
    if (ref === undefined) return this.#tellGone(click);
    const { favourites } = await this.#desk.preferences.find(click.visitor.user);
    await this.#mark(click, ref, !favourites.includes(ref));
  }

  async search({ triggerId, visitor }: HomeClick): Promise<void> {
    await this.#openForm(triggerId, searchForm(this.#words(visitor)));
  }

  /** What a search is answered: the app that was chosen, in the place of the search. */
  async find(visitor: Visitor, values: unknown): Promise<FormAnswer> {
    const person = await this.#desk.person(visitor);
    const t = this.#context.translate(person.language);
    const { apps } = await this.#desk.overview(person);
    const value = readSearch(values);
    const ref = value === undefined ? undefined : refOfOption(value, apps);
    const app = apps.find((known) => known.ref === ref);
    const reads = this.#context.paastis.may(callerOf(person), 'read').allowed;
    if (app === undefined || !reads) return { response_action: 'errors', errors: { ...searchFault(t) } };
    return { response_action: 'update', view: appForm(app, await this.#reader(person)) };
  }

  #obey(click: HomeClick, verb: MenuVerb, ref: string): Promise<void> {
    switch (verb) {
      case 'open':
        return Promise.resolve();
      case 'keep':
        return this.#operateOn(click, 'keep', ref);
      case 'why':
        return this.#explain(click, ref);
      case 'favourite':
        return this.#mark(click, ref, true);
      case 'unfavourite':
        return this.#mark(click, ref, false);
    }
  }

  async #operateOn(click: HomeClick, verb: Verb, ref: string | undefined): Promise<void> {
    const { visitor } = click;
    const app = await this.#findApp(visitor, ref);
    if (app === undefined) return this.#tellGone(click);
    const status = begun[verb];
    const work = this.#desk.person(visitor).then((person) => this.#run(person, verb, app));
    if (status === undefined) {
      await work;
      await this.#desk.show(visitor);
    } else {
      const shown = this.#desk.during(visitor, { ref: app.ref, status }, work);
      await this.#showForm(click);
      await shown;
    }
    await this.#showForm(click);
  }

  /** In the channel of the app's rule, so that others see it; else heard of only where somebody must. */
  async #run(person: Person, verb: Verb, app: OverviewApp): Promise<void> {
    const { operations } = this.#context;
    const line = lineOf(verb, [app.ref], verb === 'keep' ? '--for 2h' : '');
    if (app.channel !== undefined && verb !== 'keep')
      return operations.run({ line, person, channel: app.channel.replace(/^slack:/, '') });
    const t = this.#context.translate(person.language);
    const report = await this.#ask(person, line);
    const card = report === undefined ? undefined : outcomeToTell(report, t);
    if (card !== undefined) await this.#write(person, card);
  }

  /** @returns undefined when the bot must go: the operation itself is on record, and the next start takes it up */
  async #ask(person: Person, line: string): Promise<Report | undefined> {
    const { paastis, cutOff } = this.#context;
    if (cutOff.aborted) return undefined;
    const gone = new Promise<undefined>((resolve) => {
      cutOff.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    return Promise.race([paastis.run(line, callerOf(person)), gone]);
  }

  async #write({ id }: Person, card: Card): Promise<void> {
    const { web, log, redact } = this.#context;
    const told = await trySlack(() => web.chat.postMessage({ channel: id, ...card, unfurl_links: false }));
    if (!told.ok) log.error({ actor: id, error: redact(told.failure.error) }, 'slack answer lost');
  }

  async #explain({ visitor, triggerId }: HomeClick, ref: string): Promise<void> {
    const t = this.#words(visitor);
    const id = await this.#openForm(triggerId, loadingForm(t('home.why.title'), t));
    const person = await this.#desk.person(visitor);
    const report = await this.#ask(person, lineOf('why', [ref]));
    if (id === undefined || report === undefined) return;
    await this.#updateForm(id, whyForm(report, this.#context.translate(person.language)));
  }

  async #mark(click: HomeClick, ref: string, favourite: boolean): Promise<void> {
    const { visitor } = click;
    await this.#desk.preferences.change(visitor.user, (before) => mark(before, ref, favourite));
    await this.#desk.show(visitor);
    await this.#showForm(click);
  }

  /** The form that it was clicked in, as things are now; the person may have closed it. */
  async #showForm({ view, visitor }: HomeClick): Promise<void> {
    if (!view.modal) return;
    const app = await this.#findApp(visitor, refOfForm(view.metadata));
    if (app === undefined) return;
    await this.#updateForm(view.id, appForm(app, await this.#reader(await this.#desk.person(visitor))));
  }

  async #findApp(visitor: Visitor, ref: string | undefined): Promise<OverviewApp | undefined> {
    if (ref === undefined) return undefined;
    const { apps } = await this.#desk.overview(await this.#desk.person(visitor));
    return apps.find((app) => app.ref === ref);
  }

  async #reader(person: Person): Promise<AppReader> {
    const { paastis, translate } = this.#context;
    const { favourites } = await this.#desk.preferences.find(person.id);
    const caller = callerOf(person);
    return {
      t: translate(person.language),
      favourites,
      may: (action, ref) => paastis.may(caller, action, ref).allowed,
    };
  }

  #words({ user }: Visitor): Translate {
    const { people, translate } = this.#context;
    return translate(people.recall(user).language);
  }

  async #tellGone({ triggerId, visitor }: HomeClick): Promise<void> {
    const t = this.#words(visitor);
    await this.#openForm(triggerId, noteForm(t('home.gone.title'), [t('home.gone')], t));
    await this.#desk.show(visitor);
  }

  /** On top of a form that is open already. @returns its id */
  async #openForm(triggerId: string, view: types.ModalView): Promise<string | undefined> {
    const { web, log, redact } = this.#context;
    const opened = await trySlack(() => web.views.open({ trigger_id: triggerId, view }));
    if (opened.ok) return opened.value.view?.id;
    log.warn({ error: redact(opened.failure.error) }, 'slack form not opened');
    return undefined;
  }

  async #updateForm(viewId: string, view: types.ModalView): Promise<void> {
    const { web, log, redact } = this.#context;
    const updated = await trySlack(() => web.views.update({ view_id: viewId, view }));
    if (!updated.ok) log.info({ error: redact(updated.failure.error) }, 'slack form not updated');
  }
}

type FormAnswer =
  | { readonly response_action: 'errors'; readonly errors: Record<string, string> }
  | { readonly response_action: 'update'; readonly view: types.ModalView };
