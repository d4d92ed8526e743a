import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';

const schema = z.object({
  inputs: z.record(z.string(), z.looseObject({ default: z.string().optional() })),
  outputs: z.record(z.string(), z.looseObject({})),
  runs: z.object({ using: z.literal('node24'), main: z.string(), post: z.string().optional() }),
});

/** What the runner reads of `action.yml`. */
export type Manifest = z.infer<typeof schema>;

export async function readManifest(folder: string): Promise<Manifest> {
  return schema.parse(parse(await readFile(join(folder, 'action.yml'), 'utf8')));
}

/** The `with:` of a step, as variables of the process. */
export interface GivenInputs {
  readonly variables: Readonly<Record<string, string>>;
  /** Names that `action.yml` does not know; passed all the same. */
  readonly unexpected: readonly string[];
}

/**
 * As the runner does it: names are compared without case; what is not given takes its default, an empty one where there is
 * none; what is given stays, empty or not. Dashes stay dashes.
 * @see https://github.com/actions/runner `ActionRunner.cs`, `Handler.cs`
 */
export function giveInputs(
  manifest: Manifest,
  given: Readonly<Record<string, string>>,
  githubToken: string,
): GivenInputs {
  const names = Object.keys(manifest.inputs);
  const defaults = names.map((name) => [variableOf(name), evaluate(manifest.inputs[name]?.default ?? '', githubToken)]);
  const values = Object.entries(given).map(([name, value]) => [variableOf(name), value]);
  const known = new Set(names.map(variableOf));
  return {
    variables: Object.fromEntries([...defaults, ...values]),
    unexpected: Object.keys(given).filter((name) => !known.has(variableOf(name))),
  };
}

function variableOf(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** The one expression that a default of ours uses. */
function evaluate(text: string, githubToken: string): string {
  const value = text.replaceAll(/\$\{\{\s*github\.token\s*\}\}/g, githubToken);
  if (value.includes('${{')) throw new Error(`The harness cannot evaluate ${text}`);
  return value;
}
