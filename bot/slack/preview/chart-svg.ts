import * as z from 'zod';
import { escapeHtml } from './mrkdwn.ts';

/** The parts of Slack's chart block that are drawn, https://docs.slack.dev/reference/block-kit/blocks */
export const chartSchema = z.object({
  title: z.string(),
  chart: z.object({
    type: z.enum(['bar', 'line', 'area']),
    series: z
      .array(z.object({ name: z.string(), data: z.array(z.object({ label: z.string(), value: z.number() })) }))
      .min(1),
    axis_config: z.object({
      categories: z.array(z.string()).min(1),
      x_label: z.string().optional(),
      y_label: z.string().optional(),
    }),
  }),
});

type Chart = z.infer<typeof chartSchema>;

const WIDTH = 560;
const HEIGHT = 220;
const FOOT = 34;

/** Bars of all series beside each other: what Slack draws is nicer, this shows the same figures. */
export function chartSvg({ title, chart }: Chart): string {
  const { series, axis_config: axis } = chart;
  const most = Math.max(1, ...series.flatMap(({ data }) => data.map(({ value }) => value)));
  const slot = WIDTH / axis.categories.length;
  const width = (slot * 0.7) / series.length;
  const bars = series.flatMap(({ name, data }, row) =>
    data.map(({ label, value }, column) => {
      const height = (value / most) * (HEIGHT - FOOT - 20);
      const x = column * slot + slot * 0.15 + row * width;
      const y = HEIGHT - FOOT - height;
      const told = escapeHtml(`${name}, ${label}: ${value}`);
      return `<rect class="bar bar-${row % 6}" x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="2"><title>${told}</title></rect>`;
    }),
  );
  const labels = axis.categories.map(
    (label, column) =>
      `<text x="${(column * slot + slot / 2).toFixed(1)}" y="${HEIGHT - FOOT + 16}" text-anchor="middle">${escapeHtml(label)}</text>`,
  );
  const legend = series
    .map(({ name }, row) => `<span><i class="swatch bar-${row % 6}"></i>${escapeHtml(name)}</span>`)
    .join('');
  const names = series.map(({ name }) => name);
  const axes = [axis.y_label, axis.x_label].flatMap((label) =>
    label === undefined || names.includes(label) ? [] : [escapeHtml(label)],
  );
  return `<figure class="chart"><figcaption>${escapeHtml(title)}</figcaption>
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(title)}">${bars.join('')}${labels.join('')}</svg>
<div class="legend">${legend}<span>${axes.join(' / ')}</span></div></figure>`;
}
