import * as z from 'zod';
import { StoreError } from '../errors.ts';
import type { RecordKind } from './records.ts';

/** Makes a record of version n + 1 of one of version n, `v` excluded. */
export type Migration = (record: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

/** By kind, then by the version it starts from. Every version below the current one has its step. */
export type Migrations = { readonly [Kind in RecordKind | 'event']: Readonly<Record<number, Migration>> };

/** None yet: every kind is at its first version. */
export const migrations: Migrations = {
  app: {},
  snapshot: {},
  operation: {},
  snooze: {},
  watch: {},
  interval: {},
  ledger: {},
  job: {},
  channel: {},
  note: {},
  event: {},
};

const versioned = z.looseObject({ v: z.number().int().min(0) });

/**
 * Reads one stored record whatever its version, up to the current one.
 * @param subject what the record is called in an error: `app 12`, `event 3`
 * @throws {StoreError} store_invalid
 */
export function readRecord<T extends { v: number }>(
  schema: z.ZodType<T> & { readonly shape: { readonly v: z.ZodLiteral<number> } },
  steps: Readonly<Record<number, Migration>>,
  raw: unknown,
  subject: string,
): T {
  const current = schema.shape.v.value;
  const start = versioned.safeParse(raw);
  if (!start.success) throw damaged(subject, start.error);
  if (start.data.v > current) throw newer(subject);
  let record: Readonly<Record<string, unknown>> = start.data;
  for (let version = start.data.v; version < current; version += 1) {
    const step = steps[version];
    if (step === undefined) throw damaged(subject, new Error(`no migration from version ${version}`));
    record = { ...step(record), v: version + 1 };
  }
  const parsed = schema.safeParse(record);
  if (!parsed.success) throw damaged(subject, parsed.error);
  return parsed.data;
}

/** The remedy for people is in `i18n`, by `context.reason`; this text is for logs. */
export function damaged(subject: string, cause?: unknown): StoreError {
  const message = `The store is damaged (${subject}). It was left as it is: put a backup in its place, or move it away`;
  return new StoreError('store_invalid', message, { context: { subject, reason: 'damaged' }, cause });
}

export function newer(subject: string): StoreError {
  const message = `The store was written by a newer Paastis (${subject}). It was left as it is: update Paastis`;
  return new StoreError('store_invalid', message, { context: { subject, reason: 'newer' } });
}
