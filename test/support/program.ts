import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { makeFolder } from './temporary-folder.ts';

export interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The `paastis` program as a process of its own. */
export interface Program {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly ended: Promise<Ending>;
  type(text: string): void;
  /** No more input. */
  finish(): void;
  /** Resolves with what was written once it matches, from either stream. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** Its reader goes away, like `| head`. */
  stopReading(): void;
}

export interface ProgramStart {
  readonly env?: Readonly<Record<string, string>>;
  /** Left out: a new one. */
  readonly cwd?: string;
  readonly input?: string;
}

/** As `npm start` does: what was compiled once is not compiled again. */
const asStarted = ['--import', join(import.meta.dirname, '../../bot/compile-cache.mjs')];

const main = join(import.meta.dirname, '../../bot/main.ts');

const started = new Set<Program>();

/** Starts it in an empty folder, with nothing of this process's environment but what finds programs. */
export async function startProgram(args: readonly string[], start: ProgramStart = {}): Promise<Program> {
  const cwd = start.cwd ?? (await makeFolder());
  const env = { PATH: process.env.PATH ?? '', LANG: 'en_GB.UTF-8', TZ: 'UTC', ...start.env };
  const child = spawn(process.execPath, [...asStarted, main, ...args], { cwd, env, stdio: 'pipe' });
  const texts = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  const collect = (stream: Readable, name: 'stdout' | 'stderr') =>
    stream.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      for (const watch of watchers) watch();
    });
  collect(child.stdout, 'stdout');
  collect(child.stderr, 'stderr');
  // A program that has ended takes no more input; what it wrote tells.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<Ending>((resolve) => {
    child.on('close', (code) => {
      started.delete(program);
      resolve({ code, ...texts });
      for (const watch of watchers) watch();
    });
  });

  const program: Program = {
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    ended,
    type: (text) => void child.stdin.write(text),
    finish: () => void child.stdin.end(),
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          const found = pattern.exec(texts.stdout) ?? pattern.exec(texts.stderr);
          if (found !== null) resolve(found);
          else if (child.exitCode !== null || child.signalCode !== null)
            reject(new Error(`Ended without ${pattern}:\n${texts.stdout}\n${texts.stderr}`));
          else return;
          watchers.delete(watch);
        };
        watchers.add(watch);
        watch();
      }),
    kill: (signal) => void child.kill(signal),
    stopReading: () => void child.stdout.destroy(),
  };
  started.add(program);
  if (start.input !== undefined) child.stdin.end(start.input);
  return program;
}

/** Runs it to its end. */
export async function runProgramOnce(args: readonly string[], start: ProgramStart = {}): Promise<Ending> {
  const program = await startProgram(args, { input: '', ...start });
  return program.ended;
}

/** For `afterAll`: a failed test must not leave processes behind. */
export async function endPrograms(): Promise<void> {
  const left = Array.from(started);
  for (const program of left) program.kill('SIGKILL');
  await Promise.all(left.map(({ ended }) => ended));
}
