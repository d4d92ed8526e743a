import { formatInstant, type Report, type TargetResult } from '../../core/index.ts';
import { code, codeBlock, escapeText, link, table } from '../markdown.ts';
import { failureItem, type Reader, sentence } from './words.ts';

/** More lines than these are not read; the newest of what happened come first. */
const MOST_LINES = 100;

type ReportOf<Kind extends Report['kind']> = Extract<Report, { kind: Kind }>;

export function renderHelp({ entries, detailed }: ReportOf<'help'>, { translate }: Reader): readonly string[] {
  const fact = (label: string, text: string) => translate('list.fact', { label, text: sentence(text) });
  const lines = entries.flatMap(({ usage, summary, options, example }) => [
    `- ${fact(code(`/paastis ${usage}`), summary)}`,
    ...(detailed
      ? [
          ...options.map(({ flag, summary: text }) => `  - ${fact(code(flag), text)}`),
          `  - ${translate('help.example', { example: code(`/paastis ${example}`) })}`,
        ]
      : []),
  ]);
  return detailed ? lines : [...lines, '', sentence(translate('help.more'))];
}

type Shown = Pick<TargetResult, 'after' | 'changed' | 'error' | 'name' | 'reason' | 'url'>;

/** One target of `wake`, `sleep` or `keep` a line: what happened, then where it is, or what to do. */
export function renderResults(results: readonly Shown[]): readonly string[] {
  return results.slice(0, MOST_LINES).flatMap((result) => {
    const { after, changed, error, name, reason, url } = result;
    if (error !== undefined) return failureItem(name, error);
    const shown = after === 'running' ? link(name, url) : escapeText(name);
    return [`- ${changed ? '✓' : '·'} **${shown}** ${sentence(reason)}`];
  });
}

export function renderHistory({ entries }: ReportOf<'history'>, reader: Reader): readonly string[] {
  if (entries.length === 0) return [reader.translate('history.empty')];
  return entries
    .slice(0, MOST_LINES)
    .map(({ at, sentence: text }) => `- ${formatInstant(at, reader)} ${sentence(text)}`);
}

/** Its parts with a heading each; an empty one says so. */
export function renderDigest({ digest, lines, sections, title }: ReportOf<'digest'>): readonly string[] {
  if (digest.empty) return lines.map((line) => sentence(line));
  return [
    `**${sentence(title)}**`,
    ...sections.flatMap((section) => [
      '',
      `**${sentence(section.heading)}**`,
      '',
      ...section.lines.map((line) => `- ${sentence(line)}`),
      ...(section.code === undefined ? [] : ['', codeBlock(section.code, 'yaml')]),
    ]),
  ];
}

/** The headline, the facts below it, then app by app. */
export function renderSavings(report: ReportOf<'savings'>, { translate }: Reader): readonly string[] {
  if (report.csv !== undefined) return [codeBlock(report.csv.trimEnd().split('\n'))];
  const heads = [translate('table.name'), translate('savings.table.saved'), translate('savings.table.asleep')];
  const rows = report.table.map(({ name, saved, asleep }) => [escapeText(name), escapeText(saved), escapeText(asleep)]);
  return [
    `**${sentence(report.title)}**`,
    '',
    ...report.facts.map(
      ({ label, text }) => `- ${translate('list.fact', { label: sentence(label), text: sentence(text) })}`,
    ),
    ...report.wouldBe.map((line) => `- ${sentence(line)}`),
    ...(rows.length === 0 ? [] : ['', table([heads, ...rows])]),
    ...(report.more === undefined ? [] : ['', sentence(report.more)]),
    '',
    ...report.method.map((line) => `- ${sentence(line)}`),
  ];
}
