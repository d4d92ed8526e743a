import { formatDuration, formatInstant } from '../../i18n/format.ts';
import { isTextKey, type Translate } from '../../i18n/index.ts';
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

/** A fact by the name the policy gives it; one without a text of its own is shown as it is. */
function factText(name: string, value: string | number, reader: Reader): string {
  const { translate } = reader;
  const shown = valueText(name, value, reader);
  const [own, plain] = [`fact.${name}_${value}`, `fact.${name}`];
  if (isTextKey(own)) return translate(own);
  return isTextKey(plain) ? translate(plain, { value: shown }) : shown;
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
  const says = facts === undefined ? word : translate('step.facts', { says: word, facts });
  return { verdict, text: translate('step.line', { checks: run.map(({ label }) => label).join(', '), says }) };
}
