import type { RuleConfig } from '../../core/config.ts';
import type { Formation } from '../../core/model/formation.ts';

/** An app of the trace, as it is when the trace begins: running, deployed the week before. */
export interface TraceApp {
  readonly name: string;
  readonly kind: 'production' | 'staging' | 'review' | 'demo' | 'jobs';
  readonly vendor: 'scalingo' | 'clever-cloud';
  readonly formation: Formation;
  /** Of a review app at Scalingo: its parent app and its pull request. */
  readonly pull?: { readonly parent: string; readonly number: number };
  /** Another app that works only while this one does: whoever uses that one uses this one. */
  readonly neededBy?: string;
  readonly bootMs: number;
  readonly stopMs: number;
  readonly deployMs: number;
  /** An uptime monitor asks it every five minutes, day and night. */
  readonly monitored: boolean;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** Settings as a team would write them. */
export const traceRules: readonly RuleConfig[] = [
  { match: '*-production', protect: true },
  { match: '*-jobs', manage: true, hours: 'Mon-Fri 08:00-19:00' },
  { match: 'shop-staging', manage: true, idleAfterMs: HOUR_MS, hours: 'Mon-Fri 08:00-20:00', wakeAtStart: true },
  { match: '*-staging', manage: true, idleAfterMs: HOUR_MS, hours: 'Mon-Fri 08:00-20:00' },
  { match: '*-demo', manage: true, idleAfterMs: 2 * HOUR_MS },
  { match: 'maps-pr{pr}-front', manage: true, needs: ['maps-pr{pr}-back'] },
  { match: '/-pr-?\\d+/', manage: true, idleAfterMs: 30 * MINUTE_MS },
];

const projects = ['shop', 'blog', 'crm', 'docs', 'pay', 'wiki'] as const;

/** Of 200 apps, what is not a review app. */
const others = [
  ['production', 6],
  ['staging', 8],
  ['demo', 6],
  ['jobs', 8],
] as const;

const WHOLE = 200;

/** One review app in so many runs at Clever Cloud, one pair in so many is a front and its back. */
const EVERY_CLEVER = 8;
const EVERY_PAIR = 12;

/** Of 200 apps, how many a monitor watches. */
const MONITORED = 12;

/** That many apps, in the proportions of a team with 200; the same for the same sequence of numbers. */
export function makeTraceApps(count: number, random: () => number): readonly TraceApp[] {
  const apps: TraceApp[] = [];
  const add = (app: Pick<TraceApp, 'name' | 'kind'> & Partial<TraceApp>) => {
    const [bootMs, stopMs, deployMs] = [between(4, 40, random), between(1, 12, random), between(60, 360, random)];
    const vendor = app.vendor ?? 'scalingo';
    const formation = app.formation ?? pickFormation(app.kind, random);
    const times = { bootMs: bootMs * 1_000, stopMs: stopMs * 1_000, deployMs: deployMs * 1_000 };
    apps.push({ ...times, ...app, vendor, formation, monitored: false });
  };
  for (const [kind, many] of others) {
    const share = Math.max(kind === 'staging' ? projects.length : 1, Math.round((many * count) / WHOLE));
    for (let n = 0; n < share; n += 1) add({ name: otherName(kind, n), kind });
  }
  for (let number = 1; apps.length < count; number += 1) {
    const project = projects[number % projects.length] ?? 'shop';
    if (number % EVERY_PAIR === 5 && apps.length + 1 < count) {
      const front = `maps-pr${number}-front`;
      add({ name: `maps-pr${number}-back`, kind: 'review', neededBy: front });
      add({ name: front, kind: 'review' });
    } else if (number % EVERY_CLEVER === 3) {
      const formation = { instances: { amount: 1, size: 'XS' } };
      add({ name: `${project}-PR-${number}`, kind: 'review', vendor: 'clever-cloud', formation });
    } else {
      add({ name: `${project}-pr${number}`, kind: 'review', pull: { parent: `${project}-staging`, number } });
    }
  }
  return watched(apps, Math.max(1, Math.round((MONITORED * count) / WHOLE)));
}

/** Monitors watch reviewed and staged apps alike, at both vendors. */
function watched(apps: readonly TraceApp[], many: number): readonly TraceApp[] {
  const eligible = apps.filter(({ kind, neededBy }) => kind !== 'jobs' && neededBy === undefined);
  const step = Math.max(1, Math.floor(eligible.length / many));
  const chosen = new Set(eligible.filter((_, place) => place % step === step - 1).slice(0, many));
  return apps.map((app) => ({ ...app, monitored: chosen.has(app) }));
}

function otherName(kind: TraceApp['kind'], n: number): string {
  const project = projects[n % projects.length] ?? 'shop';
  return n < projects.length ? `${project}-${kind}` : `${project}${n}-${kind}`;
}

function pickFormation(kind: TraceApp['kind'], random: () => number): Formation {
  const size = random() < 0.6 ? 'S' : 'M';
  if (kind === 'jobs') return { worker: { amount: 1, size }, clock: { amount: random() < 0.5 ? 1 : 0, size: 'S' } };
  const worker = { amount: random() < 0.8 ? 1 : 0, size: 'S' };
  const web = { amount: kind === 'production' ? 2 : 1, size };
  return random() < 0.3 ? { web, worker } : { web };
}

/** A whole number from `least` to below `most`. */
export function between(least: number, most: number, random: () => number): number {
  return least + Math.floor(random() * (most - least));
}
