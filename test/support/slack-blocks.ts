import * as z from 'zod';
import { homeBlock, messageBlock, modalBlock } from './slack-blocks/blocks.ts';
import { idText, lengthOf, option, optionGroups, plainText, upTo } from './slack-blocks/texts.ts';

const MARKDOWN_CHARACTERS = 12_000;
const VIEW_BYTES = 250_000;

/** The blocks of a message. */
export const blocksSchema = z.array(messageBlock).min(1).max(50).superRefine(refuseMessage);

const viewParts = {
  private_metadata: z.string().max(3_000).exactOptional(),
  callback_id: idText.exactOptional(),
  external_id: upTo(255).exactOptional(),
};
const modal = z
  .strictObject({
    type: z.literal('modal'),
    ...viewParts,
    title: plainText(24),
    blocks: z.array(modalBlock).min(1).max(100).superRefine(refuseIds),
    close: plainText(24).exactOptional(),
    submit: plainText(24).exactOptional(),
    clear_on_close: z.boolean().exactOptional(),
    notify_on_close: z.boolean().exactOptional(),
    submit_disabled: z.boolean().exactOptional(),
  })
  .superRefine(({ blocks, submit }, issues) => {
    if (submit === undefined && blocks.some(({ type }) => type === 'input'))
      issues.addIssue('missing required field: submit');
  });
const home = z.strictObject({
  type: z.literal('home'),
  ...viewParts,
  blocks: z.array(homeBlock).min(1).max(100).superRefine(refuseIds),
});
export const viewSchema = z.discriminatedUnion('type', [modal, home]);

/** What a searching select is answered. */
const optionsSchema = z.union([
  z.strictObject({ options: z.array(option).max(100) }),
  z.strictObject({ option_groups: z.union([z.tuple([]), optionGroups]) }),
]);

/** What Slack would say of the blocks of a message; empty when it takes them. */
export function messageFaults(blocks: unknown): string[] {
  return faultsOf(blocksSchema.safeParse(blocks), '/blocks');
}

/** What Slack would say of a modal or a Home; empty when it takes it. */
export function viewFaults(view: unknown): string[] {
  const size = Buffer.byteLength(JSON.stringify(view) ?? '');
  if (size > VIEW_BYTES) return [`[ERROR] must be less than ${VIEW_BYTES + 1} bytes [json-pointer:/view]`];
  return faultsOf(viewSchema.safeParse(view), '/view');
}

/** What Slack would say of the answer to a searching select; empty when it takes it. */
export function optionsFaults(answer: unknown): string[] {
  return faultsOf(optionsSchema.safeParse(answer), '');
}

/**
 * Whom a message or a view would call without meaning to, and markup that came from outside: every mention in a text
 * read as mrkdwn but those of `allowed` (`U0FAKE00001`, `C0FAKE00001`, `S0FAKE00001`). Dates and links are let pass.
 */
export function mentionFaults(json: unknown, allowed: readonly string[] = []): string[] {
  return mrkdwnOf(json, true).flatMap(({ text, verbatim }) => {
    const markup = Array.from(text.matchAll(/<([^<>]*)>?/g), ([whole, inside = '']) => ({ whole, inside }));
    const bare = verbatim
      ? []
      : Array.from(text.matchAll(/(?<![\w<!])@(?:here|channel|everyone)\b/g), ([word]) => word);
    return [...markup.filter(({ inside }) => !isHarmless(inside, allowed)).map(({ whole }) => whole), ...bare];
  });
}

