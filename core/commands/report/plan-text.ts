import { formatIn, formatInstant } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { PlannedReport, PlanReport } from './decision-reports.ts';
import type { Reader } from './event-text.ts';
import { reasonText } from './reason-text.ts';

/** `shop-pr42 sleeps: idle`, or that it would; `name` stands for as many apps as `count` says. */
export function plannedText(
  { action, name, reason, unread, count = 1 }: Omit<PlannedReport, 'ref' | 'at' | 'text'> & { readonly count?: number },
  observe: boolean,
  translate: Translate,
): string {
  const key = observe ? (`plan.would_${action}` as const) : (`plan.${action}` as const);
  const because = reasonText(reason, translate);
  const told = unread === true ? translate('plan.unread', { reason: because }) : because;
  return translate(key, { name, count, reason: told });
}

/** What happens in the same minute for the same reason, told in one line. */
export interface PlannedGroup {
  readonly at: string;
  readonly action: 'sleep' | 'wake';
  readonly reason: string;
  readonly unread?: boolean;
  readonly names: readonly string[];
}

/** In time order. The evening puts many apps to sleep at once: a line for each would hide the rest. */
export function groupPlanned(items: readonly PlannedReport[]): readonly PlannedGroup[] {
  const groups = new Map<string, PlannedReport[]>();
  for (const item of items) {
    const id = `${item.at.slice(0, 'yyyy-mm-ddThh:mm'.length)} ${item.action} ${item.reason} ${item.unread}`;
    groups.set(id, [...(groups.get(id) ?? []), item]);
  }
  return Array.from(groups.values(), (group) => group).flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { text: _text, ref: _ref, name: _name, ...shared } = first;
    return [{ ...shared, names: group.map(({ name }) => name) }];
  });
}

/** A line per time, then what it is worth in observe mode, or what to do where nothing is planned. */
export function planLines(
  { items, observe, remedy }: Pick<PlanReport, 'items' | 'observe' | 'remedy'>,
  reader: Reader,
): readonly string[] {
  const { now, translate } = reader;
  const lines = groupPlanned(items).map(({ at, names, ...group }) => {
    const text = plannedText({ ...group, name: names.join(', '), count: names.length }, observe, translate);
    return translate('plan.line', { at: formatInstant(at, reader), in: formatIn(at, now, translate), text });
  });
  return [
    ...lines,
    ...(remedy === undefined ? [] : [remedy]),
    ...(observe && items.length > 0 ? [translate('plan.observe')] : []),
  ];
}
