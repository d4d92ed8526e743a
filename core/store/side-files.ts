import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { syncFolder, systemCode, writeDurably } from './durable-file.ts';
import { JsonPages } from './json-pages.ts';
import { damaged } from './migrations.ts';
import type { AllRecords } from './tables.ts';

/** Large, and changed by few of the writes: in the state file they would make every write slower. */
export const sideKinds = ['watch', 'ledger'] as const;

export type SideKind = (typeof sideKinds)[number];

/** Which file holds the records of each kind; absent: there were none yet. */
export const sideNamesSchema = z.object({
  watch: z
    .string()
    .regex(/^watch-\d{9}\.json$/)
    .exactOptional(),
  ledger: z
    .string()
    .regex(/^ledger-\d{9}\.json$/)
    .exactOptional(),
});

export type SideNames = z.infer<typeof sideNamesSchema>;

const anyName = /^(?:watch|ledger)-(\d{9})\.json$/;

/**
 * Kinds of records in files of their own. A file is written once, under a new name, and is valid from the instant at
 * which the state names it: so a write is still all or nothing, whatever it changes.
 */
export class SideFiles {
  readonly #folder: string;
  readonly #pages = { watch: new JsonPages(), ledger: new JsonPages() };
  #names: SideNames = {};
  /** Changed since the state last named a file for them. */
  readonly #changed = new Set<SideKind>();
  #lastNumber = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads what the state names, and removes what a kill has left beside it. @throws {StoreError} store_invalid */
  async open(names: SideNames): Promise<Readonly<Record<SideKind, readonly unknown[]>>> {
    const found = (await readdir(this.#folder)).filter((name) => anyName.test(name));
    this.#lastNumber = Math.max(0, ...found.map((name) => Number(anyName.exec(name)?.[1])));
    const used = new Set(Object.values(names));
    await Promise.all(found.filter((name) => !used.has(name)).map((name) => rm(join(this.#folder, name))));
    this.#names = names;
    return { watch: await this.#read(names.watch), ledger: await this.#read(names.ledger) };
  }

  /** The files of what has changed are on the disk once this resolves; valid once a state holds the returned names. */
  async write(records: AllRecords): Promise<SideNames> {
    const names = { ...this.#names };
    let added = false;
    for (const kind of sideKinds) {
      const bytes = this.#pages[kind].encode(records[kind]);
      if (this.#pages[kind].changed) this.#changed.add(kind);
      if (!this.#changed.has(kind)) continue;
      // Never a name that was written before: after a failure nobody knows which one the state on the disk holds.
      this.#lastNumber += 1;
      const name = `${kind}-${String(this.#lastNumber).padStart(9, '0')}.json`;
      await writeDurably(join(this.#folder, name), Buffer.concat([Buffer.from('[\n'), ...bytes, Buffer.from('\n]\n')]));
      names[kind] = name;
      added = true;
    }
    if (added) await syncFolder(this.#folder);
    return names;
  }

  /** The state with these names is on the disk. */
  async commit(names: SideNames): Promise<void> {
    const dropped = sideKinds.flatMap((kind) => {
      const before = this.#names[kind];
      return before === undefined || before === names[kind] ? [] : [before];
    });
    this.#names = names;
    this.#changed.clear();
    // Best effort: what stays is removed at the next start.
    await Promise.all(dropped.map((name) => rm(join(this.#folder, name), { force: true }).catch(() => undefined)));
  }

  async #read(name: string | undefined): Promise<readonly unknown[]> {
    if (name === undefined) return [];
    try {
      return z.array(z.unknown()).parse(JSON.parse(await readFile(join(this.#folder, name), 'utf8')));
    } catch (error) {
      const code = systemCode(error);
      if (code !== undefined && code !== 'ENOENT') throw error;
      throw damaged(name, error);
    }
  }
}
