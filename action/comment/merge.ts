import type { AppResult } from '../result.ts';
import type { CommentState, ToldApp } from './state.ts';

/**
 * What one run has to tell. Lists that are left out stay as they were; those that are there hold all there is of the apps
 * told of, and nothing of others.
 */
export interface Told {
  /** When the apps were found so; left out: now. What another run has found out since stays. */
  readonly at?: Date;
  readonly apps: readonly AppResult[];
  /** Targets that mean no app any more, by qualified name or as they were asked for: they have no row. */
  readonly gone?: readonly string[];
  readonly keeps?: CommentState['keeps'];
  readonly deployments?: CommentState['deployments'];
  readonly borrowed?: CommentState['borrowed'];
  readonly answer?: CommentState['answer'];
  /** The run could do nothing at all; left out: it could. */
  readonly problem?: CommentState['problem'];
}

/** Rows of other apps stay, rows of these are replaced. Applied twice it changes nothing more. */
export function mergeState(before: CommentState | undefined, told: Told, now: Date): CommentState {
  const { apps = [], keeps = [], deployments = [], borrowed = [], answer = told.answer } = before ?? {};
  const gone = apps.filter((app) => isGone(app, told.gone ?? []));
  const refs = new Set([...told.apps, ...gone].map(({ ref }) => ref));
  const replace = <Row extends { readonly ref: string }>(
    old: readonly Row[],
    rows: readonly Row[] | undefined,
    keyOf: (row: Row) => string,
  ) => (rows === undefined ? sorted(old, keyOf) : sorted([...old.filter(({ ref }) => !refs.has(ref)), ...rows], keyOf));
  const rows = told.apps.map((app) => overtaken(app, apps, told.at ?? now, now) ?? toldApp(app, apps, told.at ?? now));
  return {
    v: 1,
    apps: replace<ToldApp>(apps, rows, ({ ref }) => ref),
    keeps: replace(keeps, told.keeps, ({ key }) => key).filter(({ until }) => Date.parse(until) > now.getTime()),
    deployments: replace(deployments, told.deployments, ({ ref }) => ref),
    borrowed: replace(borrowed, told.borrowed, ({ ref, run }) => `${ref} ${run}`),
    ...withAnswer(told.answer ?? answer),
    ...(told.problem === undefined ? {} : { problem: told.problem }),
  };
}

/** A pull request that no app belongs to any more has none at all. */
export function isGone({ name, ref }: ToldApp, gone: readonly string[]): boolean {
  const names = [name.toLowerCase(), ref.toLowerCase()];
  return gone.some((target) => target.startsWith('#') || names.includes(target.toLowerCase()));
}

function withAnswer(answer: CommentState['answer']): Pick<CommentState, 'answer'> {
  return answer === undefined ? {} : { answer };
}

/** The last row of a key counts. */
function sorted<Row>(rows: readonly Row[], keyOf: (row: Row) => string): readonly Row[] {
  const latest = new Map(rows.map((row) => [keyOf(row), row]));
  return [...latest].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** Told late, while another run has seen the app become something else. An instant still to come is a clock that is wrong. */
function overtaken({ ref, after }: AppResult, before: readonly ToldApp[], at: Date, now: Date): ToldApp | undefined {
  return before.find((app) => {
    const sinceMs = Date.parse(app.since);
    return app.ref === ref && app.status !== after && sinceMs > at.getTime() && sinceMs <= now.getTime();
  });
}

/** Left as it was told where it is as it was: "was awake already" says less than when and how it woke. */
function toldApp(result: AppResult, before: readonly ToldApp[], at: Date): ToldApp {
  const { ref, name, after, url, pricePerHour, seconds, reason, error, changed, refused } = result;
  const old = before.find((app) => app.ref === ref);
  // Who stopped it a run without a memory cannot tell: the one before has seen it.
  const status = old?.status === 'asleep' && after === 'stopped' && !changed ? old.status : after;
  const same = old?.status === status;
  const settled = same && !changed && refused !== true && error === undefined && old.error === undefined;
  const price = pricePerHour ?? old?.pricePerHour;
  const address = url ?? old?.url;
  const how = settled ? old : { seconds, reason };
  return {
    ref,
    name,
    status,
    since: same && !changed ? old.since : at.toISOString(),
    ...(address === undefined ? {} : { url: address }),
    ...(price === undefined ? {} : { pricePerHour: price }),
    ...(how.seconds === undefined ? {} : { seconds: how.seconds }),
    ...(how.reason === undefined || how.reason === '' ? {} : { reason: how.reason }),
    ...(error === undefined ? {} : { error: { message: error.message, remedy: error.remedy } }),
  };
}

/** Of two comments that were one: what was told later. */
export function combineStates(a: CommentState | undefined, b: CommentState | undefined): CommentState | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const answers = [a.answer, b.answer].filter((answer) => answer !== undefined);
  const [problem] = [a.problem, b.problem].filter((each) => each !== undefined);
  return {
    v: 1,
    apps: later(
      [...a.apps, ...b.apps],
      ({ ref }) => ref,
      ({ since }) => Date.parse(since),
    ),
    keeps: later(
      [...a.keeps, ...b.keeps],
      ({ key }) => key,
      ({ at }) => Date.parse(at),
    ),
    deployments: later(
      [...a.deployments, ...b.deployments],
      ({ ref }) => ref,
      ({ id }) => id,
    ),
    borrowed: sorted([...a.borrowed, ...b.borrowed], ({ ref, run }) => `${ref} ${run}`),
    ...withAnswer(answers.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0]),
    ...(problem === undefined ? {} : { problem }),
  };
}

function later<Row>(rows: readonly Row[], keyOf: (row: Row) => string, rankOf: (row: Row) => number): readonly Row[] {
  return sorted(
    rows.toSorted((a, b) => rankOf(a) - rankOf(b)),
    keyOf,
  );
}
