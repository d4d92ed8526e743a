import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type ActionEnding, tellEnding } from './action-process/ending.ts';
import { JobLog } from './action-process/job-log.ts';
import { type ActionStart, type Stage, setStage } from './action-process/stage.ts';

export type { ActionEnding } from './action-process/ending.ts';
export type { ActionStart } from './action-process/stage.ts';

/** The step as a process of its own. */
export interface ActionProcess {
  readonly ended: Promise<ActionEnding>;
  /** What it has written so far, both streams. */
  readonly text: () => string;
  /** Resolves once what was written matches. */
  saw(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** SIGINT, 7.5 s later SIGTERM, 2.5 s later SIGKILL. */
  cancel(): void;
}

/** @see https://docs.github.com/actions/managing-workflow-runs/canceling-a-workflow */
const SIGTERM_AFTER_MS = 7_500;
const SIGKILL_AFTER_MS = 10_000;

const running = new Set<{ readonly child: ChildProcess; readonly closed: Promise<unknown> }>();

/** Runs the bundle as the runner would, in a folder of its own; `removeFolders` and `endActions` clean up. */
export async function runAction(start: ActionStart): Promise<ActionProcess> {
  const stage = await setStage(start);
  const startMs = performance.now();
  const child = spawn(process.execPath, [stage.program], {
    cwd: stage.workspace,
    env: stage.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child, stage, startMs, start.signal);
}

/** For `afterAll`: a failed test must not leave processes behind. */
export async function endActions(): Promise<void> {
  const left = Array.from(running);
  for (const { child } of left) child.kill('SIGKILL');
  await Promise.all(left.map(({ closed }) => closed));
}

function follow(child: ChildProcess, stage: Stage, startMs: number, signal: AbortSignal | undefined): ActionProcess {
  const texts = { stdout: '', stderr: '' };
  const log = new JobLog();
  const watchers = new Set<() => void>();
  const collect = (stream: Readable | null, name: 'stdout' | 'stderr') =>
    stream?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      log.add(name, text);
      for (const watch of watchers) watch();
    });
  collect(child.stdout, 'stdout');
  collect(child.stderr, 'stderr');
  const closed = new Promise<number>((resolve) => {
    child.once('close', () => resolve(performance.now()));
  });
  const entry = { child, closed };
  running.add(entry);
  const timers: NodeJS.Timeout[] = [];
  const cancel = () => {
    if (!running.has(entry)) return;
    child.kill('SIGINT');
    timers.push(setTimeout(() => child.kill('SIGTERM'), SIGTERM_AFTER_MS));
    timers.push(setTimeout(() => child.kill('SIGKILL'), SIGKILL_AFTER_MS));
  };
  if (signal?.aborted === true) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  const ended = closed.then(async (endMs) => {
    running.delete(entry);
    signal?.removeEventListener('abort', cancel);
    for (const timer of timers) clearTimeout(timer);
    log.end();
    for (const watch of watchers) watch();
    return tellEnding({ child, stage, log, texts, durationMs: endMs - startMs });
  });
  // Whoever only waits for a line need not look at the end.
  ended.catch(() => undefined);
  const text = () => `${texts.stdout}${texts.stderr}`;

  return {
    ended,
    text,
    saw: (pattern) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          const found = pattern.exec(text());
          if (found !== null) resolve(found);
          else if (!running.has(entry)) reject(new Error(`Ended without ${pattern}:\n${text()}`));
          else return;
          watchers.delete(watch);
        };
        watchers.add(watch);
        watch();
      }),
    kill: (name) => void child.kill(name),
    cancel,
  };
}
