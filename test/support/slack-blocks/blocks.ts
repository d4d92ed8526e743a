import * as z from 'zod';
import { dataVisualization } from './chart.ts';
import { accessory, actionsElement, button, contextElement, image, inputElement } from './elements.ts';
import { anyText, idText, plainText, upTo, webUrl } from './texts.ts';

const block = { block_id: idText.exactOptional() };

const sectionBlock = z
  .strictObject({
    type: z.literal('section'),
    ...block,
    text: anyText(3_000).exactOptional(),
    fields: z.array(anyText(2_000)).min(1).max(10).exactOptional(),
    accessory: accessory.exactOptional(),
    expand: z.boolean().exactOptional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, {
    message: 'missing required field: text',
  });
const headerBlock = z.strictObject({
  type: z.literal('header'),
  ...block,
  text: plainText(150),
  level: z.int().min(1).max(4).exactOptional(),
});
const contextBlock = z.strictObject({
  type: z.literal('context'),
  ...block,
  elements: z.array(contextElement).min(1).max(10),
});
const actionsBlock = z.strictObject({
  type: z.literal('actions'),
  ...block,
  elements: z.array(actionsElement).min(1).max(25),
});
const dividerBlock = z.strictObject({ type: z.literal('divider'), ...block });
const imageBlock = z
  .strictObject({ ...image.shape, ...block, title: plainText(2_000).exactOptional() })
  .refine((given) => (given.image_url === undefined) !== (given.slack_file === undefined), {
    message: 'must have image_url or slack_file',
  });
const inputBlock = z.strictObject({
  type: z.literal('input'),
  ...block,
  label: plainText(2_000),
  element: inputElement,
  hint: plainText(2_000).exactOptional(),
  optional: z.boolean().exactOptional(),
  dispatch_action: z.boolean().exactOptional(),
});

const style = z
  .strictObject({
    bold: z.boolean().exactOptional(),
    italic: z.boolean().exactOptional(),
    strike: z.boolean().exactOptional(),
    code: z.boolean().exactOptional(),
  })
  .exactOptional();
const richPiece = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: upTo(3_000), style }),
  z.strictObject({ type: z.literal('link'), url: webUrl, text: upTo(3_000).exactOptional(), style }),
  z.strictObject({ type: z.literal('emoji'), name: upTo(255), style }),
  z.strictObject({ type: z.literal('user'), user_id: idText, style }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.int(),
    format: upTo(255),
    url: webUrl.exactOptional(),
    fallback: upTo(255).exactOptional(),
    style,
  }),
]);
const richSection = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richPiece) });
const richTextBlock = z.strictObject({
  type: z.literal('rich_text'),
  ...block,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        richSection,
        z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(richPiece) }),
        z.strictObject({ type: z.literal('rich_text_preformatted'), elements: z.array(richPiece) }),
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          indent: z.int().min(0).max(8).exactOptional(),
          elements: z.array(richSection),
        }),
      ]),
    )
    .min(1),
});

const cell = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('raw_text'), text: upTo(3_000) }),
  z.strictObject({ type: z.literal('raw_number'), value: z.number() }),
  richTextBlock,
]);
const row = z.array(cell).min(1).max(20);
const tableBlock = z.strictObject({
  type: z.literal('table'),
  ...block,
  rows: z.array(row).min(1).max(100),
  column_settings: z
    .array(
      z.strictObject({
        align: z.enum(['left', 'center', 'right']).exactOptional(),
        is_wrapped: z.boolean().exactOptional(),
      }),
    )
    .max(20)
    .exactOptional(),
});
const dataTableBlock = z
  .strictObject({
    type: z.literal('data_table'),
    ...block,
    caption: upTo(3_000),
    rows: z.array(row).min(2).max(201),
    page_size: z.int().min(1).max(100).exactOptional(),
    row_header_column_index: z.int().min(0).max(19).exactOptional(),
  })
  .superRefine(({ rows, row_header_column_index: header = 0 }, issues) => {
    const columns = rows[0]?.length ?? 0;
    if (rows.some(({ length }) => length !== columns)) issues.addIssue('every row must have the same number of cells');
    if (header >= columns) issues.addIssue('row_header_column_index must be one of the columns');
    if (JSON.stringify(rows).length > 20_000) issues.addIssue('must be less than 20001 characters');
  });

const cardText = (limit: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: upTo(limit), verbatim: z.boolean().exactOptional() });
const cardBlock = z
  .strictObject({
    type: z.literal('card'),
    ...block,
    hero_image: image.exactOptional(),
    icon: image.exactOptional(),
    title: cardText(150).exactOptional(),
    subtitle: cardText(150).exactOptional(),
    body: cardText(200).exactOptional(),
    actions: z.array(button).min(1).max(3).exactOptional(),
  })
  .refine((card) => [card.hero_image, card.title, card.actions, card.body].some((part) => part !== undefined), {
    message: 'must have one of hero_image, title, actions, body',
  });
const carouselBlock = z.strictObject({
  type: z.literal('carousel'),
  ...block,
  elements: z.array(cardBlock).min(1).max(10),
});
const alertBlock = z.strictObject({
  type: z.literal('alert'),
  ...block,
  text: anyText(200),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).exactOptional(),
});
const markdownBlock = z.strictObject({ type: z.literal('markdown'), ...block, text: upTo(12_000) });
const containerBlock = z
  .strictObject({
    type: z.literal('container'),
    ...block,
    title: plainText(150).exactOptional(),
    rich_text_title: richTextBlock.exactOptional(),
    subtitle: anyText(150).exactOptional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actionsBlock,
          contextBlock,
          dividerBlock,
          headerBlock,
          imageBlock,
          inputBlock,
          richTextBlock,
          sectionBlock,
          tableBlock,
        ]),
      )
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).exactOptional(),
    icon: image.exactOptional(),
    is_collapsible: z.boolean().exactOptional(),
    default_collapsed: z.boolean().exactOptional(),
    has_header_divider: z.boolean().exactOptional(),
  })
  .refine(({ title, rich_text_title: rich }) => title !== undefined || rich !== undefined, {
    message: 'missing required field: title',
  });

const everywhere = [
  sectionBlock,
  headerBlock,
  contextBlock,
  actionsBlock,
  dividerBlock,
  imageBlock,
  inputBlock,
  richTextBlock,
  cardBlock,
] as const;
const tables = [carouselBlock, tableBlock, dataTableBlock] as const;

/** Which block may be used where: https://docs.slack.dev/blocks.json, read 2026-11. */
export const messageBlock = z.discriminatedUnion('type', [
  ...everywhere,
  ...tables,
  dataVisualization,
  containerBlock,
  markdownBlock,
]);
export const modalBlock = z.discriminatedUnion('type', [...everywhere, alertBlock]);
export const homeBlock = z.discriminatedUnion('type', [...everywhere, ...tables]);
