import * as z from 'zod';

const label = z.looseObject({ text: z.string() });
const optionSchema = z.looseObject({ text: label, value: z.string() });
export type FakeOption = z.infer<typeof optionSchema>;

const elementSchema = z.looseObject({
  type: z.string(),
  action_id: z.string(),
  text: label.optional(),
  value: z.string().optional(),
  accessibility_label: z.string().optional(),
  options: z.array(optionSchema).optional(),
  option_groups: z.array(z.looseObject({ options: z.array(optionSchema) })).optional(),
  initial_option: optionSchema.optional(),
  initial_options: z.array(optionSchema).optional(),
  initial_value: z.string().optional(),
  min_length: z.number().optional(),
  max_length: z.number().optional(),
});
type Element = z.infer<typeof elementSchema>;

const blockSchema = z.looseObject({
  type: z.string(),
  block_id: z.string().optional(),
  elements: z.array(z.unknown()).optional(),
  element: z.unknown().optional(),
  accessory: z.unknown().optional(),
  child_blocks: z.array(z.unknown()).optional(),
  label: label.optional(),
  optional: z.boolean().optional(),
});

/** Something in a message or a form that can be clicked or filled in. */
export interface Found {
  readonly blockId: string;
  /** Of an input. */
  readonly label: string | undefined;
  readonly required: boolean;
  readonly element: Element;
}

/** Slack names the blocks that come without a name. */
export function nameBlocks(blocks: unknown): unknown {
  if (!Array.isArray(blocks)) return blocks;
  return blocks.map((block: object, index) => ({ block_id: `b${index}`, ...block }));
}

export function listElements(blocks: unknown): Found[] {
  const named = nameBlocks(blocks);
  return z
    .array(blockSchema)
    .catch([])
    .parse(named)
    .flatMap((block) => {
      const given = [...(block.elements ?? []), block.element, block.accessory];
      const own = given.flatMap((json, index): Found[] => {
        const named = typeof json === 'object' && json !== null ? { action_id: `a${index}`, ...json } : json;
        const element = elementSchema.safeParse(named).data;
        if (element === undefined || passive.has(element.type)) return [];
        return [
          {
            blockId: block.block_id ?? '',
            label: block.label?.text,
            required: block.type === 'input' && block.optional !== true,
            element,
          },
        ];
      });
      return [...own, ...(block.child_blocks === undefined ? [] : listElements(block.child_blocks))];
    });
}

const passive = new Set(['image', 'mrkdwn', 'plain_text', 'rich_text_section', 'rich_text_list', 'rich_text_quote']);

export interface Pick {
  /** An `action_id`, or the words on or for the element: text, `accessibility_label`, label. */
  readonly what: string;
  readonly blockId?: string;
  /** A part of its `value`, where several look alike. */
  readonly value?: string;
}

/** The one element that is meant; throws when there is none, or more than one. */
export function findElement(blocks: unknown, { what, blockId, value }: Pick): Found {
  const all = listElements(blocks);
  const matches = all.filter(
    ({ element, label: words, blockId: id }) =>
      (blockId === undefined || id === blockId) &&
      (value === undefined || (element.value ?? '').includes(value)) &&
      [element.action_id, element.text?.text, element.accessibility_label, words].includes(what),
  );
  const [found, another] = matches;
  if (found !== undefined && another === undefined) return found;
  const seen = all.map(({ blockId: id, element }) => `${id}/${element.action_id} ${element.text?.text ?? ''}`);
  throw new Error(`${matches.length} elements are "${what}", of: ${seen.join(', ')}`);
}

const singleKeys: Readonly<Record<string, string>> = {
  users_select: 'selected_user',
  conversations_select: 'selected_conversation',
  channels_select: 'selected_channel',
  datepicker: 'selected_date',
  timepicker: 'selected_time',
  plain_text_input: 'value',
  number_input: 'value',
  email_text_input: 'value',
  url_text_input: 'value',
};
const severalKeys: Readonly<Record<string, string>> = {
  multi_users_select: 'selected_users',
  multi_conversations_select: 'selected_conversations',
  multi_channels_select: 'selected_channels',
};
const initialKeys: Readonly<Record<string, string>> = {
  users_select: 'initial_user',
  conversations_select: 'initial_conversation',
  channels_select: 'initial_channel',
  datepicker: 'initial_date',
  timepicker: 'initial_time',
  datetimepicker: 'initial_date_time',
  multi_users_select: 'initial_users',
  multi_conversations_select: 'initial_conversations',
  multi_channels_select: 'initial_channels',
};

/** What Slack tells of an element in which this was chosen; options by their value or their words. */
export function chosenIn(
  element: Element,
  chosen: string | readonly string[],
  suggested: readonly FakeOption[],
): Record<string, unknown> {
  const { type } = element;
  const list = typeof chosen === 'string' ? [chosen] : chosen;
  const single = singleKeys[type];
  if (single !== undefined) return { type, [single]: list[0] ?? null };
  const several = severalKeys[type];
  if (several !== undefined) return { type, [several]: list };
  if (type === 'datetimepicker') return { type, selected_date_time: Number(list[0]) };
  const known = [...(element.options ?? []), ...(element.option_groups ?? []).flatMap(({ options }) => options)];
  const options = list.map((one) => findOption(one, type.includes('external') ? suggested : known));
  if (type === 'checkboxes' || type.startsWith('multi_')) return { type, selected_options: options };
  return { type, selected_option: options[0] ?? null };
}

function findOption(one: string, options: readonly FakeOption[]): FakeOption {
  const found = options.find(({ value, text }) => value === one || text.text === one);
  if (found === undefined)
    throw new Error(`No option is "${one}", of: ${options.map(({ value }) => value).join(', ')}`);
  return found;
}

/** Values of everything in a form that holds one: as it was sent, nothing chosen yet. */
export function initialValues(blocks: unknown): Map<string, Map<string, Record<string, unknown>>> {
  const values = new Map<string, Map<string, Record<string, unknown>>>();
  for (const { blockId, element } of listElements(blocks)) {
    const initial = initialIn(element);
    if (initial === undefined) continue;
    const block = values.get(blockId) ?? new Map<string, Record<string, unknown>>();
    values.set(blockId, block.set(element.action_id, initial));
  }
  return values;
}

function initialIn(element: Element): Record<string, unknown> | undefined {
  const { type } = element;
  if (type === 'button' || type === 'overflow') return undefined;
  const key = singleKeys[type] ?? severalKeys[type] ?? (type === 'datetimepicker' ? 'selected_date_time' : undefined);
  if (key === 'value') return { type, value: element.initial_value ?? null };
  if (key !== undefined) return { type, [key]: element[initialKeys[type] ?? ''] ?? (key.endsWith('s') ? [] : null) };
  if (type === 'checkboxes' || type.startsWith('multi_'))
    return { type, selected_options: element.initial_options ?? [] };
  return { type, selected_option: element.initial_option ?? null };
}

/** Nothing is in it: Slack's own client keeps a form with such a required input open. */
export function isBlank(value: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(value).every(
    ([key, held]) =>
      key === 'type' ||
      held === null ||
      held === undefined ||
      held === '' ||
      (Array.isArray(held) && held.length === 0),
  );
}

/** The JSON Slack sends: `state.values[block_id][action_id]`. */
export function valuesJson(values: ReadonlyMap<string, ReadonlyMap<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries([...values].map(([block, actions]) => [block, Object.fromEntries(actions)]));
}
