import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';

/** A place in the settings and what is wrong there, on one line. */
export type Faults = string[];

/** Larger files are not settings. */
const LONGEST_FILE = 1_000_000;

export interface SettingsDocument {
  /** Plain data, environment variables filled in. */
  readonly value: unknown;
  /** `paastis.yml:6:5 rules[1].idle_afer`; with `key`, the place of that key below the path. */
  place(path: readonly PropertyKey[], key?: string): string;
}

/**
 * Reads YAML and puts the environment in. What is wrong goes into `faults`: bad YAML, duplicate keys, aliases that
 * would grow beyond measure, variables that are not set (by name, never by value).
 */
export function readDocument(
  text: string,
  options: { readonly fileName: string; readonly env: Readonly<Record<string, string | undefined>> },
  faults: Faults,
): SettingsDocument {
  const lines = new LineCounter();
  const { fileName } = options;
  if (text.length > LONGEST_FILE) {
    faults.push(`${fileName}: longer than ${LONGEST_FILE} characters`);
    return { value: undefined, place: () => fileName };
  }
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined) => {
    const { line, col } = lines.linePos(offset ?? 0);
    return `${fileName}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  for (const error of document.errors) faults.push(`${at(error.pos[0])} ${error.message}`);
  fillIn(document, options.env, (node, name) =>
    faults.push(`${at(node.range?.[0])} the environment variable ${name} is not set`),
  );
  return {
    value: document.errors.length > 0 ? undefined : toValue(document, (message) => faults.push(`${at(0)} ${message}`)),
    place: (path, key) =>
      `${at(offsetOf(document, path, key))} ${printPath(key === undefined ? path : [...path, key])}`,
  };
}

/** The text is read first and filled in afterwards, so that no variable can bring keys of its own. */
function fillIn(
  document: Document,
  env: Readonly<Record<string, string | undefined>>,
  missing: (node: Node, name: string) => void,
): void {
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string') return;
      node.value = node.value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
        const value = env[name];
        if (value !== undefined && value !== '') return value;
        missing(node, name);
        return whole;
      });
    },
  });
}

function toValue(document: Document, fault: (message: string) => void): unknown {
  try {
    // An empty file is one that sets nothing.
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value ?? {};
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    fault('aliases are repeated too often');
    return undefined;
  }
}

/** Where the value at the path starts, or the key itself; of what is missing, the nearest thing around it. */
function offsetOf(document: Document, path: readonly PropertyKey[], key: string | undefined): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    node = below(document, node, step);
    if (node === undefined) return offset;
    offset = startOf(node) ?? offset;
  }
  const map = resolved(document, node);
  if (key === undefined || !isMap(map)) return offset;
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return startOf(pair?.key) ?? offset;
}

function below(document: Document, node: unknown, step: PropertyKey): unknown {
  const collection = resolved(document, node);
  return isCollection(collection) ? collection.get(step, true) : undefined;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** `rules[1].idle_after` */
function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
