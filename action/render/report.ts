import type { ErrorReport, Report } from '../../core/index.ts';
import { code, codeBlock } from '../markdown.ts';
import { failureLines, renderIdle, renderList, renderStatus } from './apps.ts';
import { renderDigest, renderHelp, renderHistory, renderResults, renderSavings } from './lists.ts';
import { renderSweep } from './sweep.ts';
import { renderWhy } from './why.ts';
import { errorLines, type Reader, sentence } from './words.ts';

/** The core's answer as Markdown: the same in a comment and in a summary. */
export function renderReport(report: Report, reader: Reader): string {
  return linesOf(report, reader).join('\n').trim();
}

function linesOf(report: Report, reader: Reader): readonly string[] {
  switch (report.kind) {
    case 'help':
      return renderHelp(report, reader);
    case 'list':
      return renderList(report, reader);
    case 'status':
      return renderStatus(report, reader);
    case 'operation':
      return renderResults(report.results);
    case 'why':
      return renderWhy(report, reader);
    case 'idle':
      return [...renderIdle(report, reader), ...failureLines(report.failed, reader)];
    case 'sweep':
      return renderSweep(report, reader);
    case 'history':
      return renderHistory(report, reader);
    case 'digest':
      return renderDigest(report);
    case 'savings':
      return renderSavings(report, reader);
    case 'plan':
    case 'digest_schedule':
    case 'mode':
    case 'doctor':
      return [`**${sentence(report.title)}**`, '', ...report.lines.map((line) => `- ${sentence(line)}`)];
    case 'question':
      return [sentence(report.text), ...report.candidates.map(({ command }) => `- ${lineToType(command)}`)];
    case 'error':
      return renderError(report.error, report.tries, report.code);
  }
}

function renderError(
  error: ErrorReport,
  tries: readonly string[] = [],
  toCopy: readonly string[] = [],
): readonly string[] {
  return [
    ...errorLines(error),
    ...tries.map((line) => `- ${lineToType(line)}`),
    ...(toCopy.length === 0 ? [] : ['', codeBlock(toCopy, 'yaml')]),
  ];
}

/** As it is written at the beginning of a comment. */
function lineToType(line: string): string {
  return code(`/paastis ${line}`);
}
