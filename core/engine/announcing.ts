import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { AppKey } from '../model/app.ts';
import type { Facts } from '../policy/facts.ts';
import type { Store } from '../store/store.ts';
import type { CourtesyDesk, CourtesyEnd, CourtesyNotice } from './courtesy.ts';
import { CourtesyBook } from './courtesy-book.ts';
import { type CourtesyFacts, endOf, isOver, isStale } from './courtesy-end.ts';
import { type DueApp, findDue, groupDue, makeNotice, type NoticeDeps } from './courtesy-notice.ts';
import type { CourtesyRecord } from './courtesy-record.ts';
import { decideTogether } from './sweep.ts';
import type { WatchedApp } from './watch.ts';
import type { WatchMemory } from './watch-memory.ts';

export interface AnnouncingDeps extends NoticeDeps {
  readonly memory: WatchMemory;
  readonly store: Store;
  /** It is being put to sleep or woken, or waits for its turn. */
  readonly isBusy: (key: AppKey) => boolean;
  readonly mode: () => 'observe' | 'enforce';
  readonly log: Log;
  /** Has somebody restarted it, scaled it or run a task on it since it was last used? */
  readonly isHandled: (watched: WatchedApp, signal: AbortSignal) => Promise<boolean>;
}

/**
 * Tells people before an app sleeps by itself, once for each sleep, and how that ended. What was announced is written
 * down before anybody is told: a crash in between costs a message, and nobody is told twice.
 */
export class Announcing {
  readonly #deps: AnnouncingDeps;
  readonly #book: CourtesyBook;
  readonly #preparing = new Set<AppKey>();
  readonly #telling = new Map<string, Promise<void>>();
  readonly #running = new Set<Promise<void>>();
  #desk: CourtesyDesk | undefined;
  #asked = false;
  #looking = false;

  constructor(deps: AnnouncingDeps) {
    this.#deps = deps;
    this.#book = new CourtesyBook(deps);
  }

  load(): Promise<void> {
    return this.#book.load();
  }

  /** From here on people are told; ends that nobody could be told of yet are told now. */
  tellTo(desk: CourtesyDesk): void {
    this.#desk = desk;
    this.settle();
  }

  /** What people were told about this app. */
  find(key: AppKey): Facts['announced'] {
    const record = this.#book.find(key);
    return record && { at: record.at, until: record.notice.sleepsAt };
  }

  /** Its announcement is being prepared. */
  isBusy(key: AppKey): boolean {
    return this.#preparing.has(key);
  }

