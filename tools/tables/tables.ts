import { parse } from 'yaml';
import * as z from 'zod';

/** What users read of `action.yml`. */
const manifestSchema = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string().optional() })),
  outputs: z.record(z.string(), z.object({ description: z.string() })),
});

export type Tables = Readonly<Record<'inputs' | 'outputs', string>>;

/** The documents that have the tables, each between its two marks. */
export const documents = ['README.md', 'docs/github-action.md'];

export function renderTables(manifestText: string): Tables {
  const { inputs, outputs } = manifestSchema.parse(parse(manifestText));
  return {
    inputs: table(
      ['Input', 'Default', 'Meaning'],
      Object.entries(inputs).map(([name, input]) => [
        code(name),
        input.default === undefined ? '' : code(input.default),
        input.description,
      ]),
    ),
    outputs: table(
      ['Output', 'Meaning'],
      Object.entries(outputs).map(([name, { description }]) => [code(name), description]),
    ),
  };
}

/** Puts each table between `<!-- inputs -->` and `<!-- /inputs -->`; a document without such a pair is a mistake. */
export function insertTables(text: string, tables: Tables): string {
  return Object.entries(tables).reduce((left, [name, rows]) => {
    const place = new RegExp(`(<!-- ${name}[^>]*-->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(left)) throw new Error(`There is no place for the table of ${name}`);
    return left.replace(place, (_, before: string, after: string) => `${before}\n${rows}\n${after}`);
  }, text);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows.map((cells) => cells.map(escapeCell))];
  return lines
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
    .replaceAll('|  |', '| |');
}

function code(text: string): string {
  return `\`${text}\``;
}

function escapeCell(cell: string): string {
  return cell
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ')
    .replaceAll('|', '\\|');
}
