import * as z from 'zod';
import { appStatuses } from '../model/status.ts';

/**
 * What is stored, by kind. Every record carries `v`, the version of its shape: a reader of a newer program migrates
 * an older record, a reader of an older program refuses a newer one instead of losing what it does not know.
 */
const instant = z.iso.datetime();

const formation = z.record(
  z.string(),
  z.object({
    amount: z.number().int().min(0),
    size: z.string().exactOptional(),
    autoscaler: z.string().exactOptional(),
  }),
);

const operationKind = z.enum(['wake', 'sleep']);

/** An app once seen, and how long its wakes took. */
const appRecord = z.object({
  v: z.literal(1),
  /** `scalingo/osc-fr1/<id>` */
  key: z.string(),
  /** `scalingo/osc-fr1/<name>` */
  ref: z.string(),
  name: z.string(),
  url: z.string().exactOptional(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  /** Set when a list no longer holds it. */
  vanishedAt: instant.exactOptional(),
  /** The last wakes, oldest first, in ms from the request to the first good answer; at most 20. */
  wakesMs: z.array(z.number().min(0)).max(20),
  sleepsMs: z.array(z.number().min(0)).max(20),
});

/** What ran before we put the app to sleep. Present: the app is asleep because of us. */
const snapshotRecord = z.object({
  v: z.literal(1),
  key: z.string(),
  ref: z.string(),
  formation,
  takenAt: instant,
  actor: z.string(),
  correlationId: z.string(),
  /** Set once the provider confirmed that nothing runs any more. */
  asleepAt: instant.exactOptional(),
});

/** An operation under way; what is found at start was cut off and is finished or undone. */
const operationRecord = z.object({
  v: z.literal(1),
  key: z.string(),
  ref: z.string(),
  kind: operationKind,
  phase: z.enum(['prepared', 'requested', 'settling']),
  startedAt: instant,
  actor: z.string(),
  entryPoint: z.enum(['slack', 'github', 'terminal', 'schedule', 'recovery']),
  correlationId: z.string(),
  /** What a wake starts. */
  formation: formation.exactOptional(),
  change: z.object({ kind: z.enum(['accepted', 'none']), id: z.string().exactOptional(), at: instant }).exactOptional(),
});

/** A person keeps an app awake until then. */
const snoozeRecord = z.object({
  v: z.literal(1),
  key: z.string(),
  ref: z.string(),
  until: instant,
  actor: z.string(),
  at: instant,
});

export const eventRecord = z.object({
  v: z.literal(1),
  id: z.string(),
  name: z.string(),
  at: instant,
  app: z.object({ key: z.string(), ref: z.string() }).exactOptional(),
  actor: z.string(),
  entryPoint: z.enum(['slack', 'github', 'terminal', 'schedule', 'recovery']),
  reason: z.string().exactOptional(),
  before: z.enum(appStatuses).exactOptional(),
  after: z.enum(appStatuses).exactOptional(),
  formation: formation.exactOptional(),
  durationMs: z.number().exactOptional(),
  correlationId: z.string(),
});

export const recordSchemas = {
  app: appRecord,
  snapshot: snapshotRecord,
  operation: operationRecord,
  snooze: snoozeRecord,
} as const;

/** The kinds of records kept one per app, by key. */
export type RecordKind = keyof typeof recordSchemas;

export const recordKinds = ['app', 'snapshot', 'operation', 'snooze'] as const satisfies readonly RecordKind[];

export type Records = { readonly [Kind in RecordKind]: z.infer<(typeof recordSchemas)[Kind]> };

export type AppRecord = Records['app'];
export type SnapshotRecord = Records['snapshot'];
export type OperationRecord = Records['operation'];
export type SnoozeRecord = Records['snooze'];
export type EventRecord = z.infer<typeof eventRecord>;
