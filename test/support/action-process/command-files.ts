/**
 * Reads `GITHUB_OUTPUT`, `GITHUB_STATE` and `GITHUB_ENV` as the runner does: whichever of `=` and `<<` comes first in a
 * line says what it is; a value of several lines ends at a line that is the delimiter and nothing else.
 * @throws {Error} where the runner fails the step
 * @see https://github.com/actions/runner `FileCommandManager.cs`
 */
export function parseCommandFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = new Lines(text);
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    if (line === '') continue;
    const [name, value] = parseEntry(line, lines);
    // Like the runner's dictionary: the last one counts, and no name is special.
    Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return values;
}

function parseEntry(line: string, lines: Lines): readonly [name: string, value: string] {
  const equals = line.indexOf('=');
  const heredoc = line.indexOf('<<');
  if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
    const name = line.slice(0, heredoc);
    const delimiter = line.slice(heredoc + 2);
    if (name === '' || delimiter === '') throw new Error(`Invalid format '${line}': no name or no delimiter`);
    return [name, lines.until(delimiter)];
  }
  if (equals <= 0) throw new Error(`Invalid format '${line}'`);
  return [line.slice(0, equals), line.slice(equals + 1)];
}

class Lines {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Without its newline. */
  next(): string | undefined {
    if (this.#at >= this.#text.length) return undefined;
    const end = this.#text.indexOf('\n', this.#at);
    const line = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#text.length : end + 1;
    return line;
  }

  /** Everything up to the line that is the delimiter, which may be the last one without a newline. */
  until(delimiter: string): string {
    const start = this.#at;
    for (;;) {
      const lineStart = this.#at;
      const line = this.next();
      if (line === undefined) throw new Error(`Matching delimiter not found '${delimiter}'`);
      if (line === delimiter) return this.#text.slice(start, Math.max(start, lineStart - 1));
      if (!this.#text.startsWith('\n', this.#at - 1)) throw new Error('The last line of a value lacks its newline');
    }
  }
}
