import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Measure, summarize } from './measure.ts';

const SAMPLES = 10;
/** As `npm start` does. */
const PROGRAM = [
  '--max-semi-space-size=2',
  '--initial-old-space-size=8',
  '--import',
  new URL('../bot/compile-cache.mjs', import.meta.url).href,
  join(import.meta.dirname, '../bot/main.ts'),
];

/** Gives a program a terminal, so that it shows its prompt; without it the first piped answer is measured alone. */
const SCRIPT = '/usr/bin/script';

/** first: nothing compiled is kept on this machine yet; later: as every start after it. */
const modes = ['first start', 'later starts'] as const;

interface Watched {
  readonly name: string;
  readonly command: readonly string[];
  readonly input?: string;
  /** What shows that it is there; absent: its end. */
  readonly until?: string;
  readonly bounded: boolean;
}

const node = process.execPath;

const watched: readonly Watched[] = [
  ...(existsSync(SCRIPT)
    ? [
        {
          name: 'process to first prompt',
          command: [SCRIPT, '-qec', [node, ...PROGRAM].map((word) => `"${word}"`).join(' '), '/dev/null'],
          until: 'paastis> ',
          bounded: true,
        },
      ]
    : []),
  {
    name: 'process to first answer, piped',
    command: [node, ...PROGRAM],
    input: 'help\n',
    until: 'wake',
    bounded: true,
  },
  { name: '--version', command: [node, ...PROGRAM, '--version'], bounded: false },
];

/** Starts the real program, in the sandbox, and looks how long it takes until a person can type. */
export async function run(): Promise<Measure[]> {
  const measures: Measure[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  try {
    for (const one of watched) {
      for (const mode of modes) {
        const samples: number[] = [];
        const compiled = join(folder, one.name.replaceAll(' ', '-'));
        for (let index = 0; index < SAMPLES; index += 1) {
          if (mode === 'first start') await rm(compiled, { recursive: true, force: true });
          samples.push(await startOnce(one, folder, compiled));
        }
        const bound = { bound: { most: 1_000, of: 'p95' } } as const;
        measures.push(summarize(`start: ${one.name}, ${mode}`, samples, one.bounded ? bound : {}));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return measures;
}

async function startOnce({ command, input, until }: Watched, folder: string, compiled: string): Promise<number> {
  const [program = '', ...args] = command;
  // Nothing else of the environment: an account named there would end the sandbox.
  const env = { PATH: process.env.PATH, TERM: 'xterm', SHELL: '/bin/sh', NODE_COMPILE_CACHE: compiled };
  const startMs = performance.now();
  const child = spawn(program, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  if (until === undefined) child.stdin.end();
  else child.stdin.write(input ?? '');
  let text = '';
  let shownMs = Number.NaN;
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (until === undefined || !text.includes(until)) continue;
    shownMs = performance.now() - startMs;
    break;
  }
  // What was compiled is kept at the end of the process, so it must come to its own end.
  if (until !== undefined) child.stdin.end('exit\n');
  child.stdout.resume();
  await ended;
  return until === undefined ? performance.now() - startMs : shownMs;
}
