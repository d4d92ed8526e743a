import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { type AppStatus, type Caller, describeError, type Overview, type OverviewApp } from '../../../core/index.ts';
import type { SlackContext } from '../context.ts';
import type { Person } from '../people.ts';
import { trySlack } from '../web-calls.ts';
import { Preferences } from './preferences.ts';
import { brokenView, type DoneAction, homeView, refusedView } from './view.ts';

/** Who left longer ago is not told of what happens. */
const RECENT_MS = 10 * 60_000;

/** Between two publishes that nobody asked for: 100 a minute are allowed in a whole workspace. */
const BETWEEN_MS = 3_000;

/** More people than look at the same time; the bound keeps a program that runs for months from growing. */
const MOST_VISITORS = 500;

/** What was read of the providers longer ago is read again behind a Home that was opened. */
const OVERVIEW_AGE_MS = 60_000;

/** Calls are counted by the minute, and others need them too: impatient clicks cost none. */
const REFRESH_MS = 10_000;

/** Slack may be busy: after so many tries in a row the next visit is waited for. */
const MOST_FAILURES = 3;

/** Somebody whose Home was opened. */
export interface Visitor {
  readonly user: string;
  readonly team: string | undefined;
}

interface Visit extends Visitor {
  openedAtMs: number;
  page: number;
  /** Slack's, of the view that is shown. */
  hash: string | undefined;
  /** Ours, of what was published last. */
  shown: string | undefined;
  wanted: boolean;
  publishing: Promise<void> | undefined;
  waiting: boolean;
  earliestMs: number;
  failures: number;
}

/** Publishes the Home of each person who looks, when they come and while things change. */
export class HomeDesk {
  readonly preferences: Preferences;
  readonly #context: SlackContext;
  readonly #visits = new Map<string, Visit>();
  /** What was asked for here and has not reached the core's own memory yet. */
  readonly #begun = new Map<string, AppStatus>();
  #listing: Promise<void> | undefined;
  #listedAtMs = Number.NEGATIVE_INFINITY;

  constructor(context: SlackContext) {
    this.#context = context;
    this.preferences = new Preferences(context.paastis.notes);
    context.paastis.subscribe(() => this.#tellAll());
  }

  /** @param hash Slack's, of the view that is shown now */
  async open(visitor: Visitor, hash: string | undefined): Promise<void> {
    const visit = this.#visit(visitor);
    if (hash !== undefined && hash !== visit.hash) visit.shown = undefined;
    visit.hash = hash ?? visit.hash;
    await this.#publish(visit);
    const { readAt } = await this.#context.paastis.overview();
    const now = this.#context.clock.now().getTime();
    if (readAt !== undefined && now - Date.parse(readAt) <= OVERVIEW_AGE_MS) return;
    if (now - this.#listedAtMs > OVERVIEW_AGE_MS) await this.refresh(visitor);
  }

  /** Where somebody is, as the view says in which they have clicked: it outlives the bot. */
  place(visitor: Visitor, page: number): void {
    this.#visit(visitor).page = page;
  }

  /** Shows it again, as it is now; at once. */
  async show(visitor: Visitor, page?: number): Promise<void> {
    const visit = this.#visit(visitor);
    if (page !== undefined) visit.page = page;
    await this.#publish(visit);
  }

  /** Asks the providers what there is, unless that was done a moment ago, then shows it. */
  async refresh(visitor: Visitor): Promise<void> {
    const { paastis, clock } = this.#context;
    const caller = callerOf(await this.person(visitor));
    if (!paastis.may(caller, 'read').allowed) return;
    const nowMs = clock.now().getTime();
    if (nowMs - this.#listedAtMs > REFRESH_MS) {
      this.#listedAtMs = nowMs;
      this.#listing = paastis.run('list', caller).then(() => undefined);
    }
    await this.#listing;
    await this.show(visitor);
  }

  /** Shows an app as busy until the work has ended, whoever looks. */
  async during(visitor: Visitor, app: { readonly ref: string; readonly status: AppStatus }, work: Promise<void>) {
    this.#begun.set(app.ref, app.status);
    this.#tellAll();
    const shown = this.show(visitor);
    try {
      await work;
    } finally {
      this.#begun.delete(app.ref);
      await shown;
      await this.show(visitor);
      this.#tellAll();
    }
  }

  person({ user, team }: Visitor): Promise<Person> {
    return this.#context.people.find(user, team);
  }

  /** Everything at a glance, with what was asked for just now. */
  async overview(person: Person): Promise<Overview> {
    const overview = await this.#context.paastis.overview(person.language);
    return { ...overview, apps: overview.apps.map((app) => withBegun(app, this.#begun.get(app.ref))) };
  }

  #visit(visitor: Visitor): Visit {
    const openedAtMs = this.#context.clock.now().getTime();
    const visit = this.#visits.get(visitor.user) ?? newVisit(visitor, openedAtMs);
    if (openedAtMs - visit.openedAtMs > RECENT_MS) visit.page = 0;
    visit.openedAtMs = openedAtMs;
    // Last in the order: who was here longest ago is forgotten first.
    this.#visits.delete(visitor.user);
    this.#visits.set(visitor.user, visit);
    const [oldest] = this.#visits.keys();
    if (this.#visits.size > MOST_VISITORS && oldest !== undefined) this.#visits.delete(oldest);
    return visit;
  }

  #tellAll(): void {
    const now = this.#context.clock.now().getTime();
    for (const visit of this.#visits.values()) if (now - visit.openedAtMs <= RECENT_MS) this.#publishLater(visit);
  }

  /** Many things that happen at once are one publish. */
  #publishLater(visit: Visit): void {
    if (visit.waiting) return;
    visit.waiting = true;
    void this.#afterPause(visit);
  }

  async #afterPause(visit: Visit): Promise<void> {
    const { clock, cutOff } = this.#context;
    const leftMs = visit.earliestMs - clock.now().getTime();
    if (leftMs > 0) await clock.delay(leftMs, cutOff).catch(() => undefined);
    visit.waiting = false;
    if (!cutOff.aborted) await this.#publish(visit);
  }

  /** One at a time for each person; what changes meanwhile is published after it. Never rejects. */
  #publish(visit: Visit): Promise<void> {
    visit.wanted = true;
    visit.publishing ??= this.#drain(visit).finally(() => {
      visit.publishing = undefined;
    });
    return visit.publishing;
  }

