/** What stands between `${{` and `}}`: as much of GitHub's expressions as our examples use; anything else throws. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value | undefined };

/** `github`, `secrets`, `inputs`, `steps`. */
export type Contexts = Readonly<Record<string, Value>>;

/** A text of a workflow with its expressions filled in. */
export function fillIn(text: string, contexts: Contexts): string {
  return text.replace(/\$\{\{(.*?)\}\}/gs, (_, expression: string) => print(evaluate(expression, contexts)));
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/expressions */
export function evaluate(expression: string, contexts: Contexts): Value {
  const tokens = tokensOf(expression);
  const value = readOr(tokens, contexts);
  if (tokens.length > 0) throw new Error(`Not understood: ${tokens.join(' ')} in ${expression}`);
  return value;
}

export function isTruthy(value: Value): boolean {
  return value !== null && value !== false && value !== '' && value !== 0;
}

function print(value: Value): string {
  if (typeof value === 'object' && value !== null) throw new Error('Only plain values can be written out');
  return value === null ? '' : String(value);
}

const token = /\s*(\|\||&&|[=!]=|[!(),]|'(?:[^']|'')*'|\d+|[A-Za-z_][\w.-]*)/y;

function tokensOf(expression: string): string[] {
  const text = expression.trim();
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const [, word] = token.exec(text) ?? [];
    if (word === undefined) throw new Error(`Not understood: ${text.slice(at)}`);
    found.push(word);
  }
  return found;
}

/** Both sides are always read: nothing here has an effect. */
function readOr(tokens: string[], contexts: Contexts): Value {
  let value = readAnd(tokens, contexts);
  while (tokens[0] === '||') {
    tokens.shift();
    const other = readAnd(tokens, contexts);
    value = isTruthy(value) ? value : other;
  }
  return value;
}

function readAnd(tokens: string[], contexts: Contexts): Value {
  let value = readEquality(tokens, contexts);
  while (tokens[0] === '&&') {
    tokens.shift();
    const other = readEquality(tokens, contexts);
    value = isTruthy(value) ? other : value;
  }
  return value;
}

function readEquality(tokens: string[], contexts: Contexts): Value {
  const value = readOne(tokens, contexts);
  if (tokens[0] !== '==' && tokens[0] !== '!=') return value;
  const wanted = tokens.shift() === '==';
  return (fold(value) === fold(readOne(tokens, contexts))) === wanted;
}

function readOne(tokens: string[], contexts: Contexts): Value {
  const word = tokens.shift();
  if (word === undefined) throw new Error('Something is missing at the end');
  if (word === '!') return !isTruthy(readOne(tokens, contexts));
  if (word === '(') {
    const value = readOr(tokens, contexts);
    expectWord(tokens, ')');
    return value;
  }
  if (word.startsWith("'")) return word.slice(1, -1).replaceAll("''", "'");
  if (/^\d+$/.test(word)) return Number(word);
  if (tokens[0] === '(') return call(word, tokens, contexts);
  const words: Readonly<Record<string, Value>> = { true: true, false: false, null: null };
  return word in words ? (words[word] ?? null) : lookUp(word, contexts);
}

function call(name: string, tokens: string[], contexts: Contexts): Value {
  expectWord(tokens, '(');
  const text = print(readOr(tokens, contexts)).toLowerCase();
  expectWord(tokens, ',');
  const part = print(readOr(tokens, contexts)).toLowerCase();
  expectWord(tokens, ')');
  if (name === 'startsWith') return text.startsWith(part);
  if (name === 'contains') return text.includes(part);
  throw new Error(`There is no function ${name} here`);
}

function expectWord(tokens: string[], word: string): void {
  const found = tokens.shift();
  if (found !== word) throw new Error(`Expected ${word}, found ${found}`);
}

/** Comparisons go by letters, not by their case. */
function fold(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** What a context lacks is null; a context that does not exist is a mistake. */
function lookUp(path: string, contexts: Contexts): Value {
  const [name = '', ...keys] = path.split('.');
  const context = contexts[name];
  if (context === undefined) throw new Error(`There is no context ${name}`);
  return keys.reduce<Value>((value, key) => {
    return typeof value === 'object' && value !== null && !isList(value) ? (value[key] ?? null) : null;
  }, context);
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
