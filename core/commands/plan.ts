import type { WatchedApp } from '../engine/watch.ts';
import { formatDuration } from '../i18n/format.ts';
import { planAhead } from '../policy/plan.ts';
import { readDuration } from './line/duration.ts';
import { invalid } from './line/tokens.ts';
import { planLines, plannedText } from './report/plan-text.ts';
import { reasonText } from './report/reason-text.ts';
import type { PlanReport, Report } from './report/report.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';

export const planCommand: CommandSpec = {
  name: 'plan',
  usage: 'plan [<duration>]',
  example: 'plan 3d',
  words: { kind: 'duration', least: 0, most: 1 },
  options: ['json'],
  changes: false,
  run: runPlan,
};

const DEFAULT_AHEAD_MS = 24 * 60 * 60_000;

/** Further ahead nothing is as it was planned. */
const LONGEST_AHEAD_MS = 30 * 24 * 60 * 60_000;

/** The watch lists every minute anyway: only a program that has just started asks. */
const LIST_MAX_AGE_MS = 60_000;

/** A region that hangs is planned for by what is stored of it. */
const PATIENCE_MS = 3_000;

/** What will happen if nobody touches anything, from what is stored. */
async function runPlan({ words }: ParsedCommand, context: CommandContext): Promise<Report> {
  const [word] = words;
  const aheadMs = word === undefined ? DEFAULT_AHEAD_MS : readDuration(word);
  if (word !== undefined && aheadMs > LONGEST_AHEAD_MS) throw invalid('too_far', word);
  const { clock, config, directory, policy, translate, watch } = context;
  const now = clock.now();
  const until = new Date(now.getTime() + aheadMs);
  await directory.list({ priority: 'person', maxAgeMs: LIST_MAX_AGE_MS, patienceMs: PATIENCE_MS });
  const known = await watch.list();
  const facts = known.map((watched) => watched.facts);
  const byKey = new Map(known.map((watched) => [watched.key, watched.facts]));
  const reader = { translate, timezone: config.timezone, now };
  const observe = config.mode === 'observe';
  const items = planAhead(facts, policy, now, until).map(({ key, ref, action, at, reason }) => {
    const about = byKey.get(key);
    const unread = action === 'sleep' && about?.status !== 'asleep' && about?.reading === undefined;
    const item = { ref, name: about?.app.name ?? ref, action, at, reason, ...(unread && { unread }) };
    return { ...item, text: plannedText(item, observe, translate) };
  });
  const empty = items.length === 0 ? whyEmpty(known, aheadMs, context) : undefined;
  const report = {
    kind: 'plan',
    from: now.toISOString(),
    until: until.toISOString(),
    observe,
    items,
    ...(empty && { remedy: empty.remedy }),
  } as const;
  const counts = { sleeps: count(report, 'sleep'), wakes: count(report, 'wake') };
  const title = empty?.title ?? translate('plan.title', { duration: formatDuration(aheadMs, translate), ...counts });
  return { ...report, title, lines: planLines(report, reader) };
}

function count({ items }: Pick<PlanReport, 'items'>, action: 'sleep' | 'wake'): number {
  return items.filter((item) => item.action === action).length;
}

interface Empty {
  readonly title: string;
  readonly remedy: string;
}

/** Nobody should have to guess why nothing happens. */
function whyEmpty(known: readonly WatchedApp[], aheadMs: number, { translate }: CommandContext): Empty {
  if (known.length === 0) return { title: translate('plan.unknown'), remedy: translate('plan.unknown_remedy') };
  const managed = known.filter(({ decision }) => decision.managed);
  if (managed.length === 0)
    return {
      title: translate('plan.unmanaged', { count: known.length }),
      remedy: translate('plan.unmanaged_remedy', { rule: exampleRule(known) }),
    };
  const reasons = new Map<string, number>();
  for (const { decision } of managed) reasons.set(decision.reason, (reasons.get(decision.reason) ?? 0) + 1);
  const told = [...reasons]
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} × ${reasonText(reason, translate)}`);
  return {
    title: translate('plan.empty', { duration: formatDuration(aheadMs, translate) }),
    remedy: translate('plan.empty_remedy', { count: managed.length, reasons: told.join(', ') }),
  };
}

/** As the settings are written, with a pattern that fits what is there: the review apps of some app, else its first app. */
function exampleRule(known: readonly WatchedApp[]): string {
  const apps = known.map(({ facts }) => facts.app);
  const review = apps.find((app) => app.review !== undefined)?.review;
  const match = review === undefined ? (apps[0]?.name ?? '*-pr*') : `${review.parent}-pr{pr}*`;
  return `rules: [{ match: '${match}', manage: true, idle_after: 30m }]`;
}
