import { mkdir, rename, symlink, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../bot/config.ts';
import { type WatchedFiles, watchedFiles, watchSettings } from '../../bot/settings-file.ts';
import { type Config, isPaastisError } from '../../core/index.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';

/** Files that are there when a test says so, and folders that tell when it says so. */
class FakeFiles implements WatchedFiles {
  readonly contents = new Map<string, string>();
  readonly watched = new Map<string, () => void>();
  #writes = 0;
  readonly #stamps = new Map<string, string>();

  write(path: string, content: string): void {
    this.contents.set(path, content);
    this.#stamps.set(path, String(++this.#writes));
  }

  remove(path: string): void {
    this.contents.delete(path);
    this.#stamps.delete(path);
  }

  readonly readFile = async (path: string) => this.contents.get(path);
  readonly stampOf = async (path: string) => this.#stamps.get(path);
  readonly watchFolder = (folder: string, onChange: () => void) => {
    this.watched.set(folder, onChange);
    return () => void this.watched.delete(folder);
  };

  tell(folder = '/app'): void {
    this.watched.get(folder)?.();
  }
}

const path = '/app/paastis.yml';

async function start(
  files: FakeFiles,
  onConfig?: (config: Config) => void,
  inEffect: ReadonlyMap<string, string | undefined> = new Map([[path, undefined], ...files.contents]),
) {
  const clock = new FakeClock();
  const stop = new AbortController();
  const seen: Config[] = [];
  const refused: string[] = [];
  const hangups: (() => void)[] = [];
  const ended = watchSettings({
    path,
    inEffect,
    files,
    clock,
    language: 'fr',
    signal: stop.signal,
    read: async (readFile) => (await readConfig({}, { readFile, cwd: '/app', now: clock.now() })).config,
    onConfig: onConfig ?? ((config) => void seen.push(config)),
    onRefused: (error) =>
      void refused.push(isPaastisError(error) ? (error.context.faults ?? [error.message]).join() : String(error)),
    onHangup: (listener) => void hangups.push(listener),
  });
  await clock.advance(0);
  return { clock, seen, refused, hangups, stop: () => stop.abort(), ended };
}

function filesWith(text: string): FakeFiles {
  const files = new FakeFiles();
  files.write(path, text);
  return files;
}

describe('watching the settings', () => {
  it('takes what is written while it reads for the first time, without waiting for the next poll', async () => {
    const files = filesWith('mode: observe');
    const read = files.readFile;
    let reads = 0;
    const slow = Object.assign(files, {
      readFile: async (file: string) => {
        const content = await read(file);
        if (reads++ === 0) {
          files.write(path, 'mode: enforce');
          files.tell();
        }
        return content;
      },
    });
    const { clock, seen, stop, ended } = await start(slow);

    await clock.advance(1_000);
    stop();
    await ended;

    expect(seen.map(({ mode }) => mode)).toEqual(['enforce']);
  });

  it('takes what was written between the start of the program and that of the watching', async () => {
    const { seen, stop, ended } = await start(
      filesWith('mode: enforce'),
      undefined,
      new Map([[path, 'mode: observe']]),
    );

    stop();
    await ended;

    expect(seen.map(({ mode }) => mode)).toEqual(['enforce']);
  });

  it('reads them again a moment after the folder tells of a change', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen, refused } = await start(files);

    files.write(path, 'mode: enforce');
    files.tell();
    await clock.advance(299);
    expect(seen).toEqual([]);
    await clock.advance(1);

    expect(seen.map(({ mode }) => mode)).toEqual(['enforce']);
    expect(refused).toEqual([]);
  });

  it('finds a change that nothing told of within 30 s', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen } = await start(files);

    files.write(path, 'mode: enforce');
    await clock.advance(30_300);

    expect(seen).toHaveLength(1);
  });

  it('waits until an editor has finished writing', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen, refused } = await start(files);

    files.write(path, 'mo');
    files.tell();
    await clock.advance(200);
    files.write(path, 'mode: enf');
    await clock.advance(250);
    files.write(path, 'mode: enforce');
    files.tell();
    await clock.advance(1_000);

    expect(seen.map(({ mode }) => mode)).toEqual(['enforce']);
    expect(refused).toEqual([]);
  });

  it('says nothing where the text is the same', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen, refused } = await start(files);

    files.write(path, 'mode: observe');
    files.tell();
    await clock.advance(60_000);

    expect([...seen, ...refused]).toEqual([]);
  });

  it('refuses faults once, keeps the old settings, and takes the corrected ones', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen, refused } = await start(files);

    files.write(path, 'mode: enforced');
    files.tell();
    await clock.advance(90_000);
    expect(seen).toEqual([]);
    files.write(path, 'mode: enforce');
    files.tell();
    await clock.advance(1_000);

    expect(refused).toEqual([expect.stringContaining('paastis.yml:1:7 mode: expected observe or enforce')]);
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['emptied', (files: FakeFiles) => files.write(path, '\n'), 'est vide'],
    ['removed', (files: FakeFiles) => files.remove(path), 'n’existe plus'],
  ])('does not take a file that was %s for the defaults', async (_, change, told) => {
    const files = filesWith("rules: [{ match: '*', protect: true }]");
    const { clock, seen, refused } = await start(files);

    change(files);
    files.tell();
    await clock.advance(1_000);

    expect(seen).toEqual([]);
    expect(refused).toEqual([expect.stringContaining(told)]);
  });

  it('does not take an empty file for the defaults that comes back after a removal', async () => {
    const files = filesWith("rules: [{ match: '*', protect: true }]");
    const { clock, seen, refused } = await start(files);

    files.remove(path);
    await clock.advance(31_000);
    files.write(path, '');
    await clock.advance(31_000);

    expect(seen).toEqual([]);
    expect(refused).toHaveLength(2);
  });

  it('reads settings that come to be', async () => {
    const files = new FakeFiles();
    const { clock, seen } = await start(files);

    files.write(path, 'mode: enforce');
    files.tell();
    await clock.advance(1_000);

    expect(seen).toHaveLength(1);
  });

  it('watches the calendars they name', async () => {
    const files = filesWith('timezone: UTC\nholidays: [calendars/own.ics]');
    const calendar = (day: string) =>
      `BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART;VALUE=DATE:${day}\nEND:VEVENT\nEND:VCALENDAR\n`;
    files.write('/app/calendars/own.ics', calendar('20261224'));
    const { clock, seen } = await start(files);

    files.write('/app/calendars/own.ics', calendar('20261231'));
    files.tell('/app/calendars');
    await clock.advance(1_000);

    expect(seen.flatMap(({ holidays }) => holidays)).toMatchObject([{ kind: 'calendar', days: ['2026-12-31'] }]);
  });

  it('sees what is written while it reads', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen } = await start(files);
    const { readFile } = files;
    let reads = 0;
    Object.assign(files, {
      readFile: async (file: string) => {
        const text = await readFile(file);
        if (reads++ === 0) files.write(path, 'language: fr');
        return text;
      },
    });

    files.write(path, 'mode: enforce');
    await clock.advance(65_000);

    expect(seen.map(({ mode, language }) => [mode, language])).toEqual([
      ['enforce', 'en'],
      ['observe', 'fr'],
    ]);
  });

  it('reads at once on a hangup', async () => {
    const files = filesWith('mode: observe');
    const { clock, seen, hangups } = await start(files);

    files.write(path, 'mode: enforce');
    for (const hangup of hangups) hangup();
    await clock.advance(300);

    expect(seen).toHaveLength(1);
  });

  it('refuses what the program cannot take', async () => {
    const files = filesWith('mode: observe');
    const { clock, refused } = await start(files, () => {
      throw new Error('busy');
    });

    files.write(path, 'mode: enforce');
    files.tell();
    await clock.advance(1_000);

    expect(refused).toEqual(['Error: busy']);
  });

  it('leaves nothing behind when it ends', async () => {
    const files = filesWith('mode: observe');
    const { clock, ended, stop } = await start(files);

    stop();
    await clock.run(ended);

    expect(files.watched.size).toBe(0);
    expect(clock.pending).toBe(0);
  });
});

