import { type App, appKey } from '../model/app.ts';
import { sameRegion } from '../model/region.ts';
import { describe } from './describe.ts';
import { findTargets } from './find-targets.ts';
import { errorReport } from './report/error-report.ts';
import { questionReport } from './report/question.ts';
import type { AppReport, Report } from './report/report.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

export const statusCommand: CommandSpec = {
  name: 'status',
  usage: 'status <target>',
  example: 'status shop-pr42',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['json'],
  changes: false,
  run: runStatus,
};

/** How many apps `status` reads the formation of; each costs calls. */
const MOST_FORMATIONS = 10;

/** One app or several, in detail. */
async function runStatus(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const targets = await findTargets(context, command.words);
  if (targets.kind === 'question') return questionReport(command, targets, context.translateAlone);
  const detailed = targets.apps.length <= MOST_FORMATIONS;
  const read = await Promise.allSettled(
    targets.apps.map(async (app) => (detailed ? await readInDetail(app, context) : describeRemembered(app, context))),
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

async function describeRemembered(app: App, context: CommandContext): Promise<AppReport> {
  return describe(app, context, await context.watch.find(appKey(app)));
}

async function readInDetail(app: App, context: CommandContext): Promise<AppReport> {
  const provider = context.providers.find(({ region }) => sameRegion(region, app.region));
  if (provider === undefined) return describeRemembered(app, context);
  const options = { priority: 'person' } as const;
  const [current, formation, watched] = await Promise.all([
    provider.getApp(app.id, options),
    provider.getFormation(app.id, options),
    context.watch.find(appKey(app)),
  ]);
  return describe(current, context, watched, formation);
}
