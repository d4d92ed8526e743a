import { createInterface } from 'node:readline';
import { createPaastis } from '../../core/index.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { createFastClock } from './fast-clock.ts';
import { makeConfig } from './make.ts';
import { traceRules } from './trace-apps.ts';

/**
 * A program of its own that looks and acts by itself, to be killed. It is told by lines: `skew <ms>` sets its clock,
 * anything else is run as a person's command; the answer is one line with its number. Its account is the simulator of
 * the process that started it.
 */
const [apiUrl = '', token = '', folder = '', speed = '1', realMs = '0', fastMs = '0'] = process.argv.slice(2);

const shared = createFastClock(Number(speed), { realMs: Number(realMs), fastMs: Number(fastMs) });
let skewMs = 0;
const clock = { ...shared, now: () => new Date(shared.now().getTime() + skewMs) };

const config = makeConfig({
  rules: traceRules,
  providers: [{ type: 'scalingo', region: 'osc-fr1', token: new Secret(token), apiUrl, authUrl: apiUrl }],
});
const paastis = await createPaastis(config, { clock, log: silentLog, store: { folder } });
await paastis.start();
process.stdout.write('started\n');

for await (const line of createInterface(process.stdin)) {
  const [word, value] = line.split(' ');
  if (word === 'skew') skewMs = Number(value);
  else void answer(line);
}
await paastis.close();
process.stdout.write('closed\n');

async function answer(line: string): Promise<void> {
  const report = await paastis.run(line, { actor: 'terminal:ana', entryPoint: 'terminal' });
  const error = report.kind === 'operation' ? report.results.find((result) => result.error)?.error : undefined;
  const told = error?.code ?? (report.kind === 'operation' ? 'done' : report.kind);
  process.stdout.write(`${told} ${line}\n`);
}
