import {
  formatIn,
  groupPlanned,
  type PlannedGroup,
  type PlannedReport,
  type PlanReport,
  plannedText,
} from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import { plainText } from './width.ts';

const signs = { sleep: '▼', wake: '▲' } as const;

/** Narrower than this an axis has no room for its hours. */
const AXIS_WIDTH = 60;

/** How many names a line carries: more are told as a number. */
const MOST_NAMES = 8;

/** A line per time below its day, and above them an axis that shows where they lie. */
export function renderPlan(report: PlanReport, drawing: Drawing): readonly string[] {
  const { paint, translate, width } = drawing;
  const title = indented(plainText(report.title), '', 0, width).map((line) => paint('bold', line));
  const groups = groupPlanned(report.items);
  const days = Map.groupBy(groups, ({ at }) => dayOf(at, drawing));
  return [
    ...title,
    ...(width >= AXIS_WIDTH && groups.length > 0 ? renderAxis(report, drawing) : []),
    ...[...days].flatMap(([day, planned], index) => [
      // Once is enough: all hours below are of the same zone.
      paint('dim', index === 0 ? `${day} (${drawing.timezone})` : day),
      ...planned.flatMap((group) => renderGroup(group, report.observe, drawing)),
    ]),
    ...(report.remedy === undefined ? [] : indented(plainText(report.remedy), '  → ', 4, width)),
    ...(report.observe && groups.length > 0 ? indented(translate('plan.observe'), '', 0, width) : []),
  ];
}

function dayOf(at: string, { timezone, translate }: Drawing): string {
  const options = { weekday: 'long', day: 'numeric', month: 'short', timeZone: timezone } as const;
  return new Intl.DateTimeFormat(translate('language.tag'), options).format(new Date(at));
}

function timeOf(at: string, { timezone, translate }: Drawing): string {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: timezone } as const;
  return new Intl.DateTimeFormat(translate('language.tag'), options).format(new Date(at));
}

function renderGroup({ at, names, ...group }: PlannedGroup, observe: boolean, drawing: Drawing): readonly string[] {
  const { now, paint, translate, width } = drawing;
  const name =
    names.length > MOST_NAMES ? translate('list.count', { count: names.length }) : names.map(plainText).join(', ');
  const text = plannedText({ ...group, name, count: names.length }, observe, translate);
  const mark = `  ${timeOf(at, drawing)} ${paint(group.action === 'sleep' ? 'blue' : 'green', signs[group.action])} `;
  return indented(`${text} (${formatIn(at, now, translate)})`, mark, 10, width);
}

/** Buckets of the axis, two columns each. */
const BUCKETS = 24;

function renderAxis({ from, until, items }: PlanReport, drawing: Drawing): readonly string[] {
  const { paint } = drawing;
  const fromMs = Date.parse(from);
  const bucketMs = (Date.parse(until) - fromMs) / BUCKETS;
  const bucketOf = ({ at }: PlannedReport) =>
    Math.min(BUCKETS - 1, Math.max(0, Math.floor((Date.parse(at) - fromMs) / bucketMs)));
  const cells = Array.from({ length: BUCKETS }, (_, bucket) => {
    const here = items.filter((item) => bucketOf(item) === bucket);
    const actions = new Set(here.map(({ action }) => action));
    if (actions.size === 2) return '◆ ';
    const [action] = actions;
    return action === undefined ? '─ ' : `${signs[action]} `;
  });
  // Every fourth bucket carries its time: five characters do not fit more often.
  const labels = cells.map((_, bucket) =>
    bucket % 4 === 0 ? timeOf(new Date(fromMs + bucket * bucketMs).toISOString(), drawing).padEnd(8) : '',
  );
  return [`  ${cells.join('').trimEnd()}`, paint('dim', `  ${labels.join('').trimEnd()}`)];
}
