import { appKey } from '../model/app.ts';
import { describe, failures } from './describe.ts';
import { matchesWords } from './report/app-report.ts';
import type { Report } from './report/report.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

export const listCommand: CommandSpec = {
  name: 'list',
  usage: 'list [words]',
  example: 'list shop asleep',
  words: { kind: 'filters', least: 0, most: MOST_WORDS },
  options: ['json'],
  changes: false,
  run: runList,
};

/** Two people asking at the same time get the same list; a moment later it is read again. */
const LIST_MAX_AGE_MS = 2_000;

/** Every app with its state, and what is remembered of its use: figures are not read for a list. */
async function runList(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const listing = await context.directory.list({ priority: 'person', maxAgeMs: LIST_MAX_AGE_MS });
  const known = new Map((await context.watch.list()).map((watched) => [watched.key, watched]));
  const reports = await Promise.all(listing.apps.map((app) => describe(app, context, known.get(appKey(app)))));
  const apps = reports
    .filter((report) => matchesWords(report, command.words, (status) => context.translate(`status.${status}`)))
    .toSorted((a, b) => a.ref.localeCompare(b.ref));
  return { kind: 'list', apps, failed: failures(listing, context) };
}
