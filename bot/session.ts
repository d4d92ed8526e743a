import {
  type Clock,
  completeLine,
  createTranslate,
  type ExitCode,
  exitCode,
  type Language,
  type Paastis,
  parse,
  type Report,
  renderJson,
} from '../core/index.ts';
import { createLive } from './terminal/live.ts';
import { renderReport } from './terminal/render.ts';

/** Where a terminal session writes to. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface SessionOptions {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly output: Output;
  readonly colour: boolean;
  readonly language: Language;
  readonly timezone: string;
  /** `terminal:ana` */
  readonly actor: string;
}

/** Runs lines one by one and shows how they go and how they end. */
export interface Session {
  execute(line: string, signal?: AbortSignal): Promise<ExitCode>;
  /** Reads the names of the apps without a word, for `complete`. */
  learnNames(): Promise<void>;
  /** Whole lines that a typed one may become: commands, and the apps that were last read. */
  complete(line: string): readonly string[];
}

/** Piped text is read by programs and by people in logs: wide enough for a whole table. */
const PIPED_WIDTH = 120;

export function createSession(options: SessionOptions): Session {
  const { paastis, clock, output, language } = options;
  const translate = createTranslate(language);

  const show = (report: Report) => {
    const width = output.isTTY === true ? (output.columns ?? 80) : PIPED_WIDTH;
    const { colour, timezone } = options;
    output.write(`${renderReport(report, { width, colour, translate, now: clock.now(), timezone })}\n`);
  };

  const caller = { actor: options.actor, entryPoint: 'terminal', language } as const;
  let names: readonly string[] = [];

  return {
    learnNames: async () => {
      const report = await paastis.run('list', caller);
      names = mergeNames(names, report);
    },
    complete: (line) => completeLine(line, names),
    execute: async (line, signal) => {
      const json = wantsJson(line);
      const live = createLive({
        clock,
        translate,
        write: (text) => void (json || output.write(text)),
        ...(output.isTTY === true &&
          !json && {
            terminal: { columns: () => output.columns ?? 80, rows: () => output.rows ?? 24, colour: options.colour },
          }),
      });
      // Whoever cancels is told so where the live lines were.
      signal?.addEventListener('abort', () => live.end(), { once: true });
      const report = await paastis.run(line, {
        ...caller,
        onProgress: (progress) => live.update(progress),
        ...(signal && { signal }),
      });
      live.end();
      names = mergeNames(names, report);
      if (json) output.write(`${JSON.stringify(renderJson(report))}\n`);
      else show(report);
      return exitCode(report);
    },
  };
}

/** A filtered list tells only some names: the others stay. */
function mergeNames(names: readonly string[], report: Report): readonly string[] {
  return report.kind === 'list' ? Array.from(new Set([...names, ...report.apps.map(({ name }) => name)])) : names;
}

/** A line that cannot be read has no options; its error is shown as text. */
function wantsJson(line: string): boolean {
  try {
    return parse(line).options.json;
  } catch {
    return /(^|\s)--json(\s|$)/.test(line);
  }
}
