import type { OverviewApp, Paastis } from '../../../../core/index.ts';
import { type FakePaastis, fakePaastis, wokenReport } from '../../../support/fake-paastis.ts';
import type { FakeView } from '../../../support/fake-slack.ts';
import { overviewOf } from '../../../support/make-overview.ts';
import { settle, startBot, type TestBot } from '../bot.ts';

/** A bot whose core knows these apps and does whatever it is asked for. */
export async function startBotWith(
  apps: readonly OverviewApp[],
  changes: Partial<Paastis> = {},
): Promise<{ readonly bot: TestBot; readonly paastis: FakePaastis }> {
  const script = (line: string) => wokenReport(line.split(/[\s/]/).at(-1) ?? 'shop');
  const paastis = fakePaastis(script, { overview: async () => overviewOf(apps), ...changes });
  return { bot: await startBot(script, { paastis }), paastis };
}

/** The lines the core was asked for, in order. */
export const linesOf = ({ asked }: FakePaastis) => asked.map(({ line }) => line);

/** The form that has just been opened, once it is there. */
export async function formOf(bot: TestBot, user?: string): Promise<FakeView> {
  await settle(bot, 100);
  const view = bot.slack.view(user);
  if (view === undefined) throw new Error('No form was opened');
  return view;
}
