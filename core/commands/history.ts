import { appKey } from '../model/app.ts';
import type { PaastisEvent } from '../model/event.ts';
import { findTargets } from './find-targets.ts';
import { headlines, historyEntry } from './report/event-text.ts';
import { questionReport } from './report/question.ts';
import type { Report } from './report/report.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

export const historyCommand: CommandSpec = {
  name: 'history',
  usage: 'history [<target>]',
  example: 'history shop-pr42',
  words: { kind: 'targets', least: 0, most: MOST_WORDS },
  options: ['json'],
  changes: false,
  run: runHistory,
};

/** A first look at a large account discovers hundreds of apps: that is no history anybody asks for. */
const READ_EVENTS = 1_000;
const SHOWN_EVENTS = 20;

/** Who did what, when and why. */
async function runHistory(command: ParsedCommand, context: CommandContext): Promise<Report> {
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
  if (targets.kind === 'question') return questionReport(command, targets, context.translateAlone);
  const events = await Promise.all(targets.apps.map((app) => audit.list({ key: appKey(app) })));
  const newestFirst = events.flat().toSorted((a, b) => b.id.localeCompare(a.id));
  return { kind: 'history', entries: shown(newestFirst).map((event) => historyEntry(event, reader)) };
}
