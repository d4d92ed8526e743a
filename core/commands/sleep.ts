import { createInUseCheck } from '../engine/in-use.ts';
import type { SleepOptions } from '../engine/sleep.ts';
import type { App } from '../model/app.ts';
import { ruleFor } from '../policy/rules.ts';
import { permit, withRefused } from './access.ts';
import { findTargets } from './find-targets.ts';
import { questionReport } from './report/question.ts';
import type { Report, TargetResult } from './report/report.ts';
import { tell, toResult } from './results.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

export const sleepCommand: CommandSpec = {
  name: 'sleep',
  usage: 'sleep <target> [--force]',
  example: 'sleep shop-pr42',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['force', 'json'],
  changes: true,
  run: runSleep,
};

/** Puts every target to sleep, side by side; one that is refused keeps nothing from the others. */
async function runSleep(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const targets = await findTargets(context, command.words);
  if (targets.kind === 'question') return questionReport(command, targets, context.translateAlone);
  const { apps, refused } = permit(targets.apps, command.options.force ? ['sleep', 'force'] : ['sleep'], context);
  const settled = await Promise.allSettled(
    apps.map((app) =>
      context.engine.sleep(app, sleepOptions(app, command, context), {
        ...context.requester,
        onProgress: (progress) => tell(context, 'sleep', app, progress),
      }),
    ),
  );
  const results: TargetResult[] = [];
  for (const [index, app] of apps.entries()) {
    const result = settled[index];
    if (result !== undefined) results.push(await toResult(app, result, context, {}));
  }
  return { kind: 'operation', verb: 'sleep', results: await withRefused(results, refused, targets.apps, context) };
}

function sleepOptions(app: App, { options }: ParsedCommand, context: CommandContext): SleepOptions {
  const rule = ruleFor(app, context.config)?.rule;
  const { idleAfterMs } = context.policy.termsOf(app);
  return {
    force: options.force,
    ...(rule?.protect === true && { protectedBy: rule.match }),
    ...(!options.force && {
      confirm: createInUseCheck({ ...context, providers: () => context.providers }, app, idleAfterMs),
    }),
  };
}
