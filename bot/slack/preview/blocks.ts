import * as z from 'zod';
import { chartSchema, chartSvg } from './chart-svg.ts';
import { escapeHtml, mrkdwnHtml, plainHtml, type Reading } from './mrkdwn.ts';

/** Block Kit as JSON: read as what it turns out to be, so that nothing that is sent goes unseen. */
const textSchema = z.object({ type: z.enum(['mrkdwn', 'plain_text']), text: z.string() });
const optionSchema = z.object({ text: textSchema, description: textSchema.optional() });
const elementSchema = z.looseObject({ type: z.string() });
const blockSchema = z.looseObject({ type: z.string() });

type Element = z.infer<typeof elementSchema>;
type Block = z.infer<typeof blockSchema>;

export function blocksHtml(blocks: readonly unknown[], reading: Reading): string {
  return blocks.map((block) => blockHtml(blockSchema.parse(block), reading)).join('\n');
}

function blockHtml(block: Block, reading: Reading): string {
  switch (block.type) {
    case 'header':
      return `<h3 class="header">${textHtml(block.text, reading)}</h3>`;
    case 'section':
      return sectionHtml(block, reading);
    case 'context':
      return `<div class="context">${listOf(block.elements)
        .map((element) => contextHtml(element, reading))
        .join('')}</div>`;
    case 'actions':
      return `<div class="actions">${listOf(block.elements)
        .map((element) => elementHtml(element, reading))
        .join('')}</div>`;
    case 'divider':
      return '<hr>';
    case 'input':
      return inputHtml(block, reading);
    case 'image':
      return `<div class="image">${escapeHtml(String(block.alt_text))}</div>`;
    case 'alert':
      return `<div class="alert">${textHtml(block.text, reading)}</div>`;
    case 'data_visualization':
      return chartSvg(chartSchema.parse(block));
    default:
      return rawHtml(block);
  }
}

function rawHtml(part: object): string {
  return `<pre class="raw">${escapeHtml(JSON.stringify(part, undefined, 1))}</pre>`;
}

function sectionHtml(block: Block, reading: Reading): string {
  const text = block.text === undefined ? '' : `<div class="text">${textHtml(block.text, reading)}</div>`;
  const fields = listOf(block.fields).map((field) => `<div>${textHtml(field, reading)}</div>`);
  const grid = fields.length === 0 ? '' : `<div class="fields">${fields.join('')}</div>`;
  const accessory = block.accessory === undefined ? '' : elementHtml(block.accessory, reading);
  return `<div class="section"><div class="body">${text}${grid}</div>${accessory}</div>`;
}

function inputHtml(block: Block, reading: Reading): string {
  const hint = block.hint === undefined ? '' : `<div class="hint">${textHtml(block.hint, reading)}</div>`;
  return `<div class="input"><div class="label">${textHtml(block.label, reading)}</div>${elementHtml(block.element, reading)}${hint}</div>`;
}

function contextHtml(element: unknown, reading: Reading): string {
  const text = textSchema.safeParse(element);
  return `<span>${text.success ? textHtml(text.data, reading) : elementHtml(element, reading)}</span>`;
}

function elementHtml(part: unknown, reading: Reading): string {
  const element = elementSchema.parse(part);
  if (element.type === 'button') return buttonHtml(element, reading);
  if (element.type === 'overflow') return menuHtml('•••', listOf(element.options), reading);
  if (element.type.endsWith('_select')) return selectHtml(element, reading);
  if (element.type === 'checkboxes' || element.type === 'radio_buttons')
    return `<ul class="choices">${listOf(element.options)
      .map((option) => `<li>${optionHtml(option, reading)}</li>`)
      .join('')}</ul>`;
  if (element.type.endsWith('_input') || element.type.endsWith('picker'))
    return `<span class="field">${placeholderOf(element, reading)}</span>`;
  if (element.type === 'image') return `<span class="image">${escapeHtml(String(element.alt_text))}</span>`;
  return rawHtml(element);
}

const styleSchema = z.enum(['primary', 'danger']).catch('primary');

function buttonHtml({ text, style, url, accessibility_label: label, confirm }: Element, reading: Reading): string {
  const kind = style === undefined ? '' : ` ${styleSchema.parse(style)}`;
  const aria = typeof label === 'string' ? ` aria-label="${escapeHtml(label)}" title="${escapeHtml(label)}"` : '';
  const shown = `<span class="button${kind}"${aria}>${textHtml(text, reading)}${url === undefined ? '' : ' ›'}</span>`;
  return confirm === undefined ? shown : `<span class="confirming">${shown}${confirmHtml(confirm, reading)}</span>`;
}

const confirmSchema = z.object({ title: textSchema, text: textSchema, confirm: textSchema, deny: textSchema });

/** Folded, as it is in Slack until somebody clicks. */
function confirmHtml(confirm: unknown, reading: Reading): string {
  const { title, text, confirm: yes, deny: no } = confirmSchema.parse(confirm);
  const [asks, told, agrees, refuses] = [title, text, yes, no].map((part) => textHtml(part, reading));
  return `<details><summary>?</summary><div class="dialog"><b>${asks}</b><p>${told}</p><span class="button">${refuses}</span> <span class="button danger">${agrees}</span></div></details>`;
}

const groupSchema = z.object({ label: textSchema, options: z.array(optionSchema) });

function selectHtml(element: Element, reading: Reading): string {
  const chosen = [
    ...listOf(element.initial_options),
    ...(element.initial_option === undefined ? [] : [element.initial_option]),
  ];
  const shown =
    chosen.length === 0
      ? placeholderOf(element, reading)
      : chosen
          .map((option) => `<span class="chip">${textHtml(optionSchema.parse(option).text, reading)}</span>`)
          .join(' ');
  const groups = listOf(element.option_groups).map((group) => groupSchema.parse(group));
  // Of apps to search for, what is found is the point.
  if (groups.length > 0) {
    const parts = groups.map(
      ({ label, options }) => `<b>${textHtml(label, reading)}</b>${itemsHtml(options, reading)}`,
    );
    return `<details class="menu" open><summary>${shown}</summary>${parts.join('')}</details>`;
  }
  return menuHtml(shown, listOf(element.options), reading);
}

function menuHtml(head: string, options: readonly unknown[], reading: Reading): string {
  if (options.length === 0) return `<span class="field">${head}</span>`;
  return `<details class="menu"><summary>${head}</summary>${itemsHtml(options, reading)}</details>`;
}

function itemsHtml(options: readonly unknown[], reading: Reading): string {
  return `<ul>${options.map((option) => `<li>${optionHtml(option, reading)}</li>`).join('')}</ul>`;
}

function optionHtml(option: unknown, reading: Reading): string {
  const { text, description } = optionSchema.parse(option);
  const more = description === undefined ? '' : `<small>${textHtml(description, reading)}</small>`;
  return `${textHtml(text, reading)}${more}`;
}

function placeholderOf({ placeholder, initial_value: value }: Element, reading: Reading): string {
  if (typeof value === 'string') return escapeHtml(value);
  return placeholder === undefined ? '' : `<span class="placeholder">${textHtml(placeholder, reading)}</span>`;
}

function textHtml(part: unknown, reading: Reading): string {
  const { type, text } = textSchema.parse(part);
  return type === 'mrkdwn' ? mrkdwnHtml(text, reading) : plainHtml(text);
}

function listOf(part: unknown): readonly unknown[] {
  return Array.isArray(part) ? part : [];
}
