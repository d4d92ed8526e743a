import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

afterAll(removeFolders);

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      ts: z.number(),
      args: z.object({ new_path: z.string().optional() }).optional(),
    }),
  ),
});

/** What Node asked of the system, in order, as it tells itself: writes, syncs and renames. */
async function traceOneWrite(): Promise<string[]> {
  const [folder, traces] = [await makeFolder(), await makeFolder()];
  const trace = join(traces, 'trace.json');
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      '--trace-event-categories=node.fs.async',
      `--trace-event-file-pattern=${trace}`,
      join(import.meta.dirname, '../../support/store-once.ts'),
      folder,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await once(child, 'exit');
  const { traceEvents } = traceSchema.parse(JSON.parse(await readFile(trace, 'utf8')));
  return traceEvents
    .filter(({ name, ph }) => ph === 'b' && ['write', 'fsync', 'fdatasync', 'rename'].includes(name))
    .toSorted((a, b) => a.ts - b.ts)
    .map(({ name, args }) => (args?.new_path === undefined ? name : `${name} to ${basename(args.new_path)}`));
}

describe('a write that survives a power cut', () => {
  it('has its events on the disk before the state that names them, and the state before and after its rename', async () => {
    const steps = await traceOneWrite();

    const renamed = steps.lastIndexOf('rename to paastis.json');
    expect(steps.slice(renamed - 5, renamed + 2)).toEqual([
      // The name of the new file of events.
      'fsync',
      'write',
      'fdatasync',
      'write',
      'fsync',
      'rename to paastis.json',
      'fsync',
    ]);
  });
});
