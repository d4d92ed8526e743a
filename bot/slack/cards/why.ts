import type { Report, Translate, WhyApp } from '../../../core/index.ts';
import { appButtons, nextLine } from './apps.ts';
import { actions, type May } from './buttons.ts';
import { type Card, type CardBlock, card, context, emojis, plain, section, sections } from './pieces.ts';

/** More apps than these are told in a line each: nobody reads the whole chain of many. */
const MOST_CHAINS = 3;

/** Why an app is as it is: the verdict first, what it rests on below it, the checks last. */
export function whyCard({ apps, title, lines }: Extract<Report, { kind: 'why' }>, t: Translate, may: May): Card {
  const verdicts = apps.map((app) => `${emojis[app.status]} *${plain(app.name)}* ${plain(app.verdict)}`);
  if (apps.length === 0)
    return card(
      plain(title),
      sections([plain(title), ...lines.map((line) => plain(line))], (count) => t('slack.more', { count })),
    );
  if (apps.length > MOST_CHAINS)
    return card(
      verdicts.slice(0, 10).join('\n'),
      sections(verdicts, (count) => t('slack.more', { count })),
    );
  const [only] = apps;
  const buttons = apps.length === 1 && only !== undefined ? actions('row', appButtons(only, t, may, [])) : [];
  return card(
    apps
      .map((app) =>
        t('why.verdict', { name: plain(app.name), status: t(`status.${app.status}`), verdict: plain(app.verdict) }),
      )
      .join('\n'),
    [...apps.flatMap((app) => chain(app, t)), ...buttons],
  );
}

function chain(app: WhyApp, t: Translate): readonly CardBlock[] {
  const verdict = t('why.verdict', {
    name: `*${plain(app.name)}*`,
    status: t(`status.${app.status}`),
    verdict: plain(app.verdict),
  });
  const part = (name: string, text: string) => t('slack.line', { name: `_${name}_`, text: plain(text) });
  const signals = app.signals.map(({ text }) => text).join(', ');
  const facts = [
    part(t('why.part_rule'), app.ruleText),
    ...(signals === '' ? [] : [part(t('why.part_signals'), signals)]),
    part(t('why.part_reading'), app.readingText),
    ...(app.last === undefined ? [] : [part(t('why.part_last'), app.last.sentence)]),
    app.next === undefined
      ? plain(app.nextText)
      : t('slack.line', { name: `_${t('detail.next')}_`, text: nextLine(app.next, t) }),
  ];
  const steps = app.chain.map(({ text, verdict: word }) => `${word === 'decides' ? '→' : '·'} ${plain(text)}`);
  return [
    section(`${emojis[app.status]} ${verdict}`),
    section(facts.join('\n')),
    ...(steps.length === 0 ? [] : [context(steps.join('\n'))]),
  ];
}
