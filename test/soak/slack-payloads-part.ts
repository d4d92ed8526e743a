/** A share of the soak `payloads` in a process of its own; tells how far it is, and at the end what it found. */
import * as z from 'zod';
import { run } from './slack-payloads.ts';

const { payloads, seed } = z.object({ payloads: z.int(), seed: z.int() }).parse(JSON.parse(process.argv[2] ?? ''));
const summary = await run({ payloads, seed, onProgress: (done) => process.send?.({ done }) });
process.send?.({ summary }, () => process.disconnect());
