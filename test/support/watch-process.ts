import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import type { ClockOrigin } from './fast-clock.ts';

export interface WatchProcessOptions {
  readonly simulator: ScalingoSimulator;
  readonly folder: string;
  readonly speed: number;
  readonly origin: ClockOrigin;
  /** A line of its answers: `done wake scalingo/osc-fr1/shop-pr42`. */
  readonly onLine: (line: string) => void;
}

/** The program as a process of its own, started again and again on one folder. */
export class WatchProcess {
  readonly #options: WatchProcessOptions;
  /** Ends that nobody asked for. */
  readonly crashes: string[] = [];
  #child: ChildProcess | undefined;
  #starts = 0;

  constructor(options: WatchProcessOptions) {
    this.#options = options;
  }

  get starts(): number {
    return this.#starts;
  }

  start(): void {
    const { simulator, folder, speed, origin, onLine } = this.#options;
    this.#starts += 1;
    const child = spawn(
      process.execPath,
      [
        '--import',
        join(import.meta.dirname, '../../bot/compile-cache.mjs'),
        join(import.meta.dirname, 'watch-child.ts'),
        simulator.apiUrl,
        simulator.token,
        folder,
        String(speed),
        String(origin.realMs),
        String(origin.fastMs),
      ],
      { stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#child = child;
    let complaint = '';
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = `${complaint}${chunk.toString()}`.slice(-2_000);
    });
    createInterface(child.stdout).on('line', onLine);
    // A line for a process that was just killed goes nowhere.
    child.stdin.on('error', () => undefined);
    child.on('exit', (code, signal) => {
      if (signal !== 'SIGKILL' && code !== 0) this.crashes.push(`ended with ${signal ?? code}: ${complaint}`);
    });
  }

  tell(line: string): void {
    this.#child?.stdin?.write(`${line}\n`);
  }

  async kill(): Promise<void> {
    await this.#end((child) => child.kill('SIGKILL'));
  }

  /** Lets it finish. */
  async close(): Promise<void> {
    await this.#end((child) => child.stdin?.end());
  }

  async #end(how: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    how(child);
    await ended;
  }
}
