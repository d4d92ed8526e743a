import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Pair, type YAMLMap } from 'yaml';

/** Where the value at the path starts, or the key itself; of what is missing, the nearest thing around it. */
export function offsetOf(
  document: Document,
  path: readonly PropertyKey[],
  key: string | undefined,
): number | undefined {
  let node: unknown = document.contents;
  let offset = startOf(node);
  for (const step of path) {
    const map = resolved(document, node);
    // A key that has lost its value is the place where the value is missing.
    const lone = isMap(map) ? startOf(pairOf(map, String(step))?.key) : undefined;
    node = below(document, node, step);
    if (node === undefined) return lone ?? offset;
    offset = startOf(node) ?? offset;
  }
  const map = resolved(document, node);
  if (key === undefined || !isMap(map)) return offset;
  return startOf(pairOf(map, key)?.key) ?? offset;
}

/** A key may be a number to YAML, and is a text in the path. */
function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
}

export function nodeAt(document: Document, path: readonly PropertyKey[]): unknown {
  return resolved(
    document,
    path.reduce<unknown>((node, step) => below(document, node, step), document.contents),
  );
}

function below(document: Document, node: unknown, step: PropertyKey): unknown {
  const collection = resolved(document, node);
  if (isMap(collection)) return pairOf(collection, String(step))?.value ?? undefined;
  return isSeq(collection) ? collection.get(Number(step), true) : undefined;
}

function resolved(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

/** `rules[1].idle_after` */
export function printPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}