  async #drain(visit: Visit): Promise<void> {
    while (visit.wanted) {
      visit.wanted = false;
      await this.#publishOnce(visit).catch((error: unknown) => {
        const { log, redact } = this.#context;
        log.error({ actor: visit.user, error: redact(describeError(error)) }, 'slack home not published');
      });
    }
  }

  async #publishOnce(visit: Visit): Promise<void> {
    const answer = await this.#send(visit);
    if (answer === 'unchanged' || answer === 'published') return;
    // Somebody has published something newer meanwhile: what is true now comes after it.
    const again = answer.error === 'hash_conflict' ? await this.#send(visit) : answer;
    if (again === 'unchanged' || again === 'published') return;
    const { log } = this.#context;
    log.warn({ actor: visit.user, error: this.#context.redact(again.error) }, 'slack home not published');
    visit.failures += 1;
    if (again.afterMs === undefined || visit.failures >= MOST_FAILURES) return;
    visit.earliestMs = Math.max(visit.earliestMs, this.#context.clock.now().getTime() + again.afterMs);
    this.#publishLater(visit);
  }

  async #send(
    visit: Visit,
  ): Promise<'unchanged' | 'published' | { readonly error: string; readonly afterMs?: number }> {
    const { web, clock } = this.#context;
    const { user, hash } = visit;
    const view = await this.#render(visit);
    const print = createHash('sha256').update(JSON.stringify(view)).digest('base64');
    if (print === visit.shown) return 'unchanged';
    visit.earliestMs = clock.now().getTime() + BETWEEN_MS;
    const call = () => web.views.publish({ user_id: user, view, ...(hash !== undefined && { hash }) });
    const answer = await trySlack(call);
    if (answer.ok) {
      visit.shown = print;
      visit.hash = answer.value.view?.hash;
      visit.failures = 0;
      return 'published';
    }
    visit.shown = undefined;
    visit.hash = undefined;
    const { failure } = answer;
    return { error: failure.error, ...(failure.kind === 'later' && { afterMs: failure.afterMs }) };
  }

  async #render(visit: Visit): Promise<types.HomeView> {
    const { paastis, translate, log, redact } = this.#context;
    const person = await this.person(visit);
    const t = translate(person.language);
    const caller = callerOf(person);
    const verdict = paastis.may(caller, 'read');
    if (!verdict.allowed) return refusedView(verdict, t);
    try {
      const [overview, preference, actions] = await Promise.all([
        this.overview(person),
        this.preferences.find(visit.user),
        this.#actions(caller),
      ]);
      const may = (action: Parameters<typeof paastis.may>[1], ref?: string) => paastis.may(caller, action, ref).allowed;
      return homeView({ user: visit.user, overview, ...preference, page: visit.page, actions, may }, t);
    } catch (error) {
      log.error({ actor: visit.user, error: redact(describeError(error)) }, 'slack home not rendered');
      return brokenView(t);
    }
  }

  async #actions(caller: Caller): Promise<readonly DoneAction[]> {
    const report = await this.#context.paastis.run('history', caller);
    return report.kind === 'history' ? report.entries : [];
  }
}

function newVisit(visitor: Visitor, openedAtMs: number): Visit {
  return {
    ...visitor,
    openedAtMs,
    page: 0,
    hash: undefined,
    shown: undefined,
    wanted: false,
    publishing: undefined,
    waiting: false,
    earliestMs: 0,
    failures: 0,
  };
}

/** Somebody in their Home: no channel hears of it. */
export function callerOf({ id, standing, language }: Person): Caller {
  return { actor: `slack:${id}`, entryPoint: 'slack', standing, language };
}

/** Unless the core knows already. */
function withBegun(app: OverviewApp, begun: AppStatus | undefined): OverviewApp {
  const settled = app.status !== 'waking' && app.status !== 'falling_asleep';
  if (begun === undefined || !settled) return app;
  const { idleSeconds: _idle, next: _next, statusReason: _reason, ...rest } = app;
  return { ...rest, status: begun };
}
