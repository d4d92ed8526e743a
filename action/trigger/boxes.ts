/** A tick box of our comment. */
export interface BoxChange {
  /** Qualified name of the app: `scalingo/osc-fr1/shop-pr42`. */
  readonly ref: string;
  readonly verb: 'wake' | 'sleep';
}

export interface Box extends BoxChange {
  /** What people read beside it, Markdown. */
  readonly text: string;
  readonly ticked?: boolean;
}

/**
 * A line of a task list: GitHub lets people with write access tick it in place, which edits the comment. What it is for
 * stands behind it unseen. Empty for an app whose name could be read as several: it can be named in a comment only.
 */
export function boxLine({ verb, ref, text, ticked = false }: Box): string {
  const encoded = encodeRef(ref);
  if (decodeRef(encoded) !== ref) return '';
  const label = text
    .replace(/<!--/g, '&lt;!--')
    .replace(/[\s\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return `- [${ticked ? 'x' : ' '}] ${label} <!-- paastis:${verb} ${encoded} -->`;
}

/** All that are ticked, in the order of the text. */
export function tickedBoxes(body: string): readonly BoxChange[] {
  return listBoxes(body)
    .filter(({ ticked }) => ticked)
    .map(({ verb, ref }) => ({ ref, verb }));
}

/**
 * What an edit ticked: boxes that were there and empty before. One that was not there was written in by hand. Of an app
 * whose boxes were both ticked the wake counts: it harms nobody.
 */
export function newlyTicked(before: string, after: string): readonly BoxChange[] {
  const keysBefore = listBoxes(before);
  const empty = new Set(keysBefore.filter(({ ticked }) => !ticked).map(keyOf));
  const full = new Set(tickedBoxes(before).map(keyOf));
  const changes = tickedBoxes(after).filter((box) => empty.has(keyOf(box)) && !full.has(keyOf(box)));
  const woken = new Set(changes.filter(({ verb }) => verb === 'wake').map(({ ref }) => ref));
  const wanted = changes.filter(({ verb, ref }) => verb === 'wake' || !woken.has(ref));
  return [...new Map(wanted.map((box) => [box.ref, box])).values()];
}

function keyOf({ verb, ref }: BoxChange): string {
  return `${verb} ${ref}`;
}

const boxShape = /^\s{0,3}[-*+] \[([ xX])\] [^<]*(?:<(?!!--)[^<]*)*<!-- paastis:(wake|sleep) (\S{1,400}) -->\s*$/;

function listBoxes(body: string): readonly (BoxChange & { readonly ticked: boolean })[] {
  return body.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, mark, verb, encoded = ''] = boxShape.exec(line) ?? [];
    const ref = decodeRef(encoded);
    if (ref === undefined || (verb !== 'wake' && verb !== 'sleep')) return [];
    return [{ ref, verb, ticked: mark !== ' ' }];
  });
}

/** Two dashes would end the unseen part early, and names at Clever Cloud may hold blanks and more. */
function encodeRef(ref: string): string {
  const [type = '', region = '', ...name] = ref.split('/');
  const encoded = encodeURIComponent(name.join('/').toWellFormed()).replace(/--/g, '-%2D');
  return `${type}/${region}/${encoded}`;
}

/** Anybody who may edit comments may have written it: only what names one app, and on one line, is taken. */
function decodeRef(encoded: string): string | undefined {
  const [, region, rest = ''] =
    /^((?:scalingo|clever-cloud)\/[a-z0-9]+(?:-[a-z0-9]+)*)\/([\w.!~'()%-]+)$/.exec(encoded) ?? [];
  if (region === undefined) return undefined;
  const name = decode(rest);
  if (name === undefined || !appName.test(name)) return undefined;
  return `${region}/${name}`;
}

/** Whatever the command language would take for a second target, a quote, a pattern or an option is left out. */
const appName = /^(?! )[\p{L}\p{M}\p{N} ._+()&@#:!~=[\]'-]{1,100}(?<! )$/u;

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
