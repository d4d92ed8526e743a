import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Adapter } from 'lowdb';
import * as z from 'zod';
import { replaceFile } from './durable-file.ts';
import { type Segment, segmentSchema } from './journal.ts';
import { JsonPages } from './json-pages.ts';
import { damaged, migrations, newer, readRecord } from './migrations.ts';
import { type RecordKind, recordSchemas } from './records.ts';
import { SideFiles, type SideKind, sideNamesSchema } from './side-files.ts';
import type { AllRecords } from './tables.ts';

export const STATE_FILE = 'paastis.json';

/** Of the file around the records; each record has its own. Version 1 had no side files. */
const FILE_VERSION = 2;

/** What the state file itself holds. */
const stateKinds = [
  'app',
  'snapshot',
  'operation',
  'snooze',
  'interval',
  'job',
  'channel',
  'note',
] as const satisfies readonly Exclude<RecordKind, SideKind>[];

/** What the state file holds: all records, and how much of the journal is valid. */
export interface State {
  readonly journal: readonly Segment[];
  readonly records: AllRecords;
}

const fileSchema = z.object({
  journal: z.array(segmentSchema),
  app: z.array(z.unknown()),
  snapshot: z.array(z.unknown()),
  operation: z.array(z.unknown()),
  snooze: z.array(z.unknown()),
  // Files written before there were such records do not have them.
  files: sideNamesSchema.default({}),
  interval: z.array(z.unknown()).default([]),
  job: z.array(z.unknown()).default([]),
  channel: z.array(z.unknown()).default([]),
  note: z.array(z.unknown()).default([]),
});

/** lowdb's door to the disk: one JSON file that is replaced as a whole, and the files it names. */
export class StateFile implements Adapter<State> {
  readonly #folder: string;
  readonly #pages = {
    app: new JsonPages(),
    snapshot: new JsonPages(),
    operation: new JsonPages(),
    snooze: new JsonPages(),
    interval: new JsonPages(),
    job: new JsonPages(),
    channel: new JsonPages(),
    note: new JsonPages(),
  };

  readonly #sides: SideFiles;

  constructor(folder: string) {
    this.#folder = folder;
    this.#sides = new SideFiles(folder);
  }

  async exists(): Promise<boolean> {
    const names = await readdir(this.#folder);
    return names.includes(STATE_FILE);
  }

  /** @throws {StoreError} store_invalid; the file is left as it is */
  async read(): Promise<State | null> {
    if (!(await this.exists())) {
      // What is there without a state that names it was never valid.
      await this.#sides.open({});
      return null;
    }
    const file = parseFile(await readFile(join(this.#folder, STATE_FILE), 'utf8'));
    return { journal: file.journal, records: readRecords({ ...file, ...(await this.#sides.open(file.files)) }) };
  }

  async write({ journal, records }: State): Promise<void> {
    const files = await this.#sides.write(records);
    const head = Buffer.from(
      `{"version":${FILE_VERSION},\n"journal":${JSON.stringify(journal)},\n"files":${JSON.stringify(files)}`,
    );
    const tables = stateKinds.flatMap((kind) => [
      Buffer.from(`,\n"${kind}":[\n`),
      ...this.#pages[kind].encode(records[kind]),
      Buffer.from('\n]'),
    ]);
    await replaceFile(this.#folder, STATE_FILE, Buffer.concat([head, ...tables, Buffer.from('}\n')]));
    await this.#sides.commit(files);
  }
}

function parseFile(text: string): z.infer<typeof fileSchema> {
  const raw = parseJson(text);
  const version = z.looseObject({ version: z.number().int().min(1) }).safeParse(raw);
  if (!version.success) throw damaged(STATE_FILE, version.error);
  if (version.data.version > FILE_VERSION) throw newer(STATE_FILE);
  const file = fileSchema.safeParse(raw);
  if (!file.success) throw damaged(STATE_FILE, file.error);
  return file.data;
}

function readRecords(rows: Readonly<Record<RecordKind, readonly unknown[]>>): AllRecords {
  return {
    app: rows.app.map((record, at) => readRecord(recordSchemas.app, migrations.app, record, `app ${at + 1}`)),
    snapshot: rows.snapshot.map((record, at) =>
      readRecord(recordSchemas.snapshot, migrations.snapshot, record, `snapshot ${at + 1}`),
    ),
    operation: rows.operation.map((record, at) =>
      readRecord(recordSchemas.operation, migrations.operation, record, `operation ${at + 1}`),
    ),
    snooze: rows.snooze.map((record, at) =>
      readRecord(recordSchemas.snooze, migrations.snooze, record, `snooze ${at + 1}`),
    ),
    watch: rows.watch.map((record, at) => readRecord(recordSchemas.watch, migrations.watch, record, `watch ${at + 1}`)),
    interval: rows.interval.map((record, at) =>
      readRecord(recordSchemas.interval, migrations.interval, record, `interval ${at + 1}`),
    ),
    ledger: rows.ledger.map((record, at) =>
      readRecord(recordSchemas.ledger, migrations.ledger, record, `ledger ${at + 1}`),
    ),
    job: rows.job.map((record, at) => readRecord(recordSchemas.job, migrations.job, record, `job ${at + 1}`)),
    channel: rows.channel.map((record, at) =>
      readRecord(recordSchemas.channel, migrations.channel, record, `channel ${at + 1}`),
    ),
    note: rows.note.map((record, at) => readRecord(recordSchemas.note, migrations.note, record, `note ${at + 1}`)),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(STATE_FILE, error);
  }
}
