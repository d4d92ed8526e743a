import { formatAgo, formatDuration, formatIn, formatInstant } from '../../i18n/format.ts';
import type { TextValues } from '../../i18n/index.ts';
import type { Decision, Signal } from '../../policy/decision.ts';
import type { Step } from '../../policy/explain.ts';
import type { Facts } from '../../policy/facts.ts';
import { actorText } from './actor-text.ts';
import { chainOf, stepReport } from './chain-text.ts';
import type { WhyApp } from './decision-reports.ts';
import type { Reader } from './event-text.ts';
import { reasonText } from './reason-text.ts';
import type { HistoryEntry } from './report.ts';

export interface WhyFacts {
  readonly facts: Facts;
  readonly decision: Decision;
  readonly ref: string;
  readonly ruleText: string;
  readonly steps: readonly Step[];
  /** Nothing is really touched. */
  readonly observe: boolean;
  readonly last?: HistoryEntry;
}

/** One decision with all that led to it, as data and in sentences. */
export function whyApp(why: WhyFacts, reader: Reader): WhyApp {
  const { facts, decision } = why;
  const { rule, idleSinceAt, idleAfterMs, next, lookAt } = decision;
  const idleMs = idleSinceAt === undefined ? undefined : reader.now.getTime() - Date.parse(idleSinceAt);
  const verdict = verdictText(why, reader);
  const steps = why.steps.map((step) => stepReport(step, reader));
  const data = {
    ref: why.ref,
    name: facts.app.name,
    status: facts.status,
    managed: decision.managed,
    action: decision.action,
    reason: decision.reason,
    verdict,
    ...(rule && { rule: { number: rule.index + 1, match: rule.match } }),
    ruleText: why.ruleText,
    ...(idleSinceAt !== undefined && { idleSinceAt }),
    ...(idleMs !== undefined && { idleSeconds: Math.max(0, Math.floor(idleMs / 1_000)) }),
    ...(idleAfterMs !== undefined && { idleAfterSeconds: Math.round(idleAfterMs / 1_000) }),
    signals: decision.signals.filter(wasSeen).map((signal) => ({ ...signal, text: signalText(signal, reader) })),
    ...(facts.reading && { reading: facts.reading }),
    readingText: readingText(facts, reader),
    steps,
    chain: chainOf(steps, reader.translate),
    ...(next && { next: { ...next, would: why.observe } }),
    nextText: nextSentence(why, reader),
    ...(lookAt !== undefined && { lookAt }),
    ...(why.last && { last: why.last }),
  };
  const status = reader.translate(`status.${facts.status}`);
  return {
    ...data,
    title: reader.translate('why.title', { ref: why.ref, status, verdict }),
    lines: linesOf(data, reader),
  };
}

function linesOf(why: Omit<WhyApp, 'title' | 'lines'>, { now, translate }: Reader): readonly string[] {
  const { last } = why;
  return [
    translate('why.verdict', { name: why.name, status: translate(`status.${why.status}`), verdict: why.verdict }),
    why.ruleText,
    ...why.signals.map(({ text }) => text),
    why.readingText,
    ...why.chain.map(({ text }) => text),
    why.nextText,
    ...(last === undefined
      ? []
      : [translate('why.last', { sentence: last.sentence, ago: formatAgo(last.at, now, translate) })]),
  ];
}

/** An app of the group that was never used stands at the first instant there is. */
function wasSeen({ at }: Signal): boolean {
  return Date.parse(at) > 0;
}

type Decided = Pick<WhyFacts, 'facts' | 'decision'>;

/** The reason of the decision as a sentence, with what it depends on. */
function verdictText({ facts, decision }: Decided, reader: Reader): string {
  return reader.translate(`why.${decision.reason}`, verdictValues({ facts, decision }, reader));
}

function verdictValues({ facts, decision }: Decided, reader: Reader): TextValues {
  const { now, translate } = reader;
  const { asleepAt, operation, pullRequest, reading, refused, snooze, undoneAt } = facts;
  const { idleAfterMs, idleSinceAt, rule, signals } = decision;
  const [signal] = signals;
  const at = (instant: string | undefined) => (instant === undefined ? '…' : formatInstant(instant, reader));
  const actor = operation?.actor ?? snooze?.actor;
  const silent = reading?.known === false ? reading.reason : 'not_read';
  return {
    rule: rule === undefined ? translate('rule.none') : translate('actor.rule', { id: rule.index + 1 }),
    actor: actor === undefined ? translate('error.somebody') : actorText(actor, translate),
    since: at(operation?.startedAt ?? asleepAt),
    until: at(snooze?.until),
    retry: at(refused?.until),
    look: at(decision.lookAt),
    refusal: refused === undefined ? '…' : reasonText(refused.reason, translate),
    count: undoneAt.length,
    pr: pullRequest === undefined ? '…' : `#${pullRequest.number}`,
    silent: reasonText(facts.figuresInDoubt === true ? 'figures_in_doubt' : silent, translate),
    signal: signal === undefined ? translate('signal.none') : signalText(signal, reader),
    idle: idleSinceAt === undefined ? '…' : formatDuration(now.getTime() - Date.parse(idleSinceAt), translate),
    limit: idleAfterMs === undefined ? '…' : formatDuration(idleAfterMs, translate),
  };
}

function signalText({ kind, at, ref }: Signal, { now, translate }: Reader): string {
  const duration = formatDuration(now.getTime() - Date.parse(at), translate);
  return translate(`signal.${kind}`, { ago: formatAgo(at, now, translate), duration, ref: ref ?? '…' });
}

function readingText({ reading }: Facts, reader: Reader): string {
  const { now, translate } = reader;
  if (reading === undefined) return translate('reading.none');
  const ago = formatAgo(reading.at, now, translate);
  if (!reading.known) return translate('reading.unknown', { ago, reason: reasonText(reading.reason, translate) });
  const values = {
    ago,
    until: formatInstant(reading.completeUntil, reader),
    since: formatInstant(reading.since, reader),
  };
  const told = translate(reading.lastRequestAt === undefined ? 'reading.silent' : 'reading.known', values);
  if (reading.monitorEveryMs === undefined) return told;
  return translate('reading.monitor', { told, every: formatDuration(reading.monitorEveryMs, translate) });
}

function nextSentence({ decision, observe }: WhyFacts, reader: Reader): string {
  const { now, translate } = reader;
  const { lookAt, next } = decision;
  if (next !== undefined) {
    const { action, at, reason } = next;
    const key = observe ? (`why.would_${action}` as const) : (`why.will_${action}` as const);
    const values = { at: formatInstant(at, reader), in: formatIn(at, now, translate) };
    return translate(key, { ...values, reason: reasonText(reason, translate) });
  }
  if (lookAt === undefined) return translate('why.next_none');
  return translate('why.next_look', { at: formatInstant(lookAt, reader) });
}
