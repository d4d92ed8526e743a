import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { printSchema } from '../../bot/check.ts';

const root = resolve(import.meta.dirname, '../..');

describe('paastis.schema.json', () => {
  it('is what `npm run schema` writes', async () => {
    const published = readFileSync(join(root, 'paastis.schema.json'), 'utf8');

    expect(published).toBe(`${await printSchema()}\n`);
  });
});
