import * as z from 'zod';
import { settingsSchema } from './schema.ts';

/** A JSON Schema as far as we walk it. */
const node = z.looseObject({
  get properties() {
    return z.record(z.string(), node).exactOptional();
  },
  get items() {
    return node.exactOptional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), node]).exactOptional();
  },
  get anyOf() {
    return z.array(node).exactOptional();
  },
  get oneOf() {
    return z.array(node).exactOptional();
  },
});

type Node = z.infer<typeof node>;

const VARIABLE = '\\$\\{\\w+\\}';

/** What editors check `paastis.yml` against; an environment variable may stand for any text. */
export function settingsJsonSchema(): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(settingsSchema, {
    io: 'input',
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern !== undefined) jsonSchema.pattern = `(?:${jsonSchema.pattern})|${VARIABLE}`;
    },
  });
}

/** The keys allowed at a path, for near matches of misspelt ones. */
export function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<readonly Node[]>(
    (nodes, step) => nodes.flatMap((each) => children(each, step)),
    [node.parse(settingsJsonSchema())],
  );
  return [...new Set(found.flatMap(alternatives).flatMap((each) => Object.keys(each.properties ?? {})))];
}

/** Every key of the settings by its path, `[]` for each element: `rules[].match`. */
export function settingsPaths(): readonly string[] {
  return [...new Set(pathsBelow(node.parse(settingsJsonSchema()), ''))];
}

function pathsBelow(from: Node, prefix: string): readonly string[] {
  return alternatives(from).flatMap((each) => {
    const own = Object.entries(each.properties ?? {}).flatMap(([key, value]) => {
      const path = prefix === '' ? key : `${prefix}.${key}`;
      return [path, ...pathsBelow(value, path)];
    });
    return each.items === undefined ? own : [...own, ...pathsBelow(each.items, `${prefix}[]`)];
  });
}

function children(from: Node, step: PropertyKey): readonly Node[] {
  return alternatives(from).flatMap((each) => {
    if (typeof step === 'number') return each.items === undefined ? [] : [each.items];
    const named = each.properties?.[String(step)];
    if (named !== undefined) return [named];
    return typeof each.additionalProperties === 'object' ? [each.additionalProperties] : [];
  });
}

function alternatives(from: Node): readonly Node[] {
  return [from, ...(from.anyOf ?? []), ...(from.oneOf ?? [])];
}
