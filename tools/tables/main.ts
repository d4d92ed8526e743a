/** `npm run tables`: the inputs and outputs of `action.yml` as tables, in every document that shows them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { documents, insertTables, renderTables } from './tables.ts';

const root = resolve(import.meta.dirname, '../..');

const tables = renderTables(await readFile(join(root, 'action.yml'), 'utf8'));

for (const name of documents) {
  const path = join(root, name);
  await writeFile(path, insertTables(await readFile(path, 'utf8'), tables));
}
