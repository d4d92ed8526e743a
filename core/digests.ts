import { buildDigest, type DigestDeps } from './commands/digest/content.ts';
import { digestMark, lastDigestAt } from './commands/digest/mark.ts';
import { digestReport } from './commands/report/digest-text.ts';
import type { Report } from './commands/report/report.ts';
import type { Config } from './config.ts';
import type { Audit } from './events/audit.ts';
import { createTranslate } from './i18n/index.ts';
import type { Policy } from './policy/policy.ts';
import { parseSchedule, toCron } from './policy/schedule.ts';
import type { Provider } from './providers/provider.ts';
import type { Scheduler } from './scheduler/scheduler.ts';
import type { Store } from './store/store.ts';

/** A digest that is due, to be shown where it belongs. */
export interface DigestDelivery {
  /** As the settings name it (`#dev`), or as it was when `digest here` was typed (`slack:C0123456`). */
  readonly channel: string;
  readonly report: Extract<Report, { kind: 'digest' }>;
}

/** Rejects when it could not be delivered: then the next one tells of this period too. */
export type DeliverDigest = (delivery: DigestDelivery) => Promise<void>;

interface DigestJobsDeps extends Omit<DigestDeps, 'config' | 'policy' | 'providers'> {
  readonly policy: () => Policy;
  readonly providers: () => readonly Provider[];
  readonly scheduler: Scheduler;
  readonly config: () => Config;
  readonly audit: Audit;
  readonly store: Store;
}

const JOB_PREFIX = 'digest:';

const DAY_MS = 24 * 60 * 60_000;

/** One that nobody heard of for longer begins here: older news is no news. */
const LONGEST_MS = 7 * DAY_MS;

/** The digests of the settings and of channels, at their times. */
export class DigestJobs {
  readonly #deps: DigestJobsDeps;
  #deliver: DeliverDigest | undefined;
  #names: readonly string[] = [];

  constructor(deps: DigestJobsDeps) {
    this.#deps = deps;
  }

  /** From here on they are due; without anybody to deliver them there are none. */
  async deliverTo(deliver: DeliverDigest): Promise<void> {
    this.#deliver = deliver;
    await this.refresh();
  }

  /** The settings or a channel's own schedule may have changed. What is the same stays as it is. */
  async refresh(): Promise<void> {
    if (this.#deliver === undefined) return;
    const { config, scheduler, store } = this.#deps;
    const own = (await store.list('channel')).flatMap(({ key, schedule }) =>
      schedule === undefined ? [] : [{ channel: key, at: schedule }],
    );
    const wanted = new Map(
      [...config().digests, ...own].map(({ channel, at }) => [`${JOB_PREFIX}${channel}`, { channel, at }]),
    );
    for (const name of this.#names) if (!wanted.has(name)) scheduler.remove(name);
    for (const [name, { channel, at }] of wanted) {
      const times = { cron: toCron(parseSchedule(at)), timezone: config().timezone };
      scheduler.add({ name, times, run: (dueAt) => this.#send(channel, dueAt) });
    }
    this.#names = [...wanted.keys()];
  }

  /** Nothing to say means no digest. */
  async #send(channel: string, dueAt: Date): Promise<void> {
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
    await this.#deliver?.({ channel, report });
    const correlationId = audit.newCorrelationId();
    await audit.keep(
      [{ name: 'digest_sent', actor: 'paastis', entryPoint: 'schedule', reason: channel, correlationId }],
      [digestMark(channel, now)],
    );
  }
}
