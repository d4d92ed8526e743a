import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import * as z from 'zod';

const wordSchema = z.union([
  z.object({ done: z.number() }),
  z.object({ summary: z.record(z.string(), z.union([z.number(), z.string()])) }),
]);

/** Of one process, the bot's memory and the worst it found; of all together, everything that is counted. */
const worst = new Set(['heapMiB', 'growthMiB']);

type Summary = Record<string, number | string>;

/** The soak `payloads`, a process for each core: every one has a bot, a Slack and a seed of its own. */
export async function run(options: {
  readonly payloads: number;
  readonly seed: number;
  readonly onProgress: (done: number) => void;
}): Promise<Summary> {
  const parts = availableParallelism();
  const done = new Map<number, number>();
  const play = async (part: number): Promise<Summary> => {
    const asked = { payloads: Math.ceil(options.payloads / parts), seed: options.seed + part };
    const child = fork(new URL('./slack-payloads-part.ts', import.meta.url), [JSON.stringify(asked)]);
    const ended = once(child, 'exit');
    let summary: Summary | undefined;
    child.on('message', (word) => {
      const read = wordSchema.parse(word);
      if ('summary' in read) summary = read.summary;
      else options.onProgress([...done.set(part, read.done).values()].reduce((sum, count) => sum + count, 0));
    });
    const [code] = await ended;
    return summary ?? { faults: 1, firstFault: `part ${part} has ended with ${String(code)}` };
  };
  return (await Promise.all(Array.from({ length: parts }, (_, part) => play(part)))).reduce(join, {});
}

function join(all: Summary, part: Summary): Summary {
  const joined = { ...all };
  for (const [key, value] of Object.entries(part)) {
    const known = joined[key];
    if (typeof value === 'string') joined[key] = known === undefined || known === '' ? value : known;
    else if (typeof known === 'number') joined[key] = worst.has(key) ? Math.max(known, value) : known + value;
    else joined[key] = value;
  }
  return joined;
}
