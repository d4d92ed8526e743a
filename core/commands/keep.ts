import { formatInstant } from '../i18n/format.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import type { SnoozeRecord } from '../store/records.ts';
import { permit, withRefused } from './access.ts';
import { findTargets } from './find-targets.ts';
import { endKeep, keepAwake } from './keep-awake.ts';
import { invalid } from './line/tokens.ts';
import { parseWhen } from './line/when.ts';
import { actorText } from './report/actor-text.ts';
import { questionReport } from './report/question.ts';
import type { Report, TargetResult } from './report/report.ts';
import { pricePerHourOf } from './results.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

export const keepCommand: CommandSpec = {
  name: 'keep',
  usage: 'keep <target> [--for <duration>] [--until <when>] | keep <target> off',
  example: 'keep shop-pr42 --for 4h',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['for', 'until', 'json'],
  changes: true,
  run: runKeep,
};

const DEFAULT_KEEP_MS = 2 * 60 * 60_000;

/** Longer is a rule of the settings, not a keep: nobody remembers it. */
export const LONGEST_KEEP_MS = 30 * 24 * 60 * 60_000;

/** Keeps every target awake until an end, or no longer. Nothing is woken by it. */
async function runKeep(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const { words, options } = command;
  const off = words.length > 1 && words.at(-1)?.toLowerCase() === 'off';
  if (off && (options.forMs !== undefined || options.until !== undefined)) throw invalid('off_and_end', 'off');
  const until = off ? undefined : endOf(command, context);
  const named = off ? words.slice(0, -1) : words;
  const targets = await findTargets(context, named);
  if (targets.kind === 'question') return questionReport(command, targets, context.translateAlone);
  const { apps, refused } = permit(targets.apps, ['keep'], context);
  const results: TargetResult[] = [];
  for (const app of apps) results.push(await keepOne(app, until, context));
  return { kind: 'operation', verb: 'keep', results: await withRefused(results, refused, targets.apps, context) };
}

function endOf({ options }: ParsedCommand, context: CommandContext): Date {
  const now = context.clock.now();
  const until =
    options.until === undefined
      ? new Date(now.getTime() + (options.forMs ?? DEFAULT_KEEP_MS))
      : parseWhen(options.until, now, context.config.timezone);
  const typed = options.until ?? formatInstant(until.toISOString(), reader(context));
  if (until.getTime() - now.getTime() > LONGEST_KEEP_MS) throw invalid('too_far', typed);
  return until;
}

type Kept = Pick<TargetResult, 'changed' | 'keepUntil' | 'reason'>;

async function keepOne(app: App, until: Date | undefined, context: CommandContext): Promise<TargetResult> {
  const status = await context.engine.statusOf(app);
  const snooze = await findKeep(app, context);
  const kept = until === undefined ? await end(app, snooze, context) : await extend(app, until, snooze, context);
  const told = { before: status, after: status, seconds: 0, ...(app.url !== undefined && { url: app.url }) };
  const down = status === 'asleep' || status === 'stopped';
  const reason = down && kept.changed && until !== undefined ? 'keep.asleep' : undefined;
  const pricePerHour = await pricePerHourOf(app, context);
  return {
    ref: appRef(app),
    name: app.name,
    ...told,
    ...(pricePerHour !== undefined && { pricePerHour }),
    ...kept,
    ...(reason !== undefined && { reason: context.translate(reason, { reason: kept.reason, name: app.name }) }),
  };
}

async function end(app: App, snooze: SnoozeRecord | undefined, context: CommandContext): Promise<Kept> {
  if (snooze === undefined) return { changed: false, reason: context.translate('keep.nobody') };
  await endKeep(app, context);
  return { changed: true, reason: context.translate('keep.ended') };
}

/** Somebody else who keeps it for longer is not overruled. */
async function extend(app: App, until: Date, snooze: SnoozeRecord | undefined, context: CommandContext): Promise<Kept> {
  const { requester, translate } = context;
  if (snooze !== undefined && snooze.actor !== requester.actor && Date.parse(snooze.until) >= until.getTime()) {
    const values = { until: formatInstant(snooze.until, reader(context)), actor: actorText(snooze.actor, translate) };
    return { changed: false, keepUntil: snooze.until, reason: translate('keep.longer', values) };
  }
  const { until: keepUntil, text } = await keepAwake(app, until, context);
  return { changed: true, keepUntil, reason: translate('keep.done', { until: text }) };
}

async function findKeep(app: App, { clock, store }: CommandContext): Promise<SnoozeRecord | undefined> {
  const snooze = await store.find('snooze', appKey(app));
  return snooze !== undefined && Date.parse(snooze.until) > clock.now().getTime() ? snooze : undefined;
}

function reader({ clock, config, translate }: CommandContext) {
  return { translate, timezone: config.timezone, now: clock.now() };
}
