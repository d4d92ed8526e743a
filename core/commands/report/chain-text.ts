import { formatDuration, formatInstant } from '../../i18n/format.ts';
import { isTextKey, type TextKey, type Translate } from '../../i18n/index.ts';
import type { Step } from '../../policy/explain.ts';
import { actorText } from './actor-text.ts';
import type { ChainLine, StepReport } from './decision-reports.ts';
import type { Reader } from './event-text.ts';
import { reasonText } from './reason-text.ts';

/** One check with what it looked at, in words. */
export function stepReport({ check, verdict, reason, at, detail = {} }: Step, reader: Reader): StepReport {
  const { translate } = reader;
  const key = `check.${check}`;
  const facts = [
    ...(reason === undefined ? [] : [reasonText(reason, translate)]),
    ...Object.entries(detail).map(([name, value]) => factText(name, value, reader)),
  ];
  return {
    check,
    verdict,
    ...(reason !== undefined && { reason }),
    ...(at !== undefined && { at }),
    label: isTextKey(key) ? translate(key) : check,
    ...(facts.length > 0 && { facts: facts.join(', ') }),
  };
}

/** Facts that are a word for each of their values, by the names the policy gives them. */
const words: Readonly<Record<string, Readonly<Record<string, TextKey>>>> = {
  kind: { wake: 'fact.kind_wake', sleep: 'fact.kind_sleep' },
  open: { true: 'fact.open_true', false: 'fact.open_false' },
  doubled: { true: 'fact.doubled' },
  signal: {
    request: 'fact.signal_request',
    deployment: 'fact.signal_deployment',
    wake: 'fact.signal_wake',
    ready: 'fact.signal_ready',
    keep: 'fact.signal_keep',
    pull_request: 'fact.signal_pull_request',
    group: 'fact.signal_group',
  },
};

const sentences: Readonly<Record<string, TextKey>> = {
  startedAt: 'fact.started_at',
  actor: 'fact.actor',
  asleepAt: 'fact.asleep_at',
  until: 'fact.until',
  at: 'fact.at',
  times: 'fact.times',
  changesAt: 'fact.changes_at',
  idleAfterMs: 'fact.idle_after',
  readAt: 'fact.read_at',
  completeUntil: 'fact.complete_until',
  monitorEveryMs: 'fact.monitor',
  leastSleepMs: 'fact.least_sleep',
  group: 'fact.group',
  number: 'fact.number',
  announcedAt: 'fact.announced_at',
  sleepsAt: 'fact.sleeps_at',
};

/** A fact without a text of its own is shown as it is. */
function factText(name: string, value: string | number, reader: Reader): string {
  const word = words[name]?.[String(value)];
  if (word !== undefined) return reader.translate(word);
  const shown = valueText(name, value, reader);
  const sentence = sentences[name];
  return sentence === undefined ? shown : reader.translate(sentence, { value: shown });
}

function valueText(name: string, value: string | number, reader: Reader): string {
  const { translate } = reader;
  const text = String(value);
  if (/(?:At|Until)$|^at$|^until$/.test(name)) return formatInstant(text, reader);
  if (name.endsWith('Ms')) return formatDuration(Number(value), translate);
  if (name === 'actor') return actorText(text, translate);
  const status = `status.${text}`;
  return name === 'status' && isTextKey(status) ? translate(status) : reasonText(text, translate);
}

/** Checks in a row that have nothing to tell share a line. */
export function chainOf(steps: readonly StepReport[], translate: Translate): readonly ChainLine[] {
  const runs: StepReport[][] = [];
  for (const step of steps) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run !== undefined && last?.verdict === step.verdict && isSilent(last) && isSilent(step)) run.push(step);
    else runs.push([step]);
  }
  return runs.flatMap((run) => {
    const [first] = run;
    return first === undefined ? [] : [chainLine(first, run, translate)];
  });
}

function isSilent({ facts, verdict }: StepReport): boolean {
  return facts === undefined || verdict === 'skipped';
}

function chainLine(first: StepReport, run: readonly StepReport[], translate: Translate): ChainLine {
  const { facts, verdict } = first;
  const word = translate(`step.${verdict}`);
  const says = facts === undefined ? word : `${word} (${facts})`;
  return { verdict, text: translate('step.line', { checks: run.map(({ label }) => label).join(', '), says }) };
}