function isHarmless(inside: string, allowed: readonly string[]): boolean {
  if (/^!date\^\d+\^[^|]*\|[^|]+$/.test(inside) || /^(?:https?:\/\/|mailto:)/.test(inside)) return true;
  const id = /^(?:@|#|!subteam\^)([A-Z0-9]+)(?:\|.*)?$/.exec(inside)?.[1];
  return id !== undefined && allowed.includes(id);
}

interface Mrkdwn {
  readonly text: string;
  readonly verbatim: boolean;
}

const mrkdwnObject = z.object({ type: z.literal('mrkdwn'), text: z.string(), verbatim: z.boolean().optional() });
const markdownObject = z.object({ type: z.literal('markdown'), text: z.string() });

/** `top`: the text beside the blocks of a message is mrkdwn too, where no names are linked. */
function mrkdwnOf(json: unknown, top: boolean): Mrkdwn[] {
  if (typeof json === 'string') return top ? [{ text: json, verbatim: true }] : [];
  if (Array.isArray(json)) return json.flatMap((item: unknown) => mrkdwnOf(item, false));
  if (typeof json !== 'object' || json === null) return [];
  const text = mrkdwnObject.safeParse(json).data ?? markdownObject.safeParse(json).data;
  if (text !== undefined) return [{ text: text.text, verbatim: 'verbatim' in text && text.verbatim === true }];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) => mrkdwnOf(value, top && key === 'text'));
}

function faultsOf(parsed: z.ZodSafeParseResult<unknown>, root: string): string[] {
  return (parsed.error?.issues ?? []).flatMap((issue) => wordsOf(issue, root));
}

/** Slack's words where it has some: `[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]`. */
function wordsOf(issue: z.core.$ZodIssue, root: string): string[] {
  const pointer = [root, ...issue.path.map(String)].join('/');
  const tell = (words: string, at = pointer) => `[ERROR] ${words} [json-pointer:${at || '/'}]`;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => tell(`invalid additional property: ${key}`));
  if (issue.code === 'invalid_union' && issue.discriminator !== undefined) return [tell('unsupported type')];
  if (issue.code === 'too_big' && issue.origin === 'array')
    return [tell(`no more than ${issue.maximum} items allowed`)];
  if (issue.code === 'too_small' && issue.origin === 'array')
    return [tell(`no less than ${issue.minimum} items allowed`)];
  if (issue.code === 'too_big' && issue.origin === 'string')
    return [tell(`must be less than ${Number(issue.maximum) + 1} characters`)];
  return [tell(issue.message)];
}

interface GivenBlock {
  readonly type: string;
  readonly block_id?: string;
}

function refuseMessage(blocks: readonly GivenBlock[], issues: z.RefinementCtx): void {
  refuseIds(blocks, issues);
  const count = (...types: readonly string[]) => blocks.filter(({ type }) => types.includes(type)).length;
  if (count('table', 'data_table') > 1) issues.addIssue('only_one_table_allowed');
  if (count('data_visualization') > 2) issues.addIssue('no more than 2 data_visualization blocks allowed');
  if (charactersOf(blocks.filter(({ type }) => type === 'markdown')) > MARKDOWN_CHARACTERS)
    issues.addIssue(`markdown blocks must be less than ${MARKDOWN_CHARACTERS + 1} characters together`);
}

const named = z.object({ action_id: z.string() });

function refuseIds(blocks: readonly GivenBlock[], issues: z.RefinementCtx): void {
  const ids = blocks.flatMap(({ block_id: id }) => (id === undefined ? [] : [id]));
  for (const id of doubles(ids)) issues.addIssue(`block_id already exists: ${id}`);
  for (const [index, block] of blocks.entries())
    for (const id of doubles(actionIdsOf(block)))
      issues.addIssue({ code: 'custom', path: [index], message: `action_id already exists: ${id}` });
  if (JSON.stringify(blocks).split('"focus_on_load":true').length > 2)
    issues.addIssue('only one element can have focus_on_load');
}

function actionIdsOf(json: unknown): string[] {
  if (typeof json !== 'object' || json === null) return [];
  const own = named.safeParse(json).data;
  return [...(own === undefined ? [] : [own.action_id]), ...Object.values(json).flatMap(actionIdsOf)];
}

function doubles(values: readonly string[]): string[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) < index))];
}

function charactersOf(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 0;
  return Object.entries(json).reduce(
    (sum, [key, value]: [string, unknown]) =>
      sum + (key === 'text' && typeof value === 'string' ? lengthOf(value) : charactersOf(value)),
    0,
  );
}
