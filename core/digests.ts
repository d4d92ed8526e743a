import { appsNow, buildDigest, type DigestDeps } from './commands/digest/content.ts';
import { digestMark, lastDigestAt } from './commands/digest/mark.ts';
import { findPlace, placeNote } from './commands/digest/place.ts';
import type { DigestReport } from './commands/report/digest-report.ts';
import { digestReport } from './commands/report/digest-text.ts';
import type { Report } from './commands/report/report.ts';
import type { Config } from './config.ts';
import type { Audit } from './events/audit.ts';
import { createTranslate, type Language } from './i18n/index.ts';
import type { Log } from './log.ts';
import type { Actor } from './model/actor.ts';
import type { Policy } from './policy/policy.ts';
import { nextTime, parseSchedule } from './policy/schedule.ts';
import type { Provider } from './providers/provider.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { Store } from './store/store.ts';

/** A digest that is due, to be shown where it belongs. */
export interface DigestDelivery {
  /** As the settings name it (`#dev`), or as it was when `digest here` was typed (`slack:C0123456`). */
  readonly channel: string;
  readonly report: Extract<Report, { kind: 'digest' }>;
  /** Who typed `digest here`; absent: the settings. */
  readonly setBy?: Actor;
}

/** What became of a digest. */
export interface DigestReceipt {
  /** `quiet`: there was nothing that had to be said; `closed`: nobody can write there, and trying again is no use. */
  readonly outcome: 'sent' | 'quiet' | 'closed';
  /** What the channel is called where `digest here` is typed, `slack:C0123456`; absent: not known. */
  readonly place?: string;
}

/** Whoever shows digests. */
export interface DigestDesk {
  /** Rejects when it could not be delivered: then the next one tells of this period too. */
  deliver(delivery: DigestDelivery): Promise<DigestReceipt>;
  /** Asked every few hours: what was shown grows old. */
  tidy(): Promise<void>;
}

/** A digest that was sent before: its channel, `slack:C0123456` or `#dev`, and its period, ISO 8601, UTC. */
export interface DigestPeriodOf {
  readonly channel?: string;
  readonly since: string;
  readonly until: string;
  /** Apps it has named: told as they stand now, whatever has become of them. */
  readonly refs?: readonly string[];
}

interface DigestJobsDeps extends Omit<DigestDeps, 'config' | 'policy' | 'providers'> {
  readonly policy: () => Policy;
  readonly providers: () => readonly Provider[];
  readonly scheduler: Scheduler;
  readonly config: () => Config;
  readonly audit: Audit;
  readonly store: Store;
  readonly log: Log;
}

const JOB_PREFIX = 'digest:';

const TIDY_JOB = 'digests_tidied';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Buttons leave a message two days after it was sent: some hours more are no matter. */
const TIDY_EVERY_MS = 4 * HOUR_MS;

/** One that nobody heard of for longer begins here: older news is no news. */
const LONGEST_MS = 7 * DAY_MS;

interface Wanted {
  readonly channel: string;
  readonly at: string;
  readonly setBy?: Actor;
}

/** The digests of the settings and of channels, at their times. */
export class DigestJobs {
  readonly #deps: DigestJobsDeps;
  #desk: DigestDesk | undefined;
  #names: readonly string[] = [];

  constructor(deps: DigestJobsDeps) {
    this.#deps = deps;
  }

  /** From here on they are due; without anybody to deliver them there are none. */
  async deliverTo(desk: DigestDesk): Promise<void> {
    this.#desk = desk;
    this.#deps.scheduler.add({ name: TIDY_JOB, times: { everyMs: TIDY_EVERY_MS }, run: () => desk.tidy() });
    await this.refresh();
  }

