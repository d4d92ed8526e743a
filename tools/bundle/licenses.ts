import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { packageFolder } from './packages.ts';

const packageSchema = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  author: z.union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)]).optional(),
});

const INTRODUCTION = `The files beside this one hold code of Paastis, under the Apache License 2.0, and of the packages below, each under
its own license.
`;

/** One section per package in the bundle, each copy by itself, in the order of their names. */
export async function licensesOf(modules: readonly string[]): Promise<string> {
  const folders = new Set(modules.flatMap((id) => packageFolder(id) ?? []));
  const sections = await Promise.all([...folders].map(describePackage));
  return [INTRODUCTION, ...sections.sort()].join('\n');
}

async function describePackage(folder: string): Promise<string> {
  const { name, version, license, author } = packageSchema.parse(
    JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')),
  );
  const file = (await readdir(folder)).sort().find((each) => /^licen[cs]e(\.(md|txt))?$/i.test(each));
  const text = file === undefined ? `By ${author ?? 'its authors'}.` : await readFile(join(folder, file), 'utf8');
  return `==== ${name} ${version} (${license})\n\n${text.replaceAll(/\r\n?/g, '\n').trim()}\n`;
}
