import { RE2JS } from 're2js';

/** What `{pr}` and `{branch}` stood for in a name. */
export type Captures = Readonly<Record<string, string>>;

export interface Pattern {
  /** The captures of a name that matches as a whole, whatever its case; undefined when it does not. */
  match(name: string): Captures | undefined;
}

/** Longer patterns are refused: a name has 48 characters at most, a qualified one about 80. */
export const LONGEST_PATTERN = 200;

/** What a capture may stand for. */
const captureShapes: Readonly<Record<string, string>> = { pr: '[0-9]+', branch: '[a-z0-9][a-z0-9._-]*' };

const captureNames = Object.keys(captureShapes);

/** Has `*` or `?`, or is written between slashes. */
export function isPattern(text: string): boolean {
  return /[*?]/.test(text) || isRegularExpression(text);
}

/**
 * `shop-pr{pr}-*`, or a regular expression between slashes. Both run on a matcher whose time grows with the length of
 * the name alone, so that no pattern of a user can hang the program.
 * @throws {RangeError} says in English what is wrong with the pattern
 */
export function compilePattern(text: string): Pattern {
  if (text.length > LONGEST_PATTERN) throw new RangeError(`longer than ${LONGEST_PATTERN} characters`);
  if (isRegularExpression(text)) return compile(text.slice(1, -1), 'find');
  const pattern = compile(globSource(text), 'whole');
  const literal = literalOf(text);
  if (!plain.test(literal)) return pattern;
  return {
    match: (name) => (plain.test(name) && !name.toLowerCase().includes(literal) ? undefined : pattern.match(name)),
  };
}

/** Only here is a letter that matches another one in small letters the same: `ſ` matches `s`. */
const plain = /^[ -~]*$/;

/**
 * The longest text that is in every name the glob matches, in small letters. Looking for it first costs a small part of
 * the match, and thousands of apps that each need others by a pattern of their own make millions of matches.
 */
function literalOf(glob: string): string {
  const parts = glob.toLowerCase().split(/\{[^{}]*\}|[*?]/);
  return parts.reduce((longest, part) => (part.length > longest.length ? part : longest), '');
}

/** Puts captures back: `shop-pr{pr}-db` with `{ pr: '42' }`; what was not captured stays as written. */
export function expandCaptures(text: string, captures: Captures): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => captures[name] ?? placeholder);
}

function isRegularExpression(text: string): boolean {
  return text.length > 2 && text.startsWith('/') && text.endsWith('/');
}

function globSource(glob: string): string {
  return glob.replace(/\{([^{}]*)\}|[\s\S]/g, (part, inside: string | undefined) => {
    if (inside !== undefined) return captureSource(inside);
    if (part === '*') return '[^/]*';
    if (part === '?') return '[^/]';
    return RE2JS.quote(part);
  });
}

function captureSource(name: string): string {
  const shape = captureShapes[name];
  if (shape !== undefined) return `(?P<${name}>${shape})`;
  if (name.includes(',')) return `(?:${name.split(',').map(globSource).join('|')})`;
  throw new RangeError(`unknown capture {${name}}, expected ${captureNames.map((known) => `{${known}}`).join(' or ')}`);
}

function compile(source: string, mode: 'find' | 'whole'): Pattern {
  const expression = compileExpression(source);
  const names = Object.keys(expression.namedGroups());
  return {
    match: (name) => {
      const matcher = expression.matcher(name);
      if (!(mode === 'whole' ? matcher.matches() : matcher.find())) return undefined;
      const captured = names.map((group): [string, string] => [group, matcher.group(group) ?? '']);
      return Object.fromEntries(captured.filter(([, value]) => value !== ''));
    },
  };
}

function compileExpression(source: string): RE2JS {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    throw new RangeError(`not a regular expression: ${error instanceof Error ? error.message : ''}`, { cause: error });
  }
}
