import type {
  AppRecord,
  EventRecord,
  OperationRecord,
  SnapshotRecord,
  SnoozeRecord,
  WatchRecord,
} from '../../core/store/records.ts';

const at = '2026-11-22T09:00:00.000Z';

function names(name: string) {
  return { key: `scalingo/osc-fr1/id-${name}`, ref: `scalingo/osc-fr1/${name}` };
}

export function keyOf(name: string): string {
  return names(name).key;
}

export function buildApp(name: string, overrides: Partial<AppRecord> = {}): AppRecord {
  return { v: 1, ...names(name), name, firstSeenAt: at, lastSeenAt: at, wakesMs: [], sleepsMs: [], ...overrides };
}

export function buildSnapshot(name: string, overrides: Partial<SnapshotRecord> = {}): SnapshotRecord {
  const formation = { web: { amount: 2, size: 'M' }, clock: { amount: 0 } };
  return { v: 1, ...names(name), formation, takenAt: at, actor: 'terminal:ana', correlationId: 'c1', ...overrides };
}

export function buildOperation(name: string, overrides: Partial<OperationRecord> = {}): OperationRecord {
  return {
    v: 1,
    ...names(name),
    kind: 'wake',
    phase: 'prepared',
    startedAt: at,
    actor: 'terminal:ana',
    entryPoint: 'terminal',
    correlationId: 'c1',
    ...overrides,
  };
}

export function buildSnooze(name: string, overrides: Partial<SnoozeRecord> = {}): SnoozeRecord {
  return { v: 1, ...names(name), until: at, actor: 'terminal:ana', at, ...overrides };
}

export function buildWatch(name: string, overrides: Partial<WatchRecord> = {}): WatchRecord {
  const region = { type: 'scalingo', name: 'osc-fr1' } as const;
  const app = { id: `id-${name}`, name, region, status: 'running', readAt: at } as const;
  return { v: 1, ...names(name), app, wokenAt: [], undoneAt: [], ...overrides };
}

export function buildEvent(id: string, overrides: Partial<EventRecord> = {}): EventRecord {
  return {
    v: 1,
    id,
    name: 'app_slept',
    at,
    app: names('shop'),
    actor: 'terminal:ana',
    entryPoint: 'terminal',
    correlationId: 'c1',
    ...overrides,
  };
}
