import { formatIn, formatInstant } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { PlannedReport, PlanReport } from './decision-reports.ts';
import type { Reader } from './event-text.ts';
import { reasonText } from './reason-text.ts';

/** `shop-pr42 sleeps: idle`, or that it would; `name` stands for as many apps as `count` says. */
export function plannedText(
  { action, name, reason, count = 1 }: Pick<PlannedReport, 'action' | 'name' | 'reason'> & { readonly count?: number },
  observe: boolean,
  translate: Translate,
): string {
  const key = observe ? (`plan.would_${action}` as const) : (`plan.${action}` as const);
  return translate(key, { name, count, reason: reasonText(reason, translate) });
}

/** What happens in the same minute for the same reason, told in one line. */
export interface PlannedGroup {
  readonly at: string;
  readonly action: 'sleep' | 'wake';
  readonly reason: string;
  readonly names: readonly string[];
}

/** In time order. The evening puts many apps to sleep at once: a line for each would hide the rest. */
export function groupPlanned(items: readonly PlannedReport[]): readonly PlannedGroup[] {
  const groups = new Map<string, PlannedReport[]>();
  for (const item of items) {
    const id = `${item.at.slice(0, 'yyyy-mm-ddThh:mm'.length)} ${item.action} ${item.reason}`;
    groups.set(id, [...(groups.get(id) ?? []), item]);
  }
  return Array.from(groups.values(), (group) => group).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { at, action, reason } = first;
    return [{ at, action, reason, names: group.map(({ name }) => name) }];
  });
}

/** A line per time, then what it is worth in observe mode, or what to do where nothing is planned. */
export function planLines(
  { items, observe, remedy }: Pick<PlanReport, 'items' | 'observe' | 'remedy'>,
  reader: Reader,
): readonly string[] {
  const { now, translate } = reader;
  const lines = groupPlanned(items).map(({ at, action, reason, names }) => {
    const text = plannedText({ action, reason, name: names.join(', '), count: names.length }, observe, translate);
    return translate('plan.line', { at: formatInstant(at, reader), in: formatIn(at, now, translate), text });
  });
  return [
    ...lines,
    ...(remedy === undefined ? [] : [remedy]),
    ...(observe && items.length > 0 ? [translate('plan.observe')] : []),
  ];
}
