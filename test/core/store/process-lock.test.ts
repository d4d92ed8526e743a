import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { silentLog } from '../../../core/log.ts';
import { acquireLock } from '../../../core/store/process-lock.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

interface Opener {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  nextLine(): Promise<string>;
  kill(): Promise<void>;
}

const started: Opener[] = [];

function startOpener(folder: string): Opener {
  const child = spawn(process.execPath, ['test/support/store-opener.ts', folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = once(child, 'exit');
  const opener: Opener = {
    process: child,
    nextLine: async () => String((await lines.next()).value),
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
  started.push(opener);
  return opener;
}

async function ready(opener: Opener): Promise<Opener> {
  await opener.nextLine();
  return opener;
}

async function tellToOpen(opener: Opener): Promise<string> {
  opener.process.stdin.write('open\n');
  return opener.nextLine();
}

afterEach(() => Promise.all(started.splice(0).map((opener) => opener.kill())));
afterAll(removeFolders);

describe('the lock of a store', () => {
  let folder: string;
  let clock: FakeClock;
  const acquire = () => acquireLock(folder, { clock, log: silentLog });

  beforeEach(async () => {
    folder = await makeFolder();
    clock = new FakeClock();
  });

  it('tells a second process who holds it and since when', async () => {
    const lock = await acquire();

    const second = acquire();

    await expect(second).rejects.toMatchObject({
      code: 'store_locked',
      context: { holder: `process ${process.pid} on host ${hostname()} since 2026-11-22T09:00:00.000Z` },
    });
    await lock.release();
  });

  it('can be taken again once it was released, and leaves no timer behind', async () => {
    const first = await acquire();
    await first.release();

    const second = await acquire();

    await expect(second.confirm()).resolves.toBeUndefined();
    await second.release();
    expect(clock.pending).toBe(0);
    expect(await readdir(folder)).toEqual(['lock-000000002.json']);
  });

  /** Rewrites the only lock file as another holder would have written it. */
  async function pretend(changes: object): Promise<string> {
    const lock = await acquire();
    const path = join(folder, 'lock-000000001.json');
    const held = await readFile(path, 'utf8');
    await lock.release();
    await writeFile(path, JSON.stringify({ ...JSON.parse(held), ...changes }));
    await utimes(path, clock.now(), clock.now());
    return path;
  }

  it('is taken over at once when its pid has gone to another process', async () => {
    await pretend({ startTicks: '1' });

    const lock = await acquire();

    await expect(lock.confirm()).resolves.toBeUndefined();
    await lock.release();
  });

  it('is respected on another machine while its heartbeat is fresh, then taken over', async () => {
    await pretend({ machine: 'elsewhere', host: 'elsewhere', pid: 4711 });
    await clock.advance(14_999);

    await expect(acquire()).rejects.toMatchObject({
      context: { holder: 'process 4711 on host elsewhere since 2026-11-22T09:00:00.000Z' },
    });
    await clock.advance(1);
    const lock = await acquire();

    await lock.release();
  });

  it('is respected for a while when nobody can read it, then taken over', async () => {
    const path = await pretend({});
    await writeFile(path, 'torn');
    await utimes(path, clock.now(), clock.now());

    await expect(acquire()).rejects.toMatchObject({ code: 'store_locked' });
    await clock.advance(15_000);
    const lock = await acquire();

    await lock.release();
  });

  it('keeps its heartbeat fresh while it is held', async () => {
    const lock = await acquire();

    await clock.advance(60_000);

    const { mtimeMs } = await stat(join(folder, 'lock-000000001.json'));
    expect(clock.now().getTime() - mtimeMs).toBeLessThanOrEqual(5_000);
    await lock.release();
  });

  it('is lost for good by a holder whose file was removed', async () => {
    const lock = await acquire();
    await rm(join(folder, 'lock-000000001.json'));

    await expect(lock.confirm()).rejects.toMatchObject({ code: 'store_locked' });

    await expect(lock.release()).resolves.toBeUndefined();
  });

  it('goes to exactly one of the processes that race for the lock of a killed one', async () => {
    let holder = await ready(startOpener(folder));
    expect(await tellToOpen(holder)).toBe('held');

    for (let round = 0; round < 3; round += 1) {
      const rivals = await Promise.all(Array.from({ length: 4 }, () => ready(startOpener(folder))));
      expect(await tellToOpen(await ready(startOpener(folder)))).toContain(`process ${holder.process.pid} on host`);
      await holder.kill();
      const answers = await Promise.all(rivals.map(tellToOpen));
      const winners = rivals.filter((_, index) => answers[index] === 'held');
      expect(winners).toHaveLength(1);
      expect(answers.filter((answer) => answer.startsWith('store_locked'))).toHaveLength(3);
      holder = winners[0] ?? holder;
    }
  });
});
