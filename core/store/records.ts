import * as z from 'zod';
import { providerTypes } from '../model/region.ts';
import { appStatuses, providerStatuses } from '../model/status.ts';

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
  channel: z.string().exactOptional(),
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

const text = z.string();

/** An app as its provider described it last, so that `why` and `plan` answer without asking again. */
const seenApp = z.object({
  id: text,
  name: text,
  region: z.object({ type: z.enum(providerTypes), name: text }),
  status: z.enum(providerStatuses),
  statusReason: text.exactOptional(),
  url: text.exactOptional(),
  review: z
    .object({
      parent: text,
      pullRequest: z.number(),
      branch: text.exactOptional(),
      closed: z.boolean().exactOptional(),
      closedAt: instant.exactOptional(),
      deletedAt: instant.exactOptional(),
    })
    .exactOptional(),
  lastDeployedAt: instant.exactOptional(),
  createdAt: instant.exactOptional(),
  readAt: instant,
});

/** One reading of the provider's figures. */
const reading = z.discriminatedUnion('known', [
  z.object({
    known: z.literal(true),
    at: instant,
    /** Beginning of the period that was asked about. */
    since: instant,
    completeUntil: instant,
    /** By anybody but a monitor, within the period. */
    lastRequestAt: instant.exactOptional(),
    requests: z.number().exactOptional(),
    /** A monitor that asks this often was left out. */
    monitorEveryMs: z.number().exactOptional(),
  }),
  z.object({ known: z.literal(false), at: instant, since: instant, reason: text }),
]);

/** What a forge told of its pull request, when it was last asked. */
const pullRequest = z.discriminatedUnion('known', [
  z.object({
    known: z.literal(true),
    number: z.number().int(),
    closed: z.boolean(),
    closedAt: instant.exactOptional(),
    activeAt: instant.exactOptional(),
    heldAwake: z.boolean().exactOptional(),
    url: text.exactOptional(),
    title: text.exactOptional(),
  }),
  z.object({ known: z.literal(false), number: z.number().int() }),
]);

/** All that is known of an app that is watched: what decisions are made from, and what survives a restart. */
const watchRecord = z.object({
  v: z.literal(1),
  key: text,
  ref: text,
  app: seenApp,
  /** Since when it runs without a break, as far as was seen; absent while it does not run. */
  readySinceAt: instant.exactOptional(),
  formation: formation.exactOptional(),
  formationAt: instant.exactOptional(),
  /** The last request ever seen by anybody but a monitor. */
  lastRequestAt: instant.exactOptional(),
  reading: reading.exactOptional(),
  pullRequest: pullRequest.exactOptional(),
  /** When it is to be looked at again. */
  lookAt: instant.exactOptional(),
  /** Our wakes of the last day, oldest first. */
  wokenAt: z.array(instant).max(20),
  /** When somebody else brought back what we had put to sleep, oldest first. */
  undoneAt: z.array(instant).max(10),
  /** How much of the time it ran while Paastis only observed. */
  uptime: z.object({ sinceAt: instant, seenMs: z.number().min(0), runningMs: z.number().min(0) }).exactOptional(),
  /** The last action decided by itself and refused by the engine or the provider: not tried again before `until`. */
  refused: z.object({ at: instant, until: instant, reason: text, times: z.number().int() }).exactOptional(),
});

const price = z.object({
  /** EUR per hour and container. */
  perHour: z.number().min(0),
  source: z.enum(['settings', 'provider', 'list']),
  /** When it was read or published, ISO 8601, UTC. */
  at: instant,
});

/** One stretch of sleep, or, of an app that is only observed, of what would have been one. */
const intervalFields = {
  v: z.literal(1),
  app: text,
  ref: text,
  name: text,
  provider: z.enum(providerTypes),
  region: text,
  review: z.boolean(),
  /** Nothing was stopped: observe mode, or an app nobody manages. */
  wouldBe: z.boolean(),
  /** When the stop was about to be asked for. */
  askedAt: instant,
  /** When the provider confirmed that nothing runs; absent until then. */
  asleepFrom: instant.exactOptional(),
  formation,
  /** Frozen: what each size cost when the interval was opened. A size without a price is absent. */
  prices: z.record(text, price),
  cause: z.enum(['idle', 'schedule', 'manual', 'pr_closed', 'budget']),
  actor: text,
  correlationId: text,
  /** When the provider would have deleted the app anyway; the baseline `lifetime` ends here. */
  lifetimeEndsAt: instant.exactOptional(),
} as const;

/** The open one of an app: key is that of the app, with `~` behind it for one that would have been. */
const intervalRecord = z.object({ ...intervalFields, key: text });

/** A closed one: key is `<asleepFrom>/<app>`, with `~` behind it for one that would have been. */
const ledgerRecord = z.object({
  ...intervalFields,
  key: text,
  asleepFrom: instant,
  asleepUntil: instant,
  endedBy: z.enum([
    'wake_chat',
    'wake_pr',
    'wake_http',
    'wake_cli',
    'wake_api',
    'schedule',
    'deploy',
    'human',
    'deleted',
    'request',
  ]),
  /** How far off the end may be, because only a look at the list noticed it; at most one period between two looks. */
  errorMs: z.number().min(0).exactOptional(),
});

/** When a scheduled job ran last, so that a pause is caught up once and a restart repeats nothing. */
const jobRecord = z.object({
  v: z.literal(1),
  /** `sweep`, `digest:#dev` */
  key: text,
  /** The instant it was due for, not the one at which it ran. */
  dueAt: instant,
  startedAt: instant,
  endedAt: instant.exactOptional(),
});

/** A channel's own digest, set by `digest here`. */
const channelRecord = z.object({
  v: z.literal(1),
  /** `slack:C0123456` */
  key: text,
  /** As written: `Mon-Fri 09:00`; absent: `digest off`. */
  schedule: text.exactOptional(),
  actor: text,
  at: instant,
});

/** One per key of anything else that must survive, such as the first start in observe mode. */
const noteRecord = z.object({ v: z.literal(1), key: text, at: instant, value: text.exactOptional() });

export const eventRecord = z.object({
  v: z.literal(1),
  id: z.string(),
  name: z.string(),
  at: instant,
  app: z.object({ key: z.string(), ref: z.string() }).exactOptional(),
  actor: z.string(),
  entryPoint: z.enum(['slack', 'github', 'terminal', 'schedule', 'recovery']),
  channel: z.string().exactOptional(),
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
  watch: watchRecord,
  interval: intervalRecord,
  ledger: ledgerRecord,
  job: jobRecord,
  channel: channelRecord,
  note: noteRecord,
} as const;

/** The kinds of records, each kept by key. */
export type RecordKind = keyof typeof recordSchemas;

export const recordKinds = [
  'app',
  'snapshot',
  'operation',
  'snooze',
  'watch',
  'interval',
  'ledger',
  'job',
  'channel',
  'note',
] as const satisfies readonly RecordKind[];

export type Records = { readonly [Kind in RecordKind]: z.infer<(typeof recordSchemas)[Kind]> };

export type AppRecord = Records['app'];
export type SnapshotRecord = Records['snapshot'];
export type OperationRecord = Records['operation'];
export type SnoozeRecord = Records['snooze'];
export type WatchRecord = Records['watch'];
export type IntervalRecord = Records['interval'];
export type LedgerRecord = Records['ledger'];
export type EventRecord = z.infer<typeof eventRecord>;
