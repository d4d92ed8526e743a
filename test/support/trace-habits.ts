import type { AtWall, TraceAction } from './trace.ts';
import { between, MINUTE_MS, type TraceApp } from './trace-apps.ts';

interface Life {
  /** Place of the app in the trace: rare habits belong to every so many of them. */
  readonly place: number;
  readonly days: number;
  readonly random: () => number;
  readonly at: AtWall;
}

/** How people use an app of a kind on a working day, and how often it is deployed. */
interface Habit {
  /** Share of the working days on which anybody comes. */
  readonly used: number;
  readonly sessions: readonly [least: number, most: number];
  readonly deploys: number;
}

const habits: Readonly<Record<TraceApp['kind'], Habit>> = {
  production: { used: 1, sessions: [8, 12], deploys: 0.3 },
  staging: { used: 0.9, sessions: [3, 7], deploys: 0.8 },
  review: { used: 0.5, sessions: [1, 4], deploys: 0.3 },
  demo: { used: 0.15, sessions: [1, 3], deploys: 0.05 },
  jobs: { used: 0, sessions: [0, 1], deploys: 0.2 },
};

const MONITOR_EVERY_MINUTES = 5;
const ONE_OFF_SHARE = 0.03;
const WEEKEND_DEPLOY_SHARE = 0.04;

/** Everything that happens to one app, in no order. */
export function habitsOf(app: TraceApp, life: Life): readonly TraceAction[] {
  const closedAtMs = closesAt(app, life);
  const actions = [
    ...(app.neededBy === undefined ? visits(app, life) : []),
    ...(app.monitored ? monitor(app, life) : []),
    ...deploysAndTasks(app, life),
    ...(app.kind === 'demo' ? saturdayDemo(app, life) : []),
    ...rareEvents(app, life),
  ];
  if (closedAtMs === undefined) return actions;
  // Who looks at a change that is merged? One last visitor, within the hour.
  const before = actions.filter(({ atMs }) => atMs < closedAtMs);
  const last = { atMs: closedAtMs + 40 * MINUTE_MS, app: app.name, kind: 'request', by: 'person', count: 2 } as const;
  return [...before, { atMs: closedAtMs, app: app.name, kind: 'close_pull' }, last];
}

function isWorkday(day: number): boolean {
  return day % 7 < 5;
}

function visits(app: TraceApp, { days, random, at }: Life): TraceAction[] {
  const { used, sessions } = habits[app.kind];
  const actions: TraceAction[] = [];
  for (let day = 0; day < days; day += 1) {
    const share = isWorkday(day) ? used : used * 0.04;
    if (random() >= share) continue;
    const many = between(sessions[0], sessions[1], random);
    for (let n = 0; n < many; n += 1) {
      const late = random() < 0.04;
      const morning = random() < 0.5;
      const begin = late
        ? between(1_200, 1_380, random)
        : morning
          ? between(540, 750, random)
          : between(810, 1_110, random);
      actions.push(...session(app.name, { day, begin, minutes: between(3, 26, random) }, random, at));
    }
  }
  return actions;
}

/** A person's visit: a request or a burst in most of its minutes. */
function session(
  app: string,
  { day, begin, minutes }: { readonly day: number; readonly begin: number; readonly minutes: number },
  random: () => number,
  at: AtWall,
): TraceAction[] {
  const actions: TraceAction[] = [];
  for (let minute = 0; minute < minutes; minute += 1) {
    if (minute > 0 && random() < 0.4) continue;
    const atMs = at(day, begin + minute + between(0, 60, random) / 60);
    actions.push({ atMs, app, kind: 'request', by: 'person', count: between(1, 8, random) });
  }
  return actions;
}

