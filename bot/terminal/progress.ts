import { formatDuration, type ProgressReport, type Translate } from '../../core/index.ts';
import type { Paint } from './paint.ts';
import { displayWidth, pad, plainText, truncate } from './width.ts';

/** The last thing told about a target, and how long it has been under way by now. */
export interface ProgressItem {
  readonly report: ProgressReport;
  readonly elapsedMs: number;
}

export interface ProgressOptions {
  /** Columns; no line is longer. */
  readonly width: number;
  /** Counts the drawings: turns the spinner. */
  readonly frame: number;
  readonly translate: Translate;
  readonly paint: Paint;
}

const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/** Below this width the bar is short and the estimate is left out. */
const NARROW = 70;

/** Below this one the figure is left out too: the bar says nearly the same. */
const VERY_NARROW = 50;

/** A line per target: a bar against the estimate where there is one, a spinner otherwise. */
export function renderProgress(items: readonly ProgressItem[], options: ProgressOptions): readonly string[] {
  const longest = Math.max(0, ...items.map(({ report }) => displayWidth(plainText(report.name))));
  const nameWidth = Math.min(longest, Math.floor(options.width / 3));
  return items.map((item) => renderItem(item, nameWidth, options));
}

/** Never 100 before it is over: past the estimate it waits at 99. */
export function percentOf({ report, elapsedMs }: ProgressItem): number | undefined {
  if (isOver(report)) return 100;
  if (report.estimate === undefined || report.estimate.medianMs <= 0) return undefined;
  return Math.min(99, Math.max(0, Math.floor((elapsedMs / report.estimate.medianMs) * 100)));
}

export function isOver({ phase }: ProgressReport): boolean {
  return phase === 'ready' || phase === 'asleep';
}

function renderItem(item: ProgressItem, nameWidth: number, options: ProgressOptions): string {
  const { width, frame, translate, paint } = options;
  const { report, elapsedMs } = item;
  const over = isOver(report);
  const sign = over ? paint('green', '✓') : paint('cyan', spinner[frame % spinner.length] ?? '');
  const name = `${sign} ${pad(truncate(plainText(report.name), nameWidth), nameWidth)}`;
  const percent = percentOf(item);
  const elapsed = formatDuration(Math.max(1_000, elapsedMs), translate);
  if (percent === undefined || over)
    return `${name}  ${truncate(`${plainText(report.text)}  ${elapsed}`, width - nameWidth - 4)}`;
  const bar = renderBar(percent, width < NARROW ? 8 : 20);
  const figure = width < VERY_NARROW ? '' : `${String(percent).padStart(3)} %  `;
  const estimate = report.estimate?.medianMs;
  const time =
    width < NARROW || estimate === undefined
      ? elapsed
      : translate('progress.of', { elapsed, estimate: formatDuration(estimate, translate) });
  const rest = truncate(`${figure}${plainText(report.text)}  ${time}`, width - nameWidth - bar.length - 6);
  return `${name}  ${paint('green', bar)}  ${rest}`;
}

function renderBar(percent: number, width: number): string {
  const full = Math.round((percent / 100) * width);
  return '█'.repeat(full) + '░'.repeat(width - full);
}
