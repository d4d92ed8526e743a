/** A process of its own that opens the store in the folder of its argument once told to, says how that went, and stays. */
import { systemClock } from '../../core/clock.ts';
import { describeError, isPaastisError } from '../../core/errors.ts';
import { silentLog } from '../../core/log.ts';
import { createStore } from '../../core/store/index.ts';

const folder = process.argv[2] ?? '';

process.stdout.write('ready\n');
process.stdin.once('data', async () => {
  try {
    await createStore({ folder }, { clock: systemClock, log: silentLog });
    process.stdout.write('held\n');
  } catch (error) {
    process.stdout.write(
      isPaastisError(error) ? `${error.code} ${error.context.holder}\n` : `bug ${describeError(error)}\n`,
    );
  }
});
