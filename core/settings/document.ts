import {
  type Document,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  Scalar,
  visit,
  type YAMLError,
  YAMLMap,
} from 'yaml';
import { editDistance } from '../model/near.ts';
import type { Fault, FaultKey, Finding, Place } from './faults.ts';
import { nodeAt, offsetOf, printPath } from './places.ts';

/** Larger files are not settings. */
export const LONGEST_FILE = 1_000_000;

/** `SCALINGO_TOKEN` for `SCALINGO_API_TOKEN`. */
const MOST_EDITS = 4;

type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsDocument {
  /** Plain data, environment variables filled in; undefined where nothing more can be said about it. */
  readonly value: unknown;
  /** Where a value is; with `key`, where that key below the path is. */
  readonly place: (path: readonly PropertyKey[], key?: string) => Place;
  /** Whether the value there is taken from the environment. */
  readonly isReference: (path: readonly PropertyKey[]) => boolean;
}

/** A finding and the offset in the text it is about. */
type Report = (offset: number | undefined, finding: Finding) => void;

/**
 * Reads YAML and puts the environment in. What is wrong goes into `faults`: bad YAML, duplicate keys, aliases that
 * would grow beyond measure, variables that are not set (by name, never by value).
 */
export function readDocument(text: string, env: Environment, faults: Fault[]): SettingsDocument {
  const lines = new LineCounter();
  const placeOf = (offset: number | undefined, path: string): Place => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { line: Math.max(1, line), column: Math.max(1, col), path };
  };
  const report: Report = (offset, finding) => faults.push({ ...placeOf(offset, ''), ...finding });
  const unreadable = { value: undefined, place: () => placeOf(0, ''), isReference: () => false };
  // Nothing is counted for a text that is not parsed: what stands before its fault is.
  if (text.length > LONGEST_FILE) {
    faults.push({ line: 1, column: 1, path: '', key: 'fault.file_long', values: { most: LONGEST_FILE } });
    return unreadable;
  }
  const foreign = foreignCharacter(text);
  if (foreign !== undefined) {
    faults.push({ ...foreign, path: '', key: 'fault.file_binary' });
    return unreadable;
  }
  // Some editors begin a file with a mark that is no text; columns are counted without it.
  const document = parseDocument(text.replace(/^\uFEFF/, ''), {
    lineCounter: lines,
    prettyErrors: false,
    merge: true,
  });
  for (const error of [...document.errors, ...document.warnings]) report(error.pos[0], { key: yamlFault(error) });
  replaceUnknownAliases(document, report);
  const filled = fillIn(document, env, report);
  const broken = document.errors.some(({ code }) => code !== 'DUPLICATE_KEY');
  return {
    value: broken ? undefined : toValue(document, report),
    place: (path, key) => placeOf(offsetOf(document, path, key), printPath(key === undefined ? path : [...path, key])),
    isReference: (path) => {
      const node = nodeAt(document, path);
      return isNode(node) && filled.has(node);
    },
  };
}

/** Bytes that are no UTF-8 arrive as U+FFFD, those of UTF-16 with zeros between the letters. */
function foreignCharacter(text: string): Pick<Place, 'line' | 'column'> | undefined {
  const at = Math.min(...['\uFFFD', '\0'].map((sign) => text.indexOf(sign)).filter((index) => index >= 0));
  if (!Number.isFinite(at)) return undefined;
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** Our words: the library's quote what stands in the file. */
function yamlFault({ code, message }: YAMLError): FaultKey {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'fault.yaml_tab';
    case 'DUPLICATE_KEY':
      return 'fault.yaml_duplicate';
    case 'MULTIPLE_DOCS':
      return 'fault.yaml_documents';
    case 'BAD_SCALAR_START':
      return 'fault.yaml_start';
    case 'BAD_INDENT':
      return message.includes('end with a') ? 'fault.yaml_missing' : 'fault.yaml_indent';
    case 'MISSING_CHAR':
      return /item without|same column/.test(message) ? 'fault.yaml_indent' : 'fault.yaml_missing';
    case 'MULTILINE_IMPLICIT_KEY':
    case 'UNEXPECTED_TOKEN':
      return 'fault.yaml_missing';
    case 'BLOCK_AS_IMPLICIT_KEY':
    case 'BLOCK_IN_FLOW':
      return 'fault.yaml_nested';
    case 'BAD_ALIAS':
    case 'ALIAS_PROPS':
      return 'fault.yaml_alias';
    case 'BAD_DQ_ESCAPE':
      return 'fault.yaml_escape';
    case 'TAG_RESOLVE_FAILED':
      return 'fault.yaml_tag';
    default:
      return 'fault.yaml_other';
  }
}

/** `match: *-production` is an alias to YAML. A text takes its place, so that the other faults are told as well. */
function replaceUnknownAliases(document: Document, report: Report): void {
  visit(document, {
    Alias: (_, node, path) => {
      if (node.resolve(document) !== undefined) return undefined;
      report(node.range?.[0], { key: 'fault.yaml_alias' });
      const parent = path.at(-1);
      if (isPair(parent) && isScalar(parent.key) && isMergeKey(parent.key.value)) return new YAMLMap();
      const text = new Scalar('*');
      text.range = node.range ?? null;
      return text;
    },
  });
}

/** The library keeps a merge key as a symbol, or as written. */
function isMergeKey(value: unknown): boolean {
  return value === '<<' || typeof value === 'symbol';
}

/** The text is read first and filled in afterwards, so that no variable can bring keys of its own. */
function fillIn(document: Document, env: Environment, report: Report): ReadonlySet<Node> {
  const filled = new Set<Node>();
  visit(document, {
    Scalar: (key, node) => {
      if (key === 'key' || typeof node.value !== 'string') return;
      if (/\$\{(?!\w+\})/.test(node.value)) report(node.range?.[0], { key: 'fault.variable_shape' });
      node.value = node.value.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
        const value = env[name];
        filled.add(node);
        if (value !== undefined && value.trim() !== '') return value;
        report(node.range?.[0], variableFault(name, env));
        return whole;
      });
    },
  });
  return filled;
}

function variableFault(name: string, env: Environment): Finding {
  if (env[name] !== undefined) return { key: 'fault.variable_empty', values: { name } };
  // A variable far from this one is another one, and not what was meant.
  const [meant] = Object.keys(env)
    .map((known) => ({ known, edits: editDistance(name, known) }))
    .filter(({ edits }) => edits <= MOST_EDITS)
    .sort((a, b) => a.edits - b.edits);
  return { key: 'fault.variable_unset', values: { name }, ...(meant !== undefined && { meant: meant.known }) };
}

function toValue(document: Document, report: Report): unknown {
  try {
    // An empty file is one that sets nothing.
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    return value ?? {};
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // Aliases without end, or a merge key with something that cannot be merged.
    report(0, { key: error instanceof ReferenceError ? 'fault.yaml_aliases' : 'fault.yaml_other' });
    return undefined;
  }
}