  /**
   * What may be done now of what was decided for a unit: no sleep while people are to be told of one of them first.
   * Until one member's time has come, nobody knows whether the others may follow it.
   */
  async clear(unit: readonly WatchedApp[], signal: AbortSignal): Promise<readonly WatchedApp[]> {
    const sleepers = unit.filter(({ decision }) => decision.action === 'sleep');
    const others = unit.filter(({ decision }) => decision.action !== 'sleep');
    if (sleepers.some(({ key }) => this.#preparing.has(key) || this.#book.isWaiting(key))) return others;
    const untold = sleepers.filter(({ key }) => !this.#book.isTold(key));
    if (this.#desk === undefined || untold.length === 0) return unit;
    for (const { key } of untold) this.#preparing.add(key);
    try {
      return (await this.#announceDue(untold, signal)) ? others : unit;
    } finally {
      for (const { key } of untold) this.#preparing.delete(key);
    }
  }

  /** Looks whether what was announced has come to its end. Never rejects; many at once are one look. */
  settle(): void {
    if (this.#book.all.length === 0) return;
    this.#asked = true;
    if (this.#looking) return;
    this.#looking = true;
    this.#track(this.#look());
  }

  /** Resolves when nobody is being told anything any more. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** @returns false when nobody has to be told: they may sleep */
  async #announceDue(untold: readonly WatchedApp[], signal: AbortSignal): Promise<boolean> {
    const found = await Promise.all(untold.map((watched) => findDue(this.#deps, watched)));
    const due = found.flatMap((one) => one ?? []);
    if (due.length === 0) return false;
    // Asked for again right before the stop; who has just restarted an app need not be told that it would sleep.
    const handled = await Promise.all(due.map(({ watched }) => this.#deps.isHandled(watched, signal)));
    if (handled.includes(true) || signal.aborted) return true;
    for (const together of groupDue(due, this.#deps.policy())) {
      await this.#announce(together, this.#companionsOf(together, due, untold));
    }
    return true;
  }

  /** The rest of the group. */
  #companionsOf(together: readonly DueApp[], due: readonly DueApp[], untold: readonly WatchedApp[]) {
    const policy = this.#deps.policy();
    const group = together[0] && policy.termsOf(together[0].watched.facts.app).group;
    if (group === undefined) return [];
    const told = new Set(due.map(({ watched }) => watched.key));
    return untold.filter(({ key, facts }) => !told.has(key) && policy.termsOf(facts.app).group === group);
  }

  async #announce(due: readonly DueApp[], companions: readonly WatchedApp[]): Promise<void> {
    const { log } = this.#deps;
    const record = await makeNotice(this.#deps, due, companions);
    const desk = this.#desk;
    if (record === undefined || desk === undefined) return;
    await this.#book.open(record);
    const { notice } = record;
    const telling = Promise.resolve()
      .then(() => desk.announce(notice))
      .catch((error: unknown) => {
        log.warn(
          { apps: notice.apps.map(({ ref }) => ref), detail: describeError(error) },
          'a sleep was not announced',
        );
      })
      .finally(() => this.#telling.delete(notice.id));
    this.#telling.set(notice.id, telling);
    this.#track(telling);
  }

  async #look(): Promise<void> {
    while (this.#asked) {
      this.#asked = false;
      await this.#settleAll().catch((error: unknown) => this.#tellFault(error));
    }
    this.#looking = false;
  }

  async #settleAll(): Promise<void> {
    const looked = this.#book.all;
    const facts = await this.#factsOf(looked);
    for (const { notice } of looked) {
      // It may have been told meanwhile; what was announced meanwhile, the facts know nothing about.
      const record = this.#book.findById(notice.id);
      if (record !== undefined) await this.#settleOne(record, facts);
    }
  }

  async #settleOne(record: CourtesyRecord, facts: CourtesyFacts): Promise<void> {
    if (record.end !== undefined) {
      if (record.told !== true) return this.#deliver(record, record.end);
      return isOver(record, facts) ? this.#book.close(record) : undefined;
    }
    const end = endOf(record, facts);
    if (end === undefined) return;
    const ended: CourtesyRecord = { ...record, end };
    await this.#book.change(ended);
    this.#deliver(ended, end);
  }

  /** Not waited for by the next look: a desk may try for minutes. */
  #deliver(record: CourtesyRecord, end: CourtesyEnd): void {
    const { clock } = this.#deps;
    const { notice } = record;
    if (this.#desk === undefined && !isStale(notice, clock.now())) return;
    if (this.#telling.has(`${notice.id} end`)) return;
    const told = async () => {
      await this.#telling.get(notice.id);
      const heard = await this.#tellEnd(end, notice);
      // The next look, or the next process, tries again.
      if (!heard && !isStale(notice, clock.now())) return;
      return end.outcome === 'failed' ? this.#book.change({ ...record, told: true }) : this.#book.close(record);
    };
    const telling = told()
      .catch((error: unknown) => this.#tellFault(error))
      .finally(() => this.#telling.delete(`${notice.id} end`));
    this.#telling.set(`${notice.id} end`, telling);
    this.#track(telling);
  }

  /** @returns whether the desk has taken it */
  async #tellEnd(end: CourtesyEnd, notice: CourtesyNotice): Promise<boolean> {
    try {
      await this.#desk?.ended(end, notice);
      return true;
    } catch (error) {
      this.#deps.log.warn({ notice: notice.id, detail: describeError(error) }, 'the end of a notice was not told');
      return false;
    }
  }

  async #factsOf(records: readonly CourtesyRecord[]): Promise<CourtesyFacts> {
    const { clock, isBusy, memory, mode, store } = this.#deps;
    const keys = records.flatMap(({ apps }) => apps.map(({ key }) => key));
    const watched = await decideTogether(
      this.#deps,
      keys.flatMap((key) => memory.find(key) ?? []),
    );
    const slept = new Map<AppKey, { readonly at: string; readonly by: string }>();
    for (const key of keys) {
      const snapshot = await store.find('snapshot', key);
      if (snapshot?.asleepAt !== undefined) slept.set(key, { at: snapshot.asleepAt, by: snapshot.actor });
    }
    return { watched: new Map(watched.map((one) => [one.key, one])), slept, isBusy, mode: mode(), now: clock.now() };
  }

  #tellFault(error: unknown): void {
    this.#deps.log.error({ detail: describeError(error) }, 'what was announced could not be looked after');
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }
}
