import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';
import * as z from 'zod';
import { makeFolder } from './temporary-folder.ts';
import { CHECKED_PATH, type CheckedFile, type CheckRequest, type Finding } from './workflow-checks/request.ts';

const root = resolve(import.meta.dirname, '../..');

const manifestText = await readFile(join(root, 'action.yml'), 'utf8');
const { inputs } = z
  .object({ inputs: z.record(z.string(), z.looseObject({ description: z.string() })) })
  .parse(parse(manifestText));

const findingsSchema = z.array(z.object({ name: z.string(), line: z.number(), message: z.string() }));

/** The examples, and whatever documents show as a whole workflow. */
export async function listWorkflows(): Promise<readonly CheckedFile[]> {
  const examples = (await readdir(join(root, 'examples/workflows'))).map((name) => `examples/workflows/${name}`);
  const documents = (await readdir(join(root, 'docs')))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`);
  const files = await Promise.all(
    [...examples, ...documents, 'README.md'].map(async (name) => ({
      name,
      text: await readFile(join(root, name), 'utf8'),
    })),
  );
  return files.flatMap((file) => (file.name.endsWith('.md') ? workflowsIn(file) : file));
}

export function workflowsIn({ name, text }: CheckedFile): readonly CheckedFile[] {
  return Array.from(text.matchAll(/^```ya?ml\n([\s\S]*?)^```$/gm)).flatMap(({ 1: block = '', index }) => {
    const line = text.slice(0, index).split('\n').length;
    return /^on:/m.test(block) ? [{ name: `${name}:${line}`, text: block }] : [];
  });
}

/** By GitHub's own language service: strict about `action.yml`, and knows the newest keys of workflows. */
export async function checkByLanguageService(files: readonly CheckedFile[]): Promise<readonly Finding[]> {
  return runChild('language-service-child.ts', { files, inputs }, root);
}

/**
 * New keys that GitHub's language service knows and the engine, of January 2025, does not: `timezone` of a schedule, `queue`
 * of a concurrency group, `deployment: false` of an environment. The first of them hides an element that has no `cron`, which
 * the language service sees.
 */
const UNKNOWN_TO_ACTIONLINT = [
  /^element of "schedule" section must be mapping and must contain one key "cron"$/,
  /^unexpected key "queue" for "concurrency" section\./,
  /^unexpected key "deployment" for "environment" section\./,
];

/** By actionlint, in a repository of which our action is part: inputs, outputs, types, and scripts that can be injected into. */
export async function checkByActionlint(files: readonly CheckedFile[]): Promise<readonly Finding[]> {
  const repository = await makeRepository();
  const local = files.map(({ name, text }) => ({ name, text: text.replaceAll(/paastis\/action@\S+/g, './') }));
  const found = await runChild('actionlint-child.ts', { files: local, inputs }, repository);
  return found.filter(({ message }) => UNKNOWN_TO_ACTIONLINT.every((unknown) => !unknown.test(message)));
}

async function makeRepository(): Promise<string> {
  const folder = await makeFolder();
  for (const name of ['.git', '.github/workflows', 'action/dist']) await mkdir(join(folder, name), { recursive: true });
  // Of this engine's time.
  await writeFile(join(folder, 'action.yml'), manifestText.replace('using: node24', 'using: node20'));
  // Looked for, never read.
  for (const name of ['action/dist/index.js', CHECKED_PATH]) await writeFile(join(folder, name), '');
  return folder;
}

async function runChild(program: string, request: CheckRequest, cwd: string): Promise<readonly Finding[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'workflow-checks', program)], {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(request));
  const [answer, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
  if (answer === '') throw new Error(`${program} found nothing to say:\n${complaint}`);
  return findingsSchema.parse(JSON.parse(answer));
}
