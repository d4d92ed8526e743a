import type { Clock } from '../clock.ts';
import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/store.ts';
import type { Job, Scheduler, Times } from './scheduler.ts';
import { lastDue, nextDue } from './times.ts';

export interface LocalSchedulerDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

interface Entry {
  readonly job: Job;
  dueAt: Date | undefined;
}

const CATCH_UP_MS = 60 * 60_000;

/** Looked at again at least this often: the system's time may jump, and a timer would not notice. */
const LONGEST_WAIT_MS = 60_000;

/** Last runs further ahead than this come from a time that was wrong. */
const SET_BACK_MS = 25 * 60 * 60_000;

/** For one instance: timers of this process, and what ran in the store. */
export class LocalScheduler implements Scheduler {
  readonly #deps: LocalSchedulerDeps;
  readonly #entries = new Map<string, Entry>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #stopped = new AbortController();
  /** What each job ran for last, by name. */
  readonly #ranFor = new Map<string, Date>();
  #alarm = new AbortController();
  #loop: Promise<void> | undefined;

  constructor(deps: LocalSchedulerDeps) {
    this.#deps = deps;
  }

  add(job: Job): void {
    this.#entries.set(job.name, { job, dueAt: this.#nextDue(job) });
    this.#alarm.abort();
  }

  remove(name: string): void {
    this.#entries.delete(name);
  }

  nextRun(name: string): string | undefined {
    return this.#entries.get(name)?.dueAt?.toISOString();
  }

  async start(): Promise<void> {
    for (const { key, dueAt } of await this.#deps.store.list('job')) this.#ranFor.set(key, new Date(dueAt));
    for (const entry of this.#entries.values()) entry.dueAt = this.#missed(entry.job) ?? this.#nextDue(entry.job);
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#loop;
    await Promise.all(this.#running.values());
  }

  /** The last of the instants at which nobody was there to run it, unless it is too long ago. */
  #missed(job: Job): Date | undefined {
    const now = this.#deps.clock.now();
    const ran = this.#ranFor.get(job.name);
    const missed = ran === undefined ? undefined : lastDue(job.times, ran, now);
    return missed !== undefined && !isTooLate(job, missed, now) ? missed : undefined;
  }

  #nextDue({ name, times }: Job): Date | undefined {
    const now = this.#deps.clock.now();
    const ran = this.#ranFor.get(name);
    // Counted from the last run, or a program that is often restarted would never come to a daily one.
    const counted = ran !== undefined && 'everyMs' in times && ran <= now ? nextDue(times, ran) : undefined;
    if (counted !== undefined && counted > now) return counted;
    // Not again for an instant it ran for already, also where the system has set its time back since.
    const isAhead = ran !== undefined && ran > now && !isFarAhead(times, ran, now);
    return nextDue(times, isAhead ? ran : now);
  }

  async #run(): Promise<void> {
    const { clock } = this.#deps;
    let lastMs = clock.now().getTime();
    while (!this.#stopped.signal.aborted) {
      this.#alarm = new AbortController();
      const now = clock.now().getTime();
      if (now < lastMs) this.#pullBack();
      lastMs = now;
      for (const entry of this.#entries.values()) this.#startIfDue(entry);
      const waits = [...this.#entries.values()].map(
        ({ dueAt }) => (dueAt?.getTime() ?? Number.POSITIVE_INFINITY) - now,
      );
      // A job that is due while it still runs waits for its end, which rings the alarm.
      const waitMs = Math.min(LONGEST_WAIT_MS, ...waits.filter((ms) => ms > 0));
      const signal = AbortSignal.any([this.#alarm.signal, this.#stopped.signal]);
      await clock.delay(waitMs, signal).catch(() => undefined);
    }
  }

  /** The system's time was set back: waiting for the old instants would be a pause nobody asked for. */
  #pullBack(): void {
    const now = this.#deps.clock.now();
    for (const entry of this.#entries.values()) {
      const { times } = entry.job;
      if (entry.dueAt !== undefined && isFarAhead(times, entry.dueAt, now)) entry.dueAt = this.#nextDue(entry.job);
    }
  }

  #startIfDue(entry: Entry): void {
    const { job } = entry;
    const now = this.#deps.clock.now();
    if (entry.dueAt === undefined || entry.dueAt > now || this.#running.has(job.name)) return;
    // Of several that were missed, while it ran or the machine slept, the last one stands for all.
    const dueAt = lastDue(job.times, entry.dueAt, now) ?? entry.dueAt;
    if (isTooLate(job, dueAt, now)) {
      entry.dueAt = nextDue(job.times, now);
      return;
    }
    this.#ranFor.set(job.name, dueAt);
    entry.dueAt = nextDue(job.times, dueAt);
    const work = this.#runJob(job, dueAt).finally(() => {
      this.#running.delete(job.name);
      this.#alarm.abort();
    });
    this.#running.set(job.name, work);
  }

  async #runJob(job: Job, dueAt: Date): Promise<void> {
    const { clock, store, log } = this.#deps;
    const record = { v: 1, key: job.name, dueAt: dueAt.toISOString(), startedAt: clock.now().toISOString() } as const;
    try {
      // First of all: a run that is cut off was a run, and is not repeated by the next start.
      await store.write([{ put: 'job', record }]);
      await job.run(dueAt, this.#stopped.signal);
      await store.write([{ put: 'job', record: { ...record, endedAt: clock.now().toISOString() } }]);
    } catch (error) {
      if (this.#stopped.signal.aborted) return;
      log.error({ job: job.name, detail: describeError(error) }, 'a scheduled job failed');
    }
  }
}

/** What runs every so often is as good late as in time; what is set for an hour of the day is not. */
function isTooLate({ times, catchUpMs }: Job, dueAt: Date, now: Date): boolean {
  const most = catchUpMs ?? ('everyMs' in times ? Number.POSITIVE_INFINITY : CATCH_UP_MS);
  return now.getTime() - dueAt.getTime() > most;
}

/** Further ahead than it can be, unless the system's time was set back. */
function isFarAhead(times: Times, at: Date, now: Date): boolean {
  if ('everyMs' in times) return at.getTime() - now.getTime() > times.everyMs;
  const next = nextDue(times, now);
  return next !== undefined && at.getTime() - next.getTime() > SET_BACK_MS;
}