describe('the disk', () => {
  afterAll(removeFolders);

  it.each<[string, (folder: string) => Promise<void>]>([
    ['a write', (folder) => writeFile(join(folder, 'paastis.yml'), 'mode: enforce')],
    [
      'a file put in its place',
      async (folder) => {
        await writeFile(join(folder, 'new'), 'mode: enforce');
        await rename(join(folder, 'new'), join(folder, 'paastis.yml'));
      },
    ],
    [
      'a link that is exchanged',
      async (folder) => {
        await symlink('2', join(folder, '..new'));
        await rename(join(folder, '..new'), join(folder, '..data'));
      },
    ],
  ])('tells of %s, and its stamp is another one', async (name, change) => {
    const folder = await makeFolder();
    const file = join(folder, 'paastis.yml');
    await Promise.all(['1', '2'].map((version) => mkdir(join(folder, version))));
    await writeFile(join(folder, '1', 'paastis.yml'), 'mode: observe');
    await writeFile(join(folder, '2', 'paastis.yml'), 'mode: enforce');
    await symlink('1', join(folder, '..data'));
    await symlink('..data/paastis.yml', file);
    if (!name.includes('link')) {
      await unlink(file);
      await writeFile(file, 'mode: observe');
    }
    const { stampOf, watchFolder } = watchedFiles(async () => undefined);
    const before = await stampOf(file);
    const told = Promise.withResolvers<void>();
    const close = watchFolder(folder, told.resolve);

    await change(folder);
    await told.promise;

    expect(await stampOf(file)).not.toBe(before);
    close();
  });

  it('is only polled where a folder cannot be watched', async () => {
    const { stampOf, watchFolder } = watchedFiles(async () => undefined);

    expect(() => watchFolder('/nowhere/at/all', () => undefined)()).not.toThrow();
    expect(await stampOf('/nowhere/at/all')).toBeUndefined();
  });
});
