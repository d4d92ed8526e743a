import { groupPlanned, plannedText, type Report, type Translate } from '../../../core/index.ts';
import { privateDigestCard } from '../digests/view.ts';
import { listCard, statusCard } from './apps.ts';
import { actions, confirmSleep, lineButton, lineSelect, looksPrecious, type May } from './buttons.ts';
import { doctorCard } from './doctor.ts';
import { privateError } from './error-text.ts';
import { helpCard } from './help.ts';
import { idleCard } from './idle.ts';
import {
  type Card,
  card,
  context,
  header,
  MOST_LINES,
  mentioning,
  plain,
  printInstant,
  section,
  sections,
  typed,
} from './pieces.ts';
import { savingsCard } from './savings.ts';
import { whyCard } from './why.ts';

/** Reports that only the person who asked reads; operations have a message of their own. */
export type PrivateReport = Exclude<Report, { kind: 'operation' }>;

/** @param may what the reader may do: buttons for anything else are left out */
export function reportCard(report: PrivateReport, t: Translate, may: May = () => true): Card {
  switch (report.kind) {
    case 'help':
      return helpCard(report, t);
    case 'list':
      return listCard(report, t);
    case 'status':
      return statusCard(report, t, may);
    case 'why':
      return whyCard(report, t, may);
    case 'plan':
      return planCard(report, t);
    case 'idle':
      return idleCard(report, t, may);
    case 'history':
      return historyCard(report, t);
    case 'savings':
      return savingsCard(report, t);
    case 'doctor':
      return doctorCard(report, t);
    case 'digest':
      return privateDigestCard(report, t, may);
    case 'digest_schedule':
      return toldCard(report, t);
    case 'mode':
    case 'sweep':
      return toldCard(report, t);
    case 'question':
      return questionCard(report, t);
    case 'error':
      return errorCard(report, t);
  }
}

/** One sentence, for what concerns the bot itself. */
export function noteCard(sentence: string): Card {
  return card(sentence, [section(sentence)]);
}

function planCard(report: Extract<Report, { kind: 'plan' }>, t: Translate): Card {
  const { title, observe, remedy, items } = report;
  const lines = groupPlanned(items).map(({ at, names, ...group }) => {
    const name = names.join(', ');
    return `${printInstant(at)} · ${plain(plannedText({ ...group, name, count: names.length }, observe, t))}`;
  });
  const notes = [
    ...(remedy === undefined ? [] : [remedy]),
    ...(observe && items.length > 0 ? [t('plan.observe')] : []),
  ].map((note) => plain(note, 1_000));
  return card([plain(title), ...lines.slice(0, 5), ...notes].join('\n'), [
    header(plain(title)),
    ...sections(lines, (count) => t('slack.more', { count })),
    ...notes.map((note) => context(note)),
  ]);
}

function historyCard({ entries }: Extract<Report, { kind: 'history' }>, t: Translate): Card {
  if (entries.length === 0) return noteCard(t('history.empty'));
  const lines = entries
    .slice(0, MOST_LINES)
    .map(({ at, sentence, actor }) => `${printInstant(at)} · ${mentioning(plain(sentence), actor)}`);
  return card(
    lines.slice(0, 10).join('\n'),
    sections(lines, (count) => t('slack.more', { count }), entries.length),
  );
}

function toldCard(report: { readonly title: string; readonly lines: readonly string[] }, t: Translate): Card {
  const lines = report.lines.slice(0, MOST_LINES).map((line) => plain(line));
  return card([plain(report.title), ...lines.slice(0, 10)].join('\n'), [
    header(plain(report.title)),
    ...sections(lines, (count) => t('slack.more', { count }), report.lines.length),
  ]);
}

/** More candidates than these are chosen from a list. */
const MOST_BUTTONS = 5;

function questionCard({ text, candidates }: Extract<Report, { kind: 'question' }>, t: Translate): Card {
  const lines = candidates.map(({ command }) => `• \`${typed(command)}\``);
  const choices = candidates.map(({ ref, command }) => ({ line: command, text: plain(ref) }));
  const buttons = choices.map(({ line, text: name }, at) => lineButton(line, name, at));
  const few = candidates.length <= MOST_BUTTONS && buttons.every((button) => button !== undefined);
  return card([plain(text), ...lines.slice(0, 10)].join('\n'), [
    section(plain(text)),
    // A list on the screen says nothing that its buttons do not.
    ...(few ? [] : sections(lines, (count) => t('slack.more', { count }))),
    ...actions('row', few ? buttons : [lineSelect(choices, t)]),
  ]);
}

function errorCard({ error, tries = [] }: Extract<Report, { kind: 'error' }>, t: Translate): Card {
  const { message, remedy } = privateError(error);
  const suggestions = tries.slice(0, MOST_BUTTONS).map((line, at) => {
    const name = line.split(/\s+/).at(-1) ?? '';
    const risky = /^sleep\s/i.test(line) && looksPrecious({ ref: name, name });
    return lineButton(line, plain(line), at, risky ? { confirm: confirmSleep(plain(name), t) } : {});
  });
  return card(`${message} ${remedy}`, [section(`:warning: ${message}\n${remedy}`), ...actions('row', suggestions)]);
}
