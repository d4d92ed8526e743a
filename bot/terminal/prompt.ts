import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import type { ExitCode, Translate } from '../../core/index.ts';
import { wrap } from './width.ts';

export interface PromptOptions {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream & { readonly columns?: number };
  /** A person types: prompt, history, completion and Ctrl-C. Else lines are read from a pipe, silently. */
  readonly interactive: boolean;
  /** Runs a line and writes its answer; the signal aborts on Ctrl-C. */
  readonly execute: (line: string, signal: AbortSignal) => Promise<ExitCode>;
  /** Whole lines that the typed one may become. */
  readonly complete?: (line: string) => readonly string[];
  /** Ends it from outside, once what runs has ended. */
  readonly stop?: AbortSignal;
  readonly translate: Translate;
}

const leaving = ['exit', 'quit', ':q'];

/** Reads lines until the end of the input or `exit`, and runs every one in order. Tells the first failure's exit code. */
export async function runPrompt(options: PromptOptions): Promise<ExitCode> {
  const screen = new Screen(options.output);
  const { complete = () => [] } = options;
  const reader = createInterface({
    input: options.input,
    ...(options.interactive
      ? {
          output: screen,
          terminal: true,
          prompt: 'paastis> ',
          completer: (line: string) => completeWord(line, complete(line)),
        }
      : { terminal: false }),
  });
  if (options.interactive) {
    const lines = wrap(options.translate('prompt.welcome'), screen.columns);
    options.output.write(`${lines.join('\n')}\n`);
  }
  return new Session(options, reader, screen).run();
}

/** The last word alone, so that the choices shown are names and not whole lines; a sure one gets its space. */
function completeWord(line: string, lines: readonly string[]): [string[], string] {
  const at = line.lastIndexOf(' ') + 1;
  const words = lines.map((whole) => whole.slice(at));
  return [words.length === 1 ? words.map((word) => `${word} `) : words, line.slice(at)];
}

/** Swallows what the line editor writes while a command runs: its answer owns the screen then. */
class Screen extends Writable {
  readonly isTTY = true;
  muted = false;
  readonly #output: PromptOptions['output'];

  constructor(output: PromptOptions['output']) {
    super({ decodeStrings: false });
    this.#output = output;
  }

  get columns(): number {
    return this.#output.columns ?? 80;
  }

  override _write(chunk: unknown, _encoding: string, done: () => void): void {
    if (!this.muted) this.#output.write(String(chunk));
    done();
  }
}

/** Lines wait their turn in a queue, so that a fast typist and a pipe lose none. */
class Session {
  readonly #options: PromptOptions;
  readonly #reader: Interface;
  readonly #screen: Screen;
  readonly #lines: string[] = [];
  #running: AbortController | undefined;
  #ended = false;
  #firstFailure: ExitCode = 0;
  #wake: () => void = () => {};
  /** Resolves when the person leaves without waiting for what runs. */
  readonly #left = Promise.withResolvers<ExitCode>();

  constructor(options: PromptOptions, reader: Interface, screen: Screen) {
    this.#options = options;
    this.#reader = reader;
    this.#screen = screen;
    reader.on('line', (line) => this.#add(line));
    reader.on('close', () => this.#end());
    reader.on('SIGINT', () => this.#interrupt());
    if (options.stop?.aborted) this.#leave();
    options.stop?.addEventListener('abort', () => this.#leave(), { once: true });
  }

  async run(): Promise<ExitCode> {
    let line: string | undefined;
    while (true) {
      line = await this.#next();
      if (line === undefined || leaving.includes(line.toLowerCase())) break;
      if (line !== '') await this.#execute(line);
    }
    this.#reader.close();
    const { interactive, output, translate } = this.#options;
    // Whoever left without a word has not ended the prompt's line.
    if (interactive) output.write(`${line === undefined ? '\n' : ''}${translate('prompt.bye')}\n`);
    return this.#firstFailure;
  }

  #add(line: string): void {
    this.#lines.push(line.trim());
    this.#wake();
  }

  #leave(): void {
    this.#lines.length = 0;
    this.#end();
  }

  #end(): void {
    this.#ended = true;
    this.#wake();
  }

  async #next(): Promise<string | undefined> {
    if (this.#lines.length === 0 && !this.#ended) {
      if (this.#options.interactive) this.#reader.prompt(true);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#lines.shift();
  }

  async #execute(line: string): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#screen.muted = true;
    try {
      const code = await Promise.race([this.#options.execute(line, running.signal), this.#left.promise]);
      if (this.#firstFailure === 0) this.#firstFailure = code;
    } finally {
      this.#screen.muted = false;
      this.#running = undefined;
    }
  }

  /** Cancels what runs (its answer says so), clears what is typed, or leaves: the second time, or when there is neither. */
  #interrupt(): void {
    const { output } = this.#options;
    if (this.#running !== undefined && !this.#running.signal.aborted) {
      this.#running.abort(new DOMException('cancelled from the terminal', 'AbortError'));
      this.#lines.length = 0;
      return;
    }
    if (this.#running === undefined && this.#reader.line !== '') {
      output.write('^C\n');
      this.#reader.write(null, { ctrl: true, name: 'e' });
      this.#reader.write(null, { ctrl: true, name: 'u' });
      return;
    }
    this.#lines.length = 0;
    this.#left.resolve(1);
    this.#end();
  }
}
