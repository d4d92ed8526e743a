import type { Listing } from '../engine/directory.ts';
import type { WatchedApp } from '../engine/watch.ts';
import { sameRegion } from '../model/region.ts';
import { describe, failures } from './describe.ts';
import { idleLines, idleTitle, type MeasuredApp } from './report/idle-text.ts';
import { reasonText } from './report/reason-text.ts';
import type { IdleReport, Report } from './report/report.ts';
import { readingTeller } from './results.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';

export const idleCommand: CommandSpec = {
  name: 'idle',
  usage: 'idle [--since <duration>]',
  example: 'idle --since 3h',
  words: { kind: 'topic', least: 0, most: 0 },
  options: ['since', 'json'],
  changes: false,
  run: runIdle,
};

const LIST_MAX_AGE_MS = 60_000;

/** Figures this recent are good enough for a look: each app costs calls of a budget that others need too. */
const FIGURES_MAX_AGE_MS = 15 * 60_000;

/** What counts as idle where neither the person nor the defaults of the settings say. */
const DEFAULT_SINCE_MS = 30 * 60_000;

/** Apps that run and serve nobody, longest first. */
async function runIdle({ options }: ParsedCommand, context: CommandContext): Promise<Report> {
  const { config, directory } = context;
  const { idleAfterMs } = config.defaults;
  const sinceMs = options.sinceMs ?? (idleAfterMs === 'never' ? DEFAULT_SINCE_MS : idleAfterMs);
  const listing = await directory.list({ priority: 'person', maxAgeMs: LIST_MAX_AGE_MS });
  const [read] = await Promise.all([readFigures(listing, context), context.prices.refresh({ priority: 'person' })]);
  const measured = await Promise.all(read.map((one) => measure(one, context)));
  const idle = measured
    .filter(({ kind, idleMs }) => kind === 'measured' && idleMs !== undefined && idleMs >= sinceMs)
    .toSorted((a, b) => (b.idleMs ?? 0) - (a.idleMs ?? 0) || a.report.ref.localeCompare(b.report.ref));
  return idleReport(await withPrices(idle, context), measured, sinceMs, listing, context);
}

async function readFigures(listing: Listing, context: CommandContext): Promise<readonly WatchedApp[]> {
  const { requester, watch } = context;
  const running = listing.apps.filter(({ status }) => status === 'running' || status === 'crashed');
  return watch.read(running, {
    maxAgeMs: FIGURES_MAX_AGE_MS,
    priority: 'person',
    ...(requester.signal && { signal: requester.signal }),
    onProgress: readingTeller(context, 'figures'),
  });
}

/** Words of a reading that no later one will change. */
const immeasurable: readonly string[] = ['no_web', 'tcp'];

async function measure(watched: WatchedApp, context: CommandContext): Promise<MeasuredApp> {
  const { facts, decision } = watched;
  const { app, reading } = facts;
  const report = await describe(app, context, watched);
  const common = { app, report, managed: decision.managed };
  if (reading?.known !== true) {
    const reason = reading?.reason ?? 'not_read';
    return { ...common, kind: immeasurable.includes(reason) ? 'not_measurable' : 'unread', reason };
  }
  const since = decision.idleSinceAt ?? lastSeen(facts) ?? reading.since;
  const idleMs = Math.max(0, context.clock.now().getTime() - Date.parse(since));
  return { ...common, kind: 'measured', idleMs, report: { ...report, idleSeconds: Math.floor(idleMs / 1_000) } };
}

/** The longest idle ones whose price is looked up by a call each. */
const MOST_FORMATIONS = 30;

/** What runs is not remembered of every app; a price that cannot be found out is left out. */
async function withPrices(
  idle: readonly MeasuredApp[],
  { prices, providers, requester }: CommandContext,
): Promise<readonly MeasuredApp[]> {
  const options = { priority: 'person', ...(requester.signal && { signal: requester.signal }) } as const;
  const priced = async (one: MeasuredApp, index: number): Promise<MeasuredApp> => {
    const provider = providers.find(({ region }) => sameRegion(region, one.app.region));
    if (one.report.pricePerHour !== undefined || provider === undefined || index >= MOST_FORMATIONS) return one;
    const formation = await provider.getFormation(one.app.id, options);
    const price = prices.formationPerHour(one.app.region, formation);
    return { ...one, report: { ...one.report, formation, ...(price && { pricePerHour: price.perHour }) } };
  };
  const read = await Promise.allSettled(idle.map(priced));
  return idle.map((one, index) => {
    const result = read[index];
    return result?.status === 'fulfilled' ? result.value : one;
  });
}

function lastSeen({ app, lastRequestAt, readySinceAt }: WatchedApp['facts']): string | undefined {
  // ISO 8601 in UTC sorts as text.
  return [lastRequestAt, readySinceAt, app.lastDeployedAt]
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1);
}

function idleReport(
  idle: readonly MeasuredApp[],
  measured: readonly MeasuredApp[],
  sinceMs: number,
  listing: Listing,
  context: CommandContext,
): IdleReport {
  const { translate } = context;
  const of = (kind: MeasuredApp['kind']) => measured.filter((one) => one.kind === kind);
  const prices = idle.flatMap(({ report }) => report.pricePerHour ?? []);
  const pricePerHour = prices.length === 0 ? undefined : prices.reduce((sum, price) => sum + price, 0);
  const facts = { idle, unread: of('unread'), notMeasurable: of('not_measurable'), sinceMs, pricePerHour };
  return {
    kind: 'idle',
    title: idleTitle(facts, translate),
    lines: idleLines(facts, translate),
    apps: idle.map(({ report }) => report),
    ...(pricePerHour !== undefined && { pricePerHour }),
    notMeasurable: facts.notMeasurable.map(({ report }) => report),
    unread: facts.unread.map(({ report: { ref, name }, reason = '' }) => ({
      ref,
      name,
      reason: reasonText(reason, translate),
    })),
    failed: failures(listing, context),
  };
}