function monitor({ name }: TraceApp, { days, random, at }: Life): TraceAction[] {
  const first = at(0, between(0, MONITOR_EVERY_MINUTES * 60, random) / 60);
  const many = Math.floor((at(days, 0) - first) / (MONITOR_EVERY_MINUTES * MINUTE_MS));
  return Array.from({ length: many }, (_, n) => ({
    atMs: first + n * MONITOR_EVERY_MINUTES * MINUTE_MS,
    app: name,
    kind: 'request',
    by: 'monitor',
    count: 1,
  }));
}

function deploysAndTasks({ name, kind }: TraceApp, { days, random, at }: Life): TraceAction[] {
  const actions: TraceAction[] = [];
  for (let day = 0; day < days; day += 1) {
    const deploys = isWorkday(day) ? habits[kind].deploys : WEEKEND_DEPLOY_SHARE;
    if (random() < deploys) actions.push({ atMs: at(day, between(570, 1_140, random)), app: name, kind: 'deploy' });
    if (random() >= ONE_OFF_SHARE) continue;
    const atMs = at(day, between(30, 1_400, random));
    const lastsMs = between(10, 90, random) * MINUTE_MS;
    actions.push({ atMs, app: name, kind: 'one_off', lastsMs });
    actions.push({ atMs: atMs + lastsMs, app: name, kind: 'one_off_end' });
  }
  return actions;
}

/** Two hours in front of customers, with the pauses of a talk. */
function saturdayDemo({ name }: TraceApp, { days, random, at }: Life): TraceAction[] {
  const actions: TraceAction[] = [];
  for (let day = 5; day < days; day += 7) {
    for (let minute = 14 * 60; minute < 16 * 60; minute += between(1, 20, random))
      actions.push({ atMs: at(day, minute), app: name, kind: 'request', by: 'person', count: between(1, 30, random) });
  }
  return actions;
}

/** Habits of one app in so many: a crash loop, somebody who scales in the console. */
const EVERY_CRASHING = 90;
const EVERY_SCALED = 40;
const EVERY_STOPPED = 70;

function rareEvents({ name, kind, vendor }: TraceApp, { place, days, random, at }: Life): TraceAction[] {
  const web = kind !== 'jobs' && vendor === 'scalingo';
  if (!web || kind === 'production') return [];
  const day = Math.min(days - 1, between(1, 5, random));
  if (place % EVERY_CRASHING === EVERY_CRASHING - 1) {
    // Deployed again and again until the change that breaks it is taken back.
    return Array.from({ length: 8 }, (_, n) => n).flatMap((n): TraceAction[] => [
      { atMs: at(day, 600 + n * 12), app: name, kind: 'crash' },
      { atMs: at(day, 604 + n * 12), app: name, kind: 'deploy' },
    ]);
  }
  if (place % EVERY_SCALED === EVERY_SCALED - 1)
    return [
      ...looks(name, at(day, 615)),
      { atMs: at(day, 615), app: name, kind: 'scale', amounts: { web: 2 } },
      ...looks(name, at(day, 1_050)),
      { atMs: at(day, 1_050), app: name, kind: 'scale', amounts: { web: 1 } },
    ];
  if (place % EVERY_STOPPED === EVERY_STOPPED - 1)
    return [
      ...looks(name, at(day, 930)),
      { atMs: at(day, 930), app: name, kind: 'scale', amounts: { web: 0, worker: 0 } },
      { atMs: at(day + 1, 585), app: name, kind: 'scale', amounts: { web: 1 } },
    ];
  return [];
}

/** Who changes an app has looked at it before: it is awake then. */
function looks(app: string, atMs: number): readonly TraceAction[] {
  return [9, 5, 1].map((minutes) => ({
    atMs: atMs - minutes * MINUTE_MS,
    app,
    kind: 'request',
    by: 'person',
    count: 1,
  }));
}

/** One pull request in a dozen is closed within the trace. */
function closesAt(app: TraceApp, { place, days, random, at }: Life): number | undefined {
  if (app.pull === undefined || place % 12 !== 5) return undefined;
  return at(Math.min(days - 1, between(1, 9, random)), between(600, 1_080, random));
}
