import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ActionStart, runAction } from '../test/support/action-process.ts';
import { removeFolders } from '../test/support/temporary-folder.ts';
import { type Measure, summarize } from './measure.ts';

const SAMPLES = 10;

/** Of most runs there is nothing to do: a push to the default branch, somebody's remark. */
const watched: readonly ActionStart[] = [
  { event: 'push', payload: { ref: 'refs/heads/main', repository: { full_name: 'paastis/shop' } } },
  {
    event: 'issue_comment',
    payload: {
      action: 'created',
      issue: { number: 42, state: 'open', pull_request: {} },
      comment: { id: 1, body: 'Looks good to me', user: { login: 'octocat', type: 'User' } },
      repository: { full_name: 'paastis/shop' },
      sender: { login: 'octocat', type: 'User' },
    },
  },
];

/** A run of the Action that finds nothing to do, as the runner starts it, beside a Node that does nothing at all. */
export async function run(): Promise<Measure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'paastis-bench-'));
  const empty = join(folder, 'empty.mjs');
  await writeFile(empty, '');
  const bare: number[] = [];
  const samples = watched.map((): number[] => []);
  try {
    // In turn, so that a busy moment of the machine weighs on all alike.
    for (let index = 0; index < SAMPLES; index += 1) {
      bare.push(await durationOf({ event: 'push', payload: {}, program: empty }));
      for (const [at, start] of watched.entries()) samples[at]?.push(await durationOf(start));
    }
  } finally {
    await removeFolders();
    await rm(folder, { recursive: true, force: true });
  }
  return [
    summarize('action: bare Node', bare),
    ...watched.map(({ event }, at) =>
      summarize(`action: nothing to do, ${event}`, samples[at] ?? [], { bound: { most: 150, of: 'median' } }),
    ),
  ];
}

async function durationOf(start: ActionStart): Promise<number> {
  const { code, durationMs, stdout, stderr } = await (await runAction(start)).ended;
  if (code !== 0) throw new Error(`It ended with ${code}:\n${stdout}\n${stderr}`);
  return durationMs;
}
