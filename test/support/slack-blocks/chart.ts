import * as z from 'zod';
import { idText, upTo } from './texts.ts';

/** One copy of the reference page says 6, later libraries enforce 12: what keeps to 6 is right for both. */
const MOST_SERIES = 6;
const MOST_CATEGORIES = 20;

const label = upTo(20);
const axisTitle = upTo(50);
const value = z.number().refine(Number.isFinite, { message: 'must be a number' });

const series = z
  .array(
    z.strictObject({
      name: label,
      data: z.array(z.strictObject({ label, value })).min(1).max(MOST_CATEGORIES),
    }),
  )
  .min(1)
  .max(MOST_SERIES);

const axes = z
  .strictObject({
    type: z.enum(['line', 'bar', 'area']),
    series,
    axis_config: z.strictObject({
      categories: z.array(label).min(1).max(MOST_CATEGORIES),
      x_label: axisTitle.exactOptional(),
      y_label: axisTitle.exactOptional(),
    }),
  })
  .superRefine(({ series: given, axis_config: { categories } }, issues) => {
    const names = given.map(({ name }) => name);
    if (new Set(names).size < names.length) issues.addIssue('series names must be unique');
    if (new Set(categories).size < categories.length) issues.addIssue('categories must be unique');
    for (const [index, { data }] of given.entries()) {
      if (data.map((point) => point.label).join('\n') === categories.join('\n')) continue;
      issues.addIssue({
        code: 'custom',
        path: ['series', index, 'data'],
        message: 'must have one value per category, in the same order',
      });
    }
  });

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label, value: value.refine((given) => given > 0, { message: 'must be more than 0' }) }))
    .min(1)
    .max(MOST_SERIES),
});

/** Slack's own chart block, https://docs.slack.dev/reference/block-kit/blocks, read 2026-11. */
export const dataVisualization = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: idText.exactOptional(),
  title: axisTitle,
  chart: z.discriminatedUnion('type', [axes, pie]),
});
