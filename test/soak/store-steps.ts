import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as z from 'zod';

const answer = z.object({ interruptions: z.number(), faults: z.array(z.string()) });

/**
 * Interrupts a store at every file operation of a write and of an opening, in a process of its own because the file
 * operations of the whole process are replaced.
 * @param options.events of each write; with the default, 5,000, each write also starts and removes a journal file
 */
export async function run(options: { events?: number } = {}): Promise<Record<string, number | string>> {
  const args = ['test/support/store-steps.ts', String(options.events ?? 5_000)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { interruptions, faults } = answer.parse(JSON.parse(stdout));
  return { interruptions, faults: faults.length, firstFault: faults[0] ?? '' };
}
