import type { WatchedApp } from '../../engine/watch.ts';
import type { AppKey } from '../../model/app.ts';
import { sameRegion } from '../../model/region.ts';
import { hoursAt } from '../../policy/hours.ts';
import type { Policy } from '../../policy/policy.ts';
import type { SleepRow } from '../../savings/baseline.ts';
import type { Baseline, SavingsReport } from '../../savings/report.ts';
import { computeSavings, type SavingsOptions } from '../../savings/savings.ts';
import type { Span } from '../../savings/spans.ts';
import type { AppRecord, WatchRecord } from '../../store/records.ts';
import type { CommandDeps } from '../spec.ts';

export type SavingsDeps = Pick<CommandDeps, 'config' | 'providers' | 'policy' | 'clock'> & {
  readonly store: Pick<CommandDeps['store'], 'list'>;
};

export interface SavingsQuestion {
  /** Left out: since the first sleep. */
  readonly from?: Date;
  readonly until: Date;
  readonly baseline?: Baseline;
  /** Only these apps. */
  readonly keys?: ReadonlySet<AppKey>;
  readonly bucketUnit?: 'day' | 'week';
}

export interface SavingsAnswer {
  readonly report: SavingsReport;
  /** What it was computed from, whatever its period. */
  readonly rows: readonly SleepRow[];
}

const HOUR_MS = 3_600_000;

/** Two weeks hold what a week hides, such as a release; less is no measure of what ran before. */
const OBSERVED_LEAST_MS = 14 * 24 * HOUR_MS;

/** When an app was seen last is written down hourly: only what is older than that tells that nobody looks any more. */
const UNSEEN_MS = 2 * HOUR_MS;

/** Windows of a team's hours in one sleep: a bound for a sleep of a year. */
const MOST_WINDOWS = 1_000;

/** Everything stored about sleeps, computed for a period. */
export async function savingsOf(deps: SavingsDeps, question: SavingsQuestion): Promise<SavingsAnswer> {
  const { store, config, clock, providers } = deps;
  const [closed, open, apps, watched] = await Promise.all([
    store.list('ledger'),
    store.list('interval'),
    store.list('app'),
    store.list('watch'),
  ]);
  const { keys, baseline, bucketUnit, until } = question;
  const rows = [...closed, ...open].filter(({ app }) => keys === undefined || keys.has(app));
  const begun = rows.flatMap(({ asleepFrom }) => asleepFrom ?? []).toSorted();
  const from = question.from ?? new Date(begun[0] ?? until);
  const report = computeSavings(rows, {
    from,
    until,
    now: clock.now(),
    timezone: config.timezone,
    describeSize: (region, size) =>
      providers.find((provider) => sameRegion(provider.region, region))?.describeSize(size),
    ...(baseline === undefined ? {} : { baseline }),
    ...(bucketUnit === undefined ? {} : { bucketUnit }),
    ...presenceFrom(apps, clock.now()),
    ...watchedFrom(watched, deps.policy),
  });
  return { report, rows };
}

function presenceFrom(apps: readonly AppRecord[], now: Date): Pick<SavingsOptions, 'presence' | 'seenAt'> {
  const known = new Map(apps.map((app) => [app.key, app]));
  return {
    presence: (key) => {
      const app = known.get(key);
      if (app === undefined) return undefined;
      return { from: app.firstSeenAt, ...(app.vanishedAt === undefined ? {} : { until: app.lastSeenAt }) };
    },
    seenAt: (key) => {
      const app = known.get(key);
      if (app === undefined) return undefined;
      const unseen = now.getTime() - Date.parse(app.lastSeenAt) > UNSEEN_MS;
      return app.vanishedAt !== undefined || unseen ? app.lastSeenAt : undefined;
    },
  };
}

type WatchedFacts = Pick<SavingsOptions, 'observed' | 'officeHours' | 'lifetimeEndsAt'>;

function watchedFrom(records: readonly WatchRecord[], policy: Policy): WatchedFacts {
  const known = new Map(records.map((record) => [record.key, record]));
  return {
    observed: (key) => {
      const uptime = known.get(key)?.uptime;
      return uptime === undefined || uptime.seenMs < OBSERVED_LEAST_MS ? undefined : uptime.runningMs / uptime.seenMs;
    },
    officeHours: ({ app }, span) => {
      const record = known.get(app);
      return record === undefined ? undefined : openSpans(record.app, span, policy);
    },
    lifetimeEndsAt: ({ app }) => known.get(app)?.app.review?.deletedAt,
  };
}

/** When the hours of its rule were open; a rule without hours is no timetable. */
function openSpans(app: WatchedApp['facts']['app'], span: Span, policy: Policy): readonly Span[] | undefined {
  const { hours } = policy.termsOf(app);
  if (hours === undefined) return undefined;
  const open: Span[] = [];
  let fromMs = span.fromMs;
  for (let count = 0; fromMs < span.untilMs && count < MOST_WINDOWS; count++) {
    const state = hoursAt(hours, new Date(fromMs), policy.place);
    const untilMs = Math.min(span.untilMs, state.changesAt?.getTime() ?? span.untilMs);
    if (state.open) open.push({ fromMs, untilMs });
    fromMs = Math.max(untilMs, fromMs + 1);
  }
  return open;
}
