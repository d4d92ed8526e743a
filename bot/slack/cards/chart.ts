import { type ChartBlock, cut, plain } from './pieces.ts';

/** What is to be drawn: every series has one value for each category, in the same order. */
export interface ChartFacts {
  readonly id: string;
  readonly title: string;
  readonly kind?: 'bar' | 'line' | 'area';
  readonly categories: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly xLabel?: string;
  readonly yLabel?: string;
}

/** Slack's limits: titles in characters, names in characters, categories, series. */
const TITLE_LIMIT = 50;
const NAME_LIMIT = 20;
const MOST_CATEGORIES = 20;
const MOST_SERIES = 6;

/** The last categories and the first series, as many as Slack draws; undefined where there is nothing to see. */
export function chart(facts: ChartFacts): ChartBlock | undefined {
  const from = Math.max(0, facts.categories.length - MOST_CATEGORIES);
  const categories = named(facts.categories.slice(from));
  const drawn = facts.series.slice(0, MOST_SERIES);
  const names = named(drawn.map(({ name }) => name));
  const series = drawn.map(({ values }, at) => ({
    name: names[at] ?? '',
    data: categories.map((label, index) => ({ label, value: round(values[from + index]) })),
  }));
  if (!series.some(({ data }) => data.some(({ value }) => value > 0))) return undefined;
  return {
    type: 'data_visualization',
    block_id: cut(`chart:${facts.id}`, 255),
    title: title(facts.title),
    chart: {
      type: facts.kind ?? 'bar',
      series,
      axis_config: {
        categories,
        ...(facts.xLabel !== undefined && { x_label: title(facts.xLabel) }),
        ...(facts.yLabel !== undefined && { y_label: title(facts.yLabel) }),
      },
    },
  };
}

/** The same figures in a sentence, for where no chart is drawn: `Mon 96 · Tue 121`. */
export function chartText({ title, chart: { series } }: ChartBlock): string {
  const lines = series.map(({ name, data }) => {
    const figures = data.map(({ label, value }) => `${label} ${value}`).join(' · ');
    return series.length === 1 ? figures : `${name}: ${figures}`;
  });
  return [`*${title}*`, ...lines].join('\n');
}

function title(text: string): string {
  return cut(plain(text), TITLE_LIMIT) || '-';
}

/** Short enough, never empty, and each once: Slack tells them apart by their text alone. */
function named(texts: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return texts.map((text, at) => {
    const short = cut(plain(text), NAME_LIMIT);
    const name = short === '' || taken.has(short) ? `${cut(short, NAME_LIMIT - 4)} ${at + 1}`.trim() : short;
    taken.add(name);
    return name;
  });
}

function round(value = 0): number {
  const rounded = Math.round(value * 100) / 100;
  return Number.isFinite(rounded) ? rounded : 0;
}
