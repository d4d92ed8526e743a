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
  /** For what moves on the screen; default: the same. */
  readonly redrawClock?: Clock;
  readonly output: Output;
  readonly colour: boolean;
  /** The terminal shows nothing but ASCII; left out: it knows UTF-8. */
  readonly ascii?: boolean;
  readonly language: Language;
  readonly timezone: string;
  /** `terminal:ana` */
  readonly actor: string;
}

/** Runs lines one by one and shows how they go and how they end. */
export interface Session {
  execute(line: string, signal?: AbortSignal): Promise<ExitCode>;
  /** Reads the names of all apps without a word, so that `complete` knows them before the first answer. */
  learnNames(): Promise<void>;
  /** What a typed line may become: commands, and the names that answers have shown so far. */
  complete(line: string): readonly string[];
}

/** Piped text is read by programs and by people in logs: wide enough for a whole table. */
const PIPED_WIDTH = 120;

export function createSession(options: SessionOptions): Session {
  const { paastis, clock, output, language } = options;
  const translate = createTranslate(language);
  const names = new Set<string>();

  const show = (report: Report) => {
    const width = output.isTTY === true ? (output.columns ?? 80) : PIPED_WIDTH;
    const { colour, ascii = false, timezone } = options;
    output.write(`${renderReport(report, { width, colour, ascii, translate, now: clock.now(), timezone })}\n`);
  };

  const caller = { actor: options.actor, entryPoint: 'terminal', language } as const;
  const learn = (report: Report) => {
    for (const name of namesIn(report)) names.add(name);
  };

  return {
    learnNames: async () => learn(await paastis.run('list', caller)),
    execute: async (line, signal) => {
      const json = wantsJson(line);
      const live = createLive({
        // Redrawn for eyes, whatever the speed of a simulated account.
        clock: options.redrawClock ?? clock,
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
      learn(report);
      if (json) output.write(`${JSON.stringify(renderJson(report))}\n`);
      else show(report);
      return exitCode(report);
    },
    complete: (line) => completeLine(line, [...names]),
  };
}

function namesIn(report: Report): readonly string[] {
  if (report.kind === 'list' || report.kind === 'status') return report.apps.map(({ name }) => name);
  return report.kind === 'operation' ? report.results.map(({ name }) => name) : [];
}

/** A line that cannot be read has no options; its error is shown as text. */
function wantsJson(line: string): boolean {
  try {
    return parse(line).options.json;
  } catch {
    return /(^|\s)--json(\s|$)/.test(line);
  }
}
