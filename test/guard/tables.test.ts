import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { documents, insertTables, renderTables } from '../../tools/tables/tables.ts';

const root = resolve(import.meta.dirname, '../..');

const read = (name: string) => readFile(join(root, name), 'utf8');

describe('the tables of inputs and outputs', () => {
  it.each(documents)('are what `npm run tables` writes, in %s', async (name) => {
    const [text, tables] = await Promise.all([read(name), read('action.yml').then(renderTables)]);

    expect(insertTables(text, tables)).toBe(text);
  });

  it('take whatever a description holds', () => {
    const manifest = `
inputs:
  a: { description: "one | two\\n  three", default: '' }
  b: { description: 'costs $1 $& $\`' }
outputs:
  c: { description: four }
`;
    const text = 'x\n<!-- inputs: from action.yml -->\nold\n<!-- /inputs -->\n<!-- outputs -->\n<!-- /outputs -->\ny\n';

    expect(insertTables(text, renderTables(manifest))).toBe(`x
<!-- inputs: from action.yml -->

| Input | Default | Meaning |
| --- | --- | --- |
| \`a\` | \`\` | one \\| two three |
| \`b\` | | costs $1 $& $\` |

<!-- /inputs -->
<!-- outputs -->

| Output | Meaning |
| --- | --- |
| \`c\` | four |

<!-- /outputs -->
y
`);
  });

  it('have no place in a document without marks', () => {
    expect(() => insertTables('<!-- inputs -->\n', { inputs: '', outputs: '' })).toThrow('table of inputs');
  });
});
