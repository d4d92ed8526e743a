import { blocksHtml } from './blocks.ts';
import { escapeHtml, mrkdwnHtml, plainHtml, type Reading } from './mrkdwn.ts';
import type { PreviewState } from './preview-state.ts';
import { style } from './style.ts';

/** The states of one language, in the order of the others. */
export interface PreviewLanguage {
  readonly reading: Reading;
  readonly states: readonly PreviewState[];
}

/** Everything there is to see, on one page: each state once, in every language beside each other. */
export function previewPage(languages: readonly PreviewLanguage[]): string {
  const [first] = languages;
  const groups = Map.groupBy(first?.states ?? [], ({ group }) => group);
  const links = Array.from(groups.keys(), (group) => `<a href="#${anchor(group)}">${escapeHtml(group)}</a>`);
  const parts = Array.from(
    groups,
    ([group, states]) =>
      `<h2 id="${anchor(group)}">${escapeHtml(group)}</h2>\n${states.map(({ id }) => stateHtml(id, languages)).join('\n')}`,
  );
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Paastis in Slack</title><style>${style}</style></head><body>
<h1>Paastis in Slack</h1>
<p>Every message, form and Home, as <code>npm run preview</code> draws it from the same code that the bot sends. Slack itself
shows each by the link <i>Block Kit Builder</i>, or from its JSON file in this folder.</p>
<nav>${links.join('')}</nav>
<main>${parts.join('\n')}</main></body></html>
`;
}

function anchor(group: string): string {
  return group.toLowerCase().replaceAll(/[^a-z]+/g, '-');
}

function stateHtml(id: string, languages: readonly PreviewLanguage[]): string {
  const seen = languages.flatMap(({ reading, states }) =>
    states.filter((state) => state.id === id).map((state) => seenHtml(state, reading)),
  );
  return `<article class="state" id="${id}"><h3>${id}</h3><div class="pair">${seen.join('')}</div></article>`;
}

function seenHtml(state: PreviewState, reading: Reading): string {
  const { content, kind } = state;
  const blocks = blocksHtml(content.blocks, reading);
  const body = kind === 'modal' ? modalHtml(content, blocks) : kind === 'home' ? blocks : messageHtml(state, blocks);
  const builder = `<a href="${builderUrl(state)}">Block Kit Builder</a>`;
  return `<section class="seen ${kind}" lang="${reading.language}">${body}<div class="says">${saysHtml(state, reading)}${builder}</div></section>`;
}

function messageHtml({ kind }: PreviewState, blocks: string): string {
  const only = kind === 'private' ? '<div class="only">Only visible to you</div>' : '';
  return `${only}<div class="who"><b>Paastis</b><span>APP 10:05</span></div>${blocks}`;
}

function modalHtml(content: PreviewState['content'], blocks: string): string {
  if (!('title' in content)) return blocks;
  const submit =
    content.submit === undefined ? '' : `<span class="button primary">${plainHtml(content.submit.text)}</span>`;
  const close = content.close === undefined ? '' : `<span class="button">${plainHtml(content.close.text)}</span>`;
  return `<div class="bar">${plainHtml(content.title.text)}</div>${blocks}<div class="foot">${close}${submit}</div>`;
}

/** What notifications and screen readers say of a message. */
function saysHtml({ content }: PreviewState, reading: Reading): string {
  return 'text' in content ? `<span class="text">${mrkdwnHtml(content.text, reading)}</span> · ` : '';
}

/** @see https://docs.slack.dev/tools/block-kit-builder */
export function builderUrl({ content }: PreviewState): string {
  return `https://app.slack.com/block-kit-builder#${encodeURIComponent(JSON.stringify(builderJson(content)))}`;
}

/** As the builder takes it: of a message its blocks alone. */
export function builderJson(content: PreviewState['content']): object {
  return 'text' in content ? { blocks: content.blocks } : content;
}
