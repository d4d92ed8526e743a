import { type ChainLine, formatAgo, type WhyApp, type WhyReport } from '../../core/index.ts';
import { type Drawing, indented } from './drawing.ts';
import { statusStyle } from './render-status.ts';
import { displayWidth, pad, plainText } from './width.ts';

/** Each app with the whole chain of its decision; apps are a blank line apart. */
export function renderWhy(report: WhyReport, drawing: Drawing): readonly string[] {
  return report.apps.flatMap((app, index) => [...(index === 0 ? [] : ['']), ...renderApp(app, drawing)]);
}

function renderApp(app: WhyApp, drawing: Drawing): readonly string[] {
  const { paint, now, translate, width } = drawing;
  const status = translate(`status.${app.status}`);
  const head = `${paint('bold', plainText(app.ref))}  ${paint(statusStyle(app.status), status)}`;
  const { last } = app;
  const parts: readonly (readonly [string, readonly string[]])[] = [
    [translate('why.part_rule'), [app.ruleText]],
    [translate('why.part_signals'), app.signals.map(({ text }) => text)],
    [translate('why.part_reading'), [app.readingText]],
    [translate('why.part_last'), last === undefined ? [] : [`${last.sentence}, ${formatAgo(last.at, now, translate)}`]],
  ];
  const shown = parts.filter(([, texts]) => texts.length > 0);
  const longest = Math.max(...shown.map(([label]) => displayWidth(label)));
  return [
    head,
    ...indented(plainText(app.verdict), '  ', 2, width),
    ...shown.flatMap(([label, texts]) =>
      texts.flatMap((text, index) => {
        const mark = `  ${paint('dim', pad(index === 0 ? label : '', longest))}  `;
        return indented(plainText(text), mark, longest + 4, width);
      }),
    ),
    `  ${paint('dim', translate('why.part_chain'))}`,
    ...app.chain.flatMap((line) => renderStep(line, drawing)),
    ...indented(plainText(app.nextText), '  ', 2, width),
  ];
}

const signs = { decides: '▶', passes: '✓', skipped: '·' } as const;

/** The sign stands beside the word that says the same. */
function renderStep({ text, verdict }: ChainLine, { paint, width }: Drawing): readonly string[] {
  const style = verdict === 'decides' ? 'yellow' : verdict === 'passes' ? 'green' : 'dim';
  return indented(plainText(text), `    ${paint(style, signs[verdict])} `, 6, width);
}
