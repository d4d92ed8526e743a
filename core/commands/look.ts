import type { Listing } from '../engine/directory.ts';
import { type App, appKey } from '../model/app.ts';
import type { PaastisEvent } from '../model/event.ts';
import { ruleFor } from '../policy/rules.ts';
import { type CommandContext, findTargets } from './context.ts';
import type { ParsedCommand } from './line/parse.ts';
import { appReport, matchesWords } from './report/app-report.ts';
import { errorReport } from './report/error-report.ts';
import { headlines, historyEntry } from './report/event-text.ts';
import { questionReport } from './report/question.ts';
import type { AppReport, RegionFailure, Report } from './report/report.ts';

/** Two people asking at the same time get the same list; a moment later it is read again. */
const LIST_MAX_AGE_MS = 2_000;

/** How many apps `status` reads the formation of; each costs calls. */
const MOST_FORMATIONS = 10;

/** A first look at a large account discovers hundreds of apps: that is no history anybody asks for. */
const READ_EVENTS = 1_000;
const SHOWN_EVENTS = 20;

/** Every app with its state. */
export async function runList(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const listing = await context.directory.list({ priority: 'person', maxAgeMs: LIST_MAX_AGE_MS });
  const reports = await Promise.all(listing.apps.map((app) => describe(app, context)));
  const apps = reports
    .filter((report) => matchesWords(report, command.words, (status) => context.translate(`status.${status}`)))
    .toSorted((a, b) => a.ref.localeCompare(b.ref));
  return { kind: 'list', apps, failed: failures(listing, context) };
}

/** One app or several, in detail. */
export async function runStatus(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const targets = await findTargets(context, command.words);
  if (targets.kind === 'question') return questionReport(command, targets, context.translate);
  const detailed = targets.apps.length <= MOST_FORMATIONS;
  const read = await Promise.allSettled(
    targets.apps.map(async (app) => (detailed ? await readInDetail(app, context) : describe(app, context))),
  );
  const failed = read.flatMap((result, index) => {
    const app = targets.apps[index];
    if (result.status === 'fulfilled' || app === undefined) return [];
    const error = errorReport(result.reason, context.translate);
    return [{ provider: app.region.type, region: app.region.name, error }];
  });
  const apps = read.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { kind: 'status', apps, failed };
}

/** Who did what, when and why. */
export async function runHistory(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const { audit, clock, config, translate } = context;
  const reader = { translate, timezone: config.timezone, now: clock.now() };
  // Programs get every event; people one line for what was one operation.
  const shown = (events: readonly PaastisEvent[]) => (command.options.json ? events : headlines(events));
  if (command.words.length === 0) {
    const events = (await audit.list({ limit: READ_EVENTS })).filter(({ name }) => name !== 'app_discovered');
    return {
      kind: 'history',
      entries: shown(events)
        .slice(0, SHOWN_EVENTS)
        .map((event) => historyEntry(event, reader)),
    };
  }
  const targets = await findTargets(context, command.words);
  if (targets.kind === 'question') return questionReport(command, targets, translate);
  const events = await Promise.all(targets.apps.map((app) => audit.list({ key: appKey(app) })));
  const newestFirst = events.flat().toSorted((a, b) => b.id.localeCompare(a.id));
  return { kind: 'history', entries: shown(newestFirst).map((event) => historyEntry(event, reader)) };
}

async function readInDetail(app: App, context: CommandContext): Promise<AppReport> {
  const provider = context.providers.find(
    ({ region }) => region.type === app.region.type && region.name === app.region.name,
  );
  if (provider === undefined) return describe(app, context);
  const options = { priority: 'person' } as const;
  const [current, formation] = await Promise.all([
    provider.getApp(app.id, options),
    provider.getFormation(app.id, options),
  ]);
  return { ...(await describe(current, context)), formation };
}

async function describe(app: App, { config, engine, store }: CommandContext): Promise<AppReport> {
  const key = appKey(app);
  const [status, snapshot, operation, snooze] = await Promise.all([
    engine.statusOf(app),
    store.find('snapshot', key),
    store.find('operation', key),
    store.find('snooze', key),
  ]);
  const rule = ruleFor(app, config)?.rule.match;
  return appReport(app, {
    status,
    ...(status === 'asleep' && snapshot && { snapshot }),
    ...(operation && { operation }),
    ...(snooze && { snooze }),
    ...(rule !== undefined && { rule }),
  });
}

function failures(listing: Listing, { translate }: CommandContext): readonly RegionFailure[] {
  return listing.failed.map(({ region, error }) => ({
    provider: region.type,
    region: region.name,
    error: errorReport(error, translate),
  }));
}
