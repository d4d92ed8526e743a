import { readFileSync } from 'node:fs';
import * as z from 'zod';

const lockSchema = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });

describe('the tree of packages', () => {
  it('holds one undici, so that pools, errors and the bundle are not doubled', () => {
    const lock = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')));

    const copies = Object.keys(lock.packages).filter((path) => path.endsWith('node_modules/undici'));

    expect(copies).toEqual(['node_modules/undici']);
  });
});
