import type { types } from '@slack/bolt';
import type { AppStatus, OverviewApp, Report, Translate } from '../../../core/index.ts';
import type { Card } from '../cards/pieces.ts';
import { plain } from '../cards/pieces.ts';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { refOfOption } from '../forms/app-options.ts';
import { appValue, readValue } from '../ids.ts';
import { composeLine, isNameable } from '../lines.ts';
import type { Person } from '../people.ts';
import { trySlack } from '../web-calls.ts';
import { type AppReader, type MenuVerb, readMenu } from './app-blocks.ts';
import type { HomeClick } from './click.ts';
import { callerOf, type HomeDesk, type Visitor } from './desk.ts';
import { appForm, loadingForm, noteForm, readSearch, refOfForm, searchFault, searchForm, whyForm } from './forms.ts';
import { outcomeToTell } from './outcome.ts';
import { mark } from './preferences.ts';

type Verb = 'wake' | 'sleep' | 'keep';

const begun: Readonly<Record<Verb, AppStatus | undefined>> = {
  wake: 'waking',
  sleep: 'falling_asleep',
  keep: undefined,
};

/** A click in a Home has no channel to answer in by itself. */
export class Errands {
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

  async search(click: HomeClick): Promise<void> {
    await this.#openForm(click, searchForm(this.#words(click.visitor)));
  }

  /** From memory: a search is answered within three seconds. @returns undefined where the app is not there any more */
  async findChosen(values: unknown): Promise<string | undefined> {
    const { apps } = await this.#context.paastis.overview();
    const value = readSearch(values);
    const ref = value === undefined ? undefined : refOfOption(value, apps);
    return apps.find((app) => app.ref === ref)?.ref;
  }

  /** What was wrong with a search, by its field. */
  searchFault(visitor: Visitor): Record<string, string> {
    return { ...searchFault(this.#words(visitor)) };
  }

  /** In the place of a search until the app is shown there. */
  loading(visitor: Visitor): types.ModalView {
    const t = this.#words(visitor);
    return loadingForm(t('home.app.title'), t);
  }

  async showFound(visitor: Visitor, viewId: string, ref: string): Promise<void> {
    const person = await this.#desk.person(visitor);
    const t = this.#context.translate(person.language);
    const reads = this.#context.paastis.may(callerOf(person), 'read').allowed;
    const app = reads ? await this.#findApp(visitor, ref) : undefined;
    const refused = noteForm(t('home.app.title'), [t(reads ? 'home.gone' : 'home.refused')], t);
    await this.#updateForm(viewId, app === undefined ? refused : appForm(app, await this.#reader(person)));
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
    const person = await this.#desk.person(visitor);
    if (!isNameable(app.ref)) return this.#tellOdd(person, app);
    // What is refused is never shown as begun; asked all the same, so that the core says why and notes it.
    const status = this.#context.paastis.may(callerOf(person), verb, app.ref).allowed ? begun[verb] : undefined;
    const work = this.#run(person, verb, app);
    if (status === undefined) {
      await work;
      await this.#desk.show(visitor);
    } else {
      await Promise.all([this.#desk.during(visitor, { ref: app.ref, status }, work), this.#showForm(click)]);
    }
    await this.#showForm(click);
  }

  async #tellOdd(person: Person, { ref }: OverviewApp): Promise<void> {
    const t = this.#context.translate(person.language);
    await this.#write(person, noteCard(t('slack_digest.odd_name', { count: 1, names: plain(ref) })));
  }

  /** In the channel of the app's rule, so that others see it; else heard of only where somebody must. */
  async #run(person: Person, verb: Verb, app: OverviewApp): Promise<void> {
    const { operations } = this.#context;
    const line = composeLine(verb, [app.ref], verb === 'keep' ? ['--for', '2h'] : []);
    if (line === undefined) return this.#tellOdd(person, app);
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
    // The signal outlives every click: what listens to it must not stay behind.
    const answered = new AbortController();
    const gone = new Promise<undefined>((resolve) => {
      cutOff.addEventListener('abort', () => resolve(undefined), { once: true, signal: answered.signal });
    });
    try {
      return await Promise.race([paastis.run(line, callerOf(person)), gone]);
    } finally {
      answered.abort();
    }
  }

  async #write({ id }: Person, card: Card): Promise<void> {
    const { web, log, redact } = this.#context;
    const told = await trySlack(() => web.chat.postMessage({ channel: id, ...card, unfurl_links: false }));
    if (!told.ok) log.error({ actor: id, error: redact(told.failure.error) }, 'slack answer lost');
  }

  async #explain(click: HomeClick, ref: string): Promise<void> {
    const { visitor } = click;
    const t = this.#words(visitor);
    const id = await this.#openForm(click, loadingForm(t('home.why.title'), t));
    if (id === undefined) return;
    const person = await this.#desk.person(visitor);
    const line = composeLine('why', [ref]);
    const odd = t('slack_digest.odd_name', { count: 1, names: plain(ref) });
    if (line === undefined) return this.#updateForm(id, noteForm(t('home.why.title'), [odd], t));
    const report = await this.#ask(person, line);
    if (report !== undefined) await this.#updateForm(id, whyForm(report, this.#context.translate(person.language)));
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

  async #tellGone(click: HomeClick): Promise<void> {
    const t = this.#words(click.visitor);
    await this.#openForm(click, noteForm(t('home.gone.title'), [t('home.gone')], t));
    await this.#desk.show(click.visitor);
  }

  /** On top of a form that is open already. @returns its id */
  async #openForm(click: HomeClick, view: types.ModalView): Promise<string | undefined> {
    const { web, log, redact } = this.#context;
    const form = { trigger_id: click.triggerId, view };
    const opened = await trySlack(() => (click.view.modal ? web.views.push(form) : web.views.open(form)));
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
