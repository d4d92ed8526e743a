import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import { decide, sharedSignals } from '../policy/decide.ts';
import { explain } from '../policy/explain.ts';
import type { Facts } from '../policy/facts.ts';
import type { SharedSignal } from '../policy/signals.ts';
import { findTargets } from './find-targets.ts';
import { resolveTargets } from './line/target.ts';
import { headlines, historyEntry, type Reader } from './report/event-text.ts';
import { questionReport } from './report/question.ts';
import type { HistoryEntry, Report, WhyApp } from './report/report.ts';
import { ruleText } from './report/rule-text.ts';
import { whyApp } from './report/why-text.ts';
import { type CommandContext, type CommandSpec, MOST_WORDS, type ParsedCommand } from './spec.ts';

export const whyCommand: CommandSpec = {
  name: 'why',
  usage: 'why <target>',
  example: 'why shop-pr42',
  words: { kind: 'targets', least: 1, most: MOST_WORDS },
  options: ['json'],
  changes: false,
  run: runWhy,
};

/** The whole chain of a decision, from what is stored: it costs no call, so it can be asked at any time. */
async function runWhy(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const known = context.watch.known();
  const found = known.length > 0 ? resolveKnown(command.words, known, context) : await readFirst(command, context);
  if ('question' in found) return questionReport(command, found.question, context.translateAlone);
  const now = context.clock.now();
  // Only those that have something to say about the apps asked about are decided about.
  const bound = new Map((await context.watch.together(found.apps)).map((watched) => [watched.key, watched]));
  const facts = Array.from(bound.values(), (watched) => watched.facts);
  const shared = sharedSignals(facts, context.policy, now);
  const asked = found.apps.flatMap((app) => bound.get(appKey(app)) ?? []);
  const apps = await Promise.all(
    asked.map((one) => whyOne({ key: one.key, facts: one.facts, shared: shared.get(one.key) ?? [], now }, context)),
  );
  const [only] = apps;
  const title =
    apps.length === 1 && only !== undefined ? only.title : context.translate('list.count', { count: apps.length });
  return { kind: 'why', title, lines: apps.flatMap(({ lines }) => lines), apps };
}

type Found =
  | { readonly apps: readonly App[] }
  | { readonly question: { readonly typed: string; readonly candidates: readonly App[] } };

function resolveKnown(words: readonly string[], known: readonly App[], { config }: CommandContext): Found {
  const apps = new Map<AppKey, App>();
  for (const word of words) {
    const resolution = resolveTargets(word, known, config.rules);
    if (resolution.kind === 'question') return { question: resolution };
    for (const app of resolution.apps) apps.set(appKey(app), app);
  }
  return { apps: [...apps.values()] };
}

/** Nothing is stored yet: what is asked about is read once. */
async function readFirst({ words }: ParsedCommand, context: CommandContext): Promise<Found> {
  const targets = await findTargets(context, words);
  if (targets.kind === 'question') return { question: targets };
  await context.watch.read(targets.apps, { priority: 'person' });
  return { apps: targets.apps };
}

interface Asked {
  readonly key: AppKey;
  readonly facts: Facts;
  /** What other apps have to say about it. */
  readonly shared: readonly SharedSignal[];
  readonly now: Date;
}

async function whyOne({ key, facts, shared, now }: Asked, context: CommandContext): Promise<WhyApp> {
  const { config, policy, translate } = context;
  const { app } = facts;
  const reader = { translate, timezone: config.timezone, now };
  const last = await lastOperation(key, reader, context);
  return whyApp(
    {
      facts,
      decision: decide(facts, policy, now, shared),
      ref: appRef(app),
      ruleText: ruleText(policy.termsOf(app), policy.ruleFor(app)?.rule.hours, reader),
      steps: explain(facts, policy, now, shared),
      observe: config.mode === 'observe',
      ...(last && { last }),
    },
    reader,
  );
}

const READ_EVENTS = 50;

/** What was last done with the app, by whoever; that it was seen is nobody's doing. */
async function lastOperation(
  key: AppKey,
  reader: Reader,
  { audit }: CommandContext,
): Promise<HistoryEntry | undefined> {
  const events = await audit.list({ key, limit: READ_EVENTS });
  const [last] = headlines(events.filter(({ name }) => name !== 'app_discovered' && name !== 'app_ready'));
  return last === undefined ? undefined : historyEntry(last, reader);
}
