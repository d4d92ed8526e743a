import { type Clock, isRecent } from '../../clock.ts';
import type { Application, Deployment } from './schema.ts';
import { isSettled, type StatusReading, UNSEEN_START_MS } from './status.ts';

/** Everything read about one app at one instant. */
export interface Reading {
  readonly application: Application;
  readonly last: Deployment | undefined;
  readonly status: StatusReading;
  readonly readAt: Date;
}

/** A start we asked for, until its deployment has ended. */
export interface PendingStart {
  readonly id: string | undefined;
  readonly atMs: number;
  /** The newest row before we asked: older than ours, even within the margin of the clocks. */
  readonly previous: string | undefined;
  readonly seen: boolean;
  /** It was asked for a second time, because no row ever showed up. */
  readonly repeated: boolean;
}

/** By the app's id, newest first. */
export type RowsByApp = Readonly<Record<string, readonly Deployment[]>>;

/** A wake reads the app and starts it right after: the second needs no read of its own. */
const FRESH_MS = 5_000;

/** Their clock and ours may differ by this much when rows are told apart by date. */
export const CLOCK_MARGIN_MS = 10_000;

/** What the provider remembers between calls. Losing it costs calls, never an app. */
export class Memory {
  readonly #clock: Clock;
  readonly #readings = new Map<string, Reading>();
  readonly #starts = new Map<string, PendingStart>();
  #rows: Promise<RowsByApp | undefined> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(reading: Reading): void {
    for (const [id, { readAt }] of this.#readings) if (!this.#isFresh(readAt)) this.#readings.delete(id);
    this.#readings.set(reading.application.id, reading);
  }

  /** A whole list, in the place of all that was known; an app whose newest row is not known is read again. */
  keepAll(readings: readonly Reading[]): void {
    this.#readings.clear();
    for (const reading of readings) {
      if (reading.last !== undefined) this.#readings.set(reading.application.id, reading);
    }
  }

  /** What was read in the last seconds, unless we changed the app since. */
  recall(id: string): Reading | undefined {
    const reading = this.#readings.get(id);
    return reading !== undefined && this.#isFresh(reading.readAt) ? reading : undefined;
  }

  forget(id: string): void {
    this.#readings.delete(id);
  }

  findStart(id: string): PendingStart | undefined {
    return this.#starts.get(id);
  }

  noteStart(id: string, start: PendingStart): void {
    this.#starts.set(id, start);
    this.forget(id);
  }

  endStart(id: string): void {
    this.#starts.delete(id);
    this.forget(id);
  }

  /** A start of ours was accepted a moment ago and is not visible yet: the app still reads as stopped. */
  isStartUnseen(id: string): boolean {
    const start = this.#starts.get(id);
    return start !== undefined && !start.seen && isRecent(start.atMs, this.#clock.now(), UNSEEN_START_MS - 1);
  }

  /** Learns from the newest row that our start became visible, ended, or was overtaken. */
  observe(id: string, last: Deployment | undefined): void {
    const start = this.#starts.get(id);
    if (start === undefined || last === undefined || !isSince(last, start)) return;
    if (isSettled(last)) this.#starts.delete(id);
    else this.#starts.set(id, { ...start, seen: true });
  }

  /** The newest rows of all apps of the owner, asked for once by all who ask while they are on their way. */
  shareRows(read: () => Promise<RowsByApp | undefined>): Promise<RowsByApp | undefined> {
    this.#rows ??= read().finally(() => {
      this.#rows = undefined;
    });
    return this.#rows;
  }

  #isFresh(readAt: Date): boolean {
    return isRecent(readAt.getTime(), this.#clock.now(), FRESH_MS);
  }
}

/** The row is the asked start or newer than it. */
export function isSince(row: Deployment, start: Pick<PendingStart, 'id' | 'atMs' | 'previous'>): boolean {
  if (row.uuid === start.id) return true;
  return row.uuid !== start.previous && row.date >= start.atMs - CLOCK_MARGIN_MS;
}
