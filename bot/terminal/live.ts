import type { Clock } from '../../core/clock.ts';
import { formatDuration, type ProgressReport, type Translate } from '../../core/index.ts';
import { createPaint } from './paint.ts';
import { isOver, type ProgressItem, renderProgress } from './progress.ts';
import { plainText } from './width.ts';

export interface LiveOptions {
  readonly clock: Clock;
  readonly write: (text: string) => void;
  /** Undefined when piped: then plain lines are written, and no cursor is moved. */
  readonly terminal?: { readonly columns: () => number; readonly rows: () => number; readonly colour: boolean };
  readonly translate: Translate;
}

/** Shows operations while they run. */
export interface Live {
  update(report: ProgressReport): void;
  /** Wipes what moved, so that the answer takes its place. Call it once the command has ended. */
  end(): void;
}

/** Ten drawings a second look smooth, and cost little over a slow connection. */
const REDRAW_MS = 100;

export function createLive(options: LiveOptions): Live {
  const { terminal } = options;
  return terminal === undefined ? createPlainLive(options) : createMovingLive(options, terminal);
}

/** A line per change of phase. */
function createPlainLive({ write, translate }: LiveOptions): Live {
  const phases = new Map<string, string>();
  return {
    update: (report) => {
      if (phases.get(report.ref) === report.phase) return;
      phases.set(report.ref, report.phase);
      const elapsed = formatDuration(report.elapsedMs, translate);
      const line = translate('progress.line', { name: plainText(report.name), text: plainText(report.text), elapsed });
      write(`${line}\n`);
    },
    end: () => {},
  };
}

function createMovingLive(
  { clock, write, translate }: LiveOptions,
  terminal: NonNullable<LiveOptions['terminal']>,
): Live {
  const items = new Map<string, { report: ProgressReport; receivedMs: number }>();
  const paint = createPaint(terminal.colour);
  const stop = new AbortController();
  let drawn = 0;
  let frame = 0;
  let drawing = false;

  const draw = () => {
    const nowMs = clock.now().getTime();
    const current = Array.from(
      items.values(),
      ({ report, receivedMs }): ProgressItem => ({
        report,
        elapsedMs: report.elapsedMs + (isOver(report) ? 0 : nowMs - receivedMs),
      }),
    );
    // The last column stays free, or the terminal would wrap; a row above the screen could not be drawn again.
    const width = Math.max(20, terminal.columns() - 1);
    const lines = renderProgress(current, { width, frame, translate, paint });
    const fitting = lines.slice(-Math.max(1, terminal.rows() - 1));
    write(`${erase(drawn)}${fitting.map((line) => `${line}\n`).join('')}`);
    drawn = fitting.length;
    frame += 1;
  };

  const keepDrawing = async () => {
    while (!stop.signal.aborted) {
      draw();
      await clock.delay(REDRAW_MS, stop.signal).catch(() => undefined);
    }
  };

  return {
    update: (report) => {
      items.set(report.ref, { report, receivedMs: clock.now().getTime() });
      if (drawing) return;
      drawing = true;
      void keepDrawing();
    },
    end: () => {
      stop.abort();
      write(erase(drawn));
      drawn = 0;
    },
  };
}

/** Back to the first line drawn, everything below it wiped. */
function erase(lines: number): string {
  return lines === 0 ? '' : `\r\u001b[${lines}A\u001b[J`;
}
