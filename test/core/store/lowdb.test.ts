import { rmSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../../core/log.ts';
import { silentLog } from '../../../core/log.ts';
import { createStore } from '../../../core/store/index.ts';
import type { Store } from '../../../core/store/store.ts';
import { describeStore } from '../../contract/store.ts';
import { buildApp, buildEvent, buildSnapshot, buildWatch, keyOf } from '../../support/build-records.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const openStore = (folder: string, log: Log = silentLog) => createStore({ folder }, { clock: new FakeClock(), log });

afterAll(removeFolders);

describeStore('the store on lowdb', async () => openStore(await makeFolder()));

describe('a store on the disk', () => {
  let folder: string;

  beforeEach(async () => {
    folder = join(await makeFolder(), 'data');
  });

  async function reopened(store: Store): Promise<Store> {
    await store.close();
    return openStore(folder);
  }

  it('holds everything again after it was closed and opened', async () => {
    const store = await openStore(folder);
    await store.write([
      { put: 'snapshot', record: buildSnapshot('shop') },
      { put: 'app', record: buildApp('shop', { wakesMs: [1, 2] }) },
      { append: buildEvent('e1', { reason: 'naïve « café » ☕' }) },
    ]);

    const again = await reopened(store);

    expect(await again.find('snapshot', keyOf('shop'))).toEqual(buildSnapshot('shop'));
    expect(await again.list('app')).toEqual([buildApp('shop', { wakesMs: [1, 2] })]);
    expect(await again.listEvents()).toEqual([buildEvent('e1', { reason: 'naïve « café » ☕' })]);
    await again.close();
  });

  it('keeps its folder and files from other users', async () => {
    const store = await openStore(folder);
    await store.write([{ put: 'app', record: buildApp('shop') }, { append: buildEvent('e1') }]);

    const names = await readdir(folder);
    const modes = await Promise.all(names.map(async (name) => (await stat(join(folder, name))).mode & 0o777));

    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(names).toHaveLength(3);
    expect(new Set(modes)).toEqual(new Set([0o600]));
    await store.close();
  });

  it('shares one write to the disk between writers of the same time', async () => {
    const store = await openStore(folder);
    const before = await stat(join(folder, 'paastis.json'));
    const seen = new Set<number>();

    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        await store.write([{ put: 'app', record: buildApp(`shop-${index}`) }]);
        seen.add((await stat(join(folder, 'paastis.json'))).ino);
      }),
    );

    expect(seen.size).toBe(1);
    expect(seen.has(before.ino)).toBe(false);
    await store.close();
  });

  it('writes nothing once another process has taken the folder over', async () => {
    const store = await openStore(folder);
    await store.write([{ put: 'app', record: buildApp('shop') }]);
    const before = await readFile(join(folder, 'paastis.json'), 'utf8');
    await writeFile(join(folder, 'lock-000000002.json'), '{}');

    const writing = store.write([{ put: 'app', record: buildApp('blog') }, { append: buildEvent('e1') }]);

    await expect(writing).rejects.toMatchObject({ code: 'store_locked' });
    expect(await readFile(join(folder, 'paastis.json'), 'utf8')).toBe(before);
    expect((await readdir(folder)).filter((name) => name.startsWith('events-'))).toEqual([]);
    await store.close();
  });

  it('removes what a killed process has left half written', async () => {
    const store = await openStore(folder);
    await store.write([{ append: buildEvent('e1') }]);
    await store.close();
    await writeFile(join(folder, 'paastis.json.4711-1.tmp'), '{"version":1,"jour');
    await appendFile(join(folder, 'events-000000001.jsonl'), '{"v":1,"id":"e2","na');
    await writeFile(join(folder, 'events-000000002.jsonl'), `${JSON.stringify(buildEvent('e3'))}\n`);

    const again = await openStore(folder);

    expect(await again.listEvents()).toEqual([buildEvent('e1')]);
    expect((await readdir(folder)).filter((name) => !name.startsWith('lock-'))).toEqual([
      'events-000000001.jsonl',
      'paastis.json',
    ]);
    await again.write([{ append: buildEvent('e4') }]);
    const third = await reopened(again);
    expect(await third.listEvents()).toEqual([buildEvent('e4'), buildEvent('e1')]);
    await third.close();
  });

  describe('whose disk refuses a write', () => {
    /** A folder in the place of the state file: the rename that ends a write fails. */
    const block = async () => {
      await rm(join(folder, 'paastis.json'));
      await mkdir(join(folder, 'paastis.json', 'in-the-way'), { recursive: true });
    };
    const unblock = () => rmSync(join(folder, 'paastis.json'), { recursive: true });

    it('tells every writer, goes back to what it held, and writes again once it can', async () => {
      const store = await openStore(folder);
      await store.write([{ put: 'app', record: buildApp('shop') }, { append: buildEvent('e1') }]);
      await block();

      const results = await Promise.allSettled([
        store.write([{ put: 'app', record: buildApp('shop', { wakesMs: [1] }) }, { append: buildEvent('e2') }]),
        store.write([{ put: 'app', record: buildApp('blog') }]),
        store.write([{ remove: 'app', key: keyOf('shop') }]),
      ]);

      const code = 'store_unwritable';
      expect(results).toMatchObject([{ reason: { code } }, { reason: { code } }, { reason: { code } }]);
      expect(await store.list('app')).toEqual([buildApp('shop')]);
      expect(await store.listEvents()).toEqual([buildEvent('e1')]);
      unblock();
      await store.write([{ append: buildEvent('e3') }]);
      const again = await reopened(store);
      expect(await again.list('app')).toEqual([buildApp('shop')]);
      expect(await again.listEvents()).toEqual([buildEvent('e3'), buildEvent('e1')]);
      await again.close();
    });

    it('keeps what was written meanwhile and takes back only what failed', async () => {
      const store = await openStore(folder);
      await store.write([{ put: 'app', record: buildApp('shop') }]);
      await block();
      const failing = store.write([
        { put: 'app', record: buildApp('shop', { wakesMs: [1] }) },
        { put: 'app', record: buildApp('lost') },
        { append: buildEvent('lost') },
      ]);
      const failed = failing.catch((error: unknown) => {
        unblock();
        return error;
      });
      // The first batch has left for the disk once a turn has passed; this one waits behind it.
      await new Promise((resolve) => setImmediate(resolve));

      await store.write([{ put: 'app', record: buildApp('shop', { wakesMs: [2] }) }, { append: buildEvent('kept') }]);

      expect(await failed).toMatchObject({ code: 'store_unwritable' });
      expect(await store.list('app')).toEqual([buildApp('shop', { wakesMs: [2] })]);
      const again = await reopened(store);
      expect(await again.list('app')).toEqual([buildApp('shop', { wakesMs: [2] })]);
      expect(await again.listEvents()).toEqual([buildEvent('kept')]);
      await again.close();
    });

    it('names the system error and not the path when the folder is gone', async () => {
      const store = await openStore(folder);
      await rm(folder, { recursive: true });

      const writing = store.write([{ put: 'app', record: buildApp('shop') }]);

      await expect(writing).rejects.toMatchObject({ code: 'store_unwritable', context: { detail: 'ENOENT' } });
      await expect(writing).rejects.not.toThrow(folder);
      await expect(store.check()).rejects.toMatchObject({ code: 'store_unwritable' });
      await expect(store.close()).rejects.toMatchObject({ code: 'store_unwritable' });
    });
  });

  describe('with large kinds in files of their own', () => {
    const sideFiles = async () => (await readdir(folder)).filter((name) => /^(watch|ledger)-/.test(name));

    it('leaves such a file alone while its records do not change', async () => {
      const store = await openStore(folder);
      await store.write([{ put: 'watch', record: buildWatch('shop') }]);
      const before = await sideFiles();

      await store.write([{ put: 'app', record: buildApp('shop') }]);

      expect(await sideFiles()).toEqual(before);
      await store.write([{ remove: 'watch', key: keyOf('shop') }]);
      expect(await sideFiles()).not.toEqual(before);
      expect(await sideFiles()).toHaveLength(1);
      await store.close();
    });

    it('refuses to start without a file that the state names, and says which', async () => {
      const store = await openStore(folder);
      await store.write([{ put: 'watch', record: buildWatch('shop') }]);
      await store.close();
      const [name = ''] = await sideFiles();
      await rm(join(folder, name));

      const opening = openStore(folder);

      await expect(opening).rejects.toMatchObject({
        code: 'store_invalid',
        context: { reason: 'damaged', subject: name },
      });
    });

    it('opens a state from before there were such files', async () => {
      const store = await openStore(folder);
      await store.write([{ put: 'app', record: buildApp('shop') }]);
      await store.close();
      const path = join(folder, 'paastis.json');
      const text = await readFile(path, 'utf8');
      await writeFile(path, text.replace('"version":2', '"version":1').replace('"files":{},\n', ''));

      const again = await openStore(folder);

      expect(await again.list('app')).toEqual([buildApp('shop')]);
      expect(await again.list('watch')).toEqual([]);
      await again.close();
    });
  });

  describe('whose file is not as it was written', () => {
    async function writtenFile(): Promise<string> {
      const store = await openStore(folder);
      await store.write([{ put: 'app', record: buildApp('shop') }, { append: buildEvent('e1') }]);
      await store.close();
      return join(folder, 'paastis.json');
    }

    it.each([
      ['cut in half', (text: string) => text.slice(0, text.length / 2), 'damaged', 'paastis.json'],
      ['empty', () => '', 'damaged', 'paastis.json'],
      ['of a newer version', (text: string) => text.replace('"version":2', '"version":3'), 'newer', 'paastis.json'],
      ['with a newer record', (text: string) => text.replace('{"v":1', '{"v":2'), 'newer', 'app 1'],
      ['with a damaged record', (text: string) => text.replace('"name":', '"nome":'), 'damaged', 'app 1'],
    ])('is refused when %s, and stays as it is', async (_case, change, reason, subject) => {
      const path = await writtenFile();
      const damagedText = change(await readFile(path, 'utf8'));
      await writeFile(path, damagedText);

      const opening = openStore(folder);

      await expect(opening).rejects.toMatchObject({ code: 'store_invalid', context: { reason, subject } });
      expect(await readFile(path, 'utf8')).toBe(damagedText);
      await expect(openStore(folder)).rejects.toMatchObject({ code: 'store_invalid' });
    });

    it('keeps its events when the damaged file was moved away', async () => {
      const path = await writtenFile();
      await rm(path);

      const store = await openStore(folder);

      expect(await store.list('app')).toEqual([]);
      expect(await store.listEvents()).toEqual([buildEvent('e1')]);
      await store.close();
    });

    it('opens without the events that were lost, and says so', async () => {
      await writtenFile();
      const warnings: object[] = [];
      const log: Log = { ...silentLog, warn: (facts) => warnings.push(facts) };
      await truncate(join(folder, 'events-000000001.jsonl'), 20);

      const store = await openStore(folder, log);
      await store.write([{ append: buildEvent('e2') }]);

      expect(warnings).toEqual([{ file: 'events-000000001.jsonl', lost: 1 }]);
      const again = await reopened(store);
      expect(await again.listEvents()).toEqual([buildEvent('e2')]);
      await again.close();
    });
  });
});
