import { formatAgo, type WhyApp, type WhyReport } from '../../core/index.ts';
import { details, escapeText } from '../markdown.ts';
import { statusText } from './status.ts';
import { type Reader, sentence } from './words.ts';

/** The verdict of each app and what it rests on; the chain of checks is folded. */
export function renderWhy(report: WhyReport, reader: Reader): readonly string[] {
  return report.apps.flatMap((app) => [...renderApp(app, reader), '']);
}

function renderApp(app: WhyApp, { now, translate }: Reader): readonly string[] {
  const { last, readingText, ruleText, signals } = app;
  const facts = [
    [translate('why.part_rule'), ruleText],
    ...signals.map(({ text }) => [translate('why.part_signals'), text]),
    [translate('why.part_reading'), readingText],
    ...(last === undefined
      ? []
      : [[translate('why.part_last'), `${last.sentence}, ${formatAgo(last.at, now, translate)}`]]),
  ];
  const chain = app.chain.map(({ text, verdict }) => `- ${signs[verdict]} ${sentence(text)}`);
  return [
    `**${escapeText(app.ref)}** ${statusText(app.status, translate)}`,
    '',
    sentence(app.verdict),
    '',
    ...facts.map(([label = '', text = '']) => `- ${translate('list.fact', { label, text: sentence(text) })}`),
    '',
    sentence(app.nextText),
    ...(chain.length === 0 ? [] : ['', details(translate('why.part_chain'), chain.join('\n'))]),
  ];
}

const signs = { decides: '▶', passes: '✓', skipped: '·' } as const;
