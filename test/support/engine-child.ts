import { createPaastis } from '../../core/index.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { createFastClock } from './fast-clock.ts';
import { makeConfig } from './make.ts';

/**
 * A program of its own around the core, to be killed: runs the lines of its arguments one after the other and prints
 * each phase it reaches. Its accounts are the simulators of the process that started it.
 */
const [apiUrl = '', token = '', folder = '', speed = '1', ...lines] = process.argv.slice(2);

const config = makeConfig({
  providers: [{ type: 'scalingo', region: 'osc-fr1', token: new Secret(token), apiUrl, authUrl: apiUrl }],
});
const paastis = await createPaastis(config, {
  clock: createFastClock(Number(speed)),
  log: silentLog,
  store: { folder },
});
await paastis.recovered;
process.stdout.write('opened\n');
for (const line of lines) {
  await paastis.run(line, {
    actor: 'terminal:child',
    entryPoint: 'terminal',
    onProgress: ({ verb, phase }) => void process.stdout.write(`${verb} ${phase}\n`),
  });
}
process.stdout.write('answered\n');
await paastis.close();
process.stdout.write('closed\n');