  /** The settings or a channel's own schedule may have changed. What is the same stays as it is. */
  async refresh(): Promise<void> {
    if (this.#desk === undefined) return;
    const { config, scheduler } = this.#deps;
    const wanted = new Map((await this.#wanted()).map((each) => [`${JOB_PREFIX}${each.channel}`, each]));
    for (const name of this.#names) if (!wanted.has(name)) scheduler.remove(name);
    for (const [name, each] of wanted) {
      // The same times as were told to whoever has set it, also where the clock changes.
      const [schedule, { timezone }] = [parseSchedule(each.at), config()];
      const nextAfter = (after: Date) => nextTime(schedule, after, timezone);
      scheduler.add({ name, times: { nextAfter }, run: (dueAt) => this.#send(each, dueAt) });
    }
    this.#names = [...wanted.keys()];
  }

  /** What its people have typed in a channel, a schedule or `digest off`, goes before what the settings say of it. */
  async #wanted(): Promise<readonly Wanted[]> {
    const { config, store } = this.#deps;
    const channels = await store.list('channel');
    const spoken = new Set(channels.map(({ key }) => key));
    const places = await Promise.all(config().digests.map(({ channel }) => findPlace(store, channel)));
    const settings = config().digests.filter((_, index) => !spoken.has(places[index] ?? ''));
    const own = channels.flatMap(({ key, schedule, actor }) =>
      schedule === undefined ? [] : [{ channel: key, at: schedule, setBy: actor }],
    );
    return [...settings, ...own];
  }

  /** A digest of a period again, as things stand now; costs no call to a provider. */
  async again(period: DigestPeriodOf, language: Language): Promise<DigestReport> {
    const { clock, policy } = this.#deps;
    const config = this.#deps.config();
    const { channel, since, until, refs } = period;
    const deps = { ...this.#deps, providers: [], policy: policy(), config };
    const digest = await buildDigest(deps, {
      since: new Date(since),
      until: new Date(until),
      ...(channel === undefined ? {} : { channel }),
    });
    const reader = { translate: createTranslate(language), timezone: config.timezone, now: clock.now() };
    const report = digestReport(digest, reader);
    return refs === undefined ? report : { ...report, apps: await appsNow(deps, refs, until) };
  }

  /** Nothing to say means no digest. */
  async #send({ channel, setBy }: Wanted, dueAt: Date): Promise<void> {
    const { audit, clock, policy, providers, store } = this.#deps;
    const config = this.#deps.config();
    const now = clock.now();
    const last = await lastDigestAt(store, channel);
    const since = new Date(Math.max(last?.getTime() ?? dueAt.getTime() - DAY_MS, now.getTime() - LONGEST_MS));
    const digest = await buildDigest(
      { ...this.#deps, providers: providers(), policy: policy(), config },
      { since, until: now, channel },
    );
    if (digest.empty) return store.write([digestMark(channel, now)]);
    const translate = createTranslate(config.language);
    const report = { kind: 'digest', ...digestReport(digest, { translate, timezone: config.timezone, now }) } as const;
    const receipt = await this.#desk?.deliver({ channel, report, ...(setBy === undefined ? {} : { setBy }) });
    if (receipt === undefined) return;
    if (receipt.outcome === 'closed') return this.#close(channel);
    const learnt = receipt.place === undefined ? [] : [placeNote(channel, receipt.place, now)];
    const changes = [digestMark(channel, now), ...learnt];
    if (receipt.outcome === 'quiet') return store.write(changes);
    const correlationId = audit.newCorrelationId();
    await audit.keep(
      [{ name: 'digest_sent', actor: 'paastis', entryPoint: 'schedule', reason: channel, correlationId }],
      changes,
    );
    if (learnt.length > 0) await this.refresh();
  }

  /** The channel's own digest ends; what the settings say is theirs to change. */
  async #close(channel: string): Promise<void> {
    const { clock, log, store } = this.#deps;
    const own = await store.find('channel', channel);
    log.warn({ channel, ended: own?.schedule !== undefined }, 'a digest cannot be written to its channel');
    if (own?.schedule === undefined) return;
    const { schedule: _schedule, ...rest } = own;
    await store.write([{ put: 'channel', record: { ...rest, actor: 'paastis', at: clock.now().toISOString() } }]);
    await this.refresh();
  }
}
