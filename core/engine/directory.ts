import { type Clock, isRecent } from '../clock.ts';
import { describeError, isPaastisError, type PaastisError, ProviderError } from '../errors.ts';
import type { Audit, NewEvent } from '../events/audit.ts';
import type { Priority } from '../http/request.ts';
import type { Log } from '../log.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { printRegion, type Region, sameRegion } from '../model/region.ts';
import type { CallOptions, Provider } from '../providers/provider.ts';
import type { AppRecord } from '../store/records.ts';
import type { Store, StoreChange } from '../store/store.ts';
import { closeVanished } from './interval-end.ts';
import type { Ledger } from './ledger.ts';

/** A region whose apps could not be read, and why; the others are not touched by it. */
export interface RegionFailure {
  readonly region: Region;
  readonly error: PaastisError;
}

export interface Listing {
  readonly apps: readonly App[];
  readonly failed: readonly RegionFailure[];
  /** Names of apps that were read and may not be known, where they may be proposed all the same. */
  readonly beyond?: readonly string[];
}

export interface DirectoryOptions extends CallOptions {
  /** Only this region; default: all. */
  readonly region?: Region;
  /** Takes what was read this recently instead of asking again; default 0. */
  readonly maxAgeMs?: number;
  /** A region that takes longer counts as unread, reason `slow`; its reading goes on for whoever asks next. */
  readonly patienceMs?: number;
}

/** How the last reading of a region ended. */
export interface RegionState {
  readonly region: Region;
  /** When its apps were last read, ISO 8601, UTC; absent: not since this process began. */
  readonly readAt?: string;
  /** Why it could not even be loaded, or not be read after that. */
  readonly error?: PaastisError;
}

/** Every app of every region, read with as few calls as possible and remembered. */
export interface Directory {
  list(options?: DirectoryOptions): Promise<Listing>;
  /** What the last lists told of their regions; reads nothing. */
  states(): readonly RegionState[];
  /** Tells every list that was read, whoever asked for it; who asked waits for it. @returns ends it */
  subscribe(listener: ListListener): () => void;
}

/** All apps of one region, as just read. */
export type ListListener = (region: Region, apps: readonly App[]) => Promise<void>;

export interface DirectoryDeps {
  /** Those of the settings that hold now. */
  readonly providers: () => readonly Provider[];
  /** Regions that could not even be loaded. */
  readonly failed: () => readonly RegionFailure[];
  /** Of all apps that were read, those to be known; the others are as if they did not exist. Default: all. */
  readonly limit?: ((apps: readonly App[]) => readonly App[]) | undefined;
  /** Lists tell the names of the others. */
  readonly proposes?: boolean | undefined;
  readonly store: Store;
  readonly audit: Audit;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

/** `lastSeenAt` of an app that has not changed is not worth a write more often than this. */
const SEEN_RESOLUTION_MS = 60 * 60_000;

/** An app gone for longer is forgotten: review apps come and go, and a store must not grow for ever. */
const KEPT_AFTER_END_MS = 90 * 24 * 60 * 60_000;

export function createDirectory(deps: DirectoryDeps): Directory {
  const listeners = new Set<ListListener>();
  const lists = new WeakMap<Provider, RegionReader>();
  /** What is needed by an app of one region may be an app of another one: the limit looks at all that was read. */
  const known = (apps: readonly App[]): readonly App[] => {
    if (deps.limit === undefined) return apps;
    const read = deps.providers().flatMap((provider) => lists.get(provider)?.read() ?? []);
    const keys = new Set(deps.limit(read).map(appKey));
    return apps.filter((app) => keys.has(appKey(app)));
  };
  const readerOf = (provider: Provider) => {
    const reader = lists.get(provider) ?? createRegionReader(deps, provider, { known, listeners });
    lists.set(provider, reader);
    return reader;
  };
  return {
    list: async (options = {}) => {
      const wanted = ({ region }: { readonly region: Region }) =>
        options.region === undefined || sameRegion(region, options.region);
      const read = await Promise.all(
        deps
          .providers()
          .filter(wanted)
          .map((provider) => readerOf(provider).list(options)),
      );
      const all = read.flatMap((result) => ('apps' in result ? result.apps : []));
      return {
        apps: known(all),
        ...(deps.proposes === true && { beyond: all.map(({ name }) => name) }),
        failed: [...deps.failed().filter(wanted), ...read.flatMap((result) => ('error' in result ? [result] : []))],
      };
    },
    states: () => [...deps.failed(), ...deps.providers().map((provider) => readerOf(provider).state())],
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

type RegionList = { readonly apps: readonly App[] } | RegionFailure;

interface RegionReader {
  /** All of the region, whatever the limit says. */
  list(options: DirectoryOptions): Promise<RegionList>;
  /** What the last list held; reads nothing. */
  read(): readonly App[];
  state(): RegionState;
}

/** The list of one region: shared by callers at the same time, remembered for the next. */
function createRegionReader(
  deps: DirectoryDeps,
  provider: Provider,
  {
    known,
    listeners,
  }: {
    readonly known: (apps: readonly App[]) => readonly App[];
    readonly listeners: ReadonlySet<ListListener>;
  },
): RegionReader {
  let read: { readonly atMs: number; readonly apps: readonly App[] } | undefined;
  let failure: PaastisError | undefined;
  const readings = new Map<Priority, Promise<RegionList>>();
  let remembering: Promise<void> = Promise.resolve();

  const readNow = async (priority: Priority): Promise<RegionList> => {
    try {
      const apps = await provider.listApps({ priority });
      read = { atMs: deps.clock.now().getTime(), apps };
      failure = undefined;
      const shown = known(apps);
      // One after the other, or two lists at once would both discover the same app.
      remembering = remembering.catch(() => undefined).then(() => remember(deps, provider.region, shown));
      await remembering;
      for (const listener of listeners) await listener(provider.region, shown);
      return { apps };
    } catch (error) {
      if (!isPaastisError(error)) throw error;
      failure = error;
      deps.log.warn({ region: printRegion(provider.region), detail: describeError(error) }, 'region not read');
      await noteRejection(deps, provider.region, error);
      return { region: provider.region, error };
    } finally {
      readings.delete(priority);
    }
  };

  /** Nobody waits behind a reading that may itself wait until the account's minute has room. */
  const readShared = (priority: Priority): Promise<RegionList> => {
    const reading = readings.get('person') ?? readings.get(priority) ?? readNow(priority);
    if (!readings.has('person')) readings.set(priority, reading);
    return reading;
  };

  return {
    list: async (options) => {
      if (read !== undefined && isRecent(read.atMs, deps.clock.now(), options.maxAgeMs ?? 0))
        return { apps: read.apps };
      const { patienceMs, priority = 'background' } = options;
      const reading = readShared(priority);
      return patienceMs === undefined ? reading : withPatience(deps.clock, provider.region, reading, patienceMs);
    },
    read: () => read?.apps ?? [],
    state: () => ({
      region: provider.region,
      ...(read !== undefined && { readAt: new Date(read.atMs).toISOString() }),
      ...(failure !== undefined && { error: failure }),
    }),
  };
}

async function withPatience(
  clock: Clock,
  region: Region,
  reading: Promise<RegionList>,
  patienceMs: number,
): Promise<RegionList> {
  const read = new AbortController();
  const slow = clock.delay(patienceMs, read.signal).then((): RegionList => {
    const context = { region: printRegion(region), reason: 'slow' };
    return { region, error: new ProviderError('provider_timeout', `${context.region} takes long`, { context }) };
  });
  // Rejects only when the reading came first.
  slow.catch(() => undefined);
  try {
    return await Promise.race([reading, slow]);
  } finally {
    read.abort();
  }
}

/** Keeps which apps there are; writes only what has changed. */
async function remember(deps: DirectoryDeps, region: Region, apps: readonly App[]): Promise<void> {
  const now = deps.clock.now();
  const at = now.toISOString();
  const prefix = `${printRegion(region)}/`;
  const known = new Map(
    (await deps.store.list('app')).filter(({ key }) => key.startsWith(prefix)).map((record) => [record.key, record]),
  );
  const changes: StoreChange[] = [];
  const events: NewEvent[] = [];
  const correlationId = deps.audit.newCorrelationId();
  const tell = (name: 'app_discovered' | 'app_vanished', key: string, ref: string) =>
    events.push({ name, app: { key, ref }, actor: 'paastis', entryPoint: 'schedule', correlationId });

  for (const app of apps) {
    const key = appKey(app);
    const record = known.get(key);
    known.delete(key);
    const next = describe(app, record, at);
    if (record === undefined || record.vanishedAt !== undefined) tell('app_discovered', key, next.ref);
    if (record === undefined || isWorthWriting(record, next, now)) changes.push({ put: 'app', record: next });
  }
  for (const record of known.values()) {
    if (record.vanishedAt !== undefined) {
      const { key } = record;
      if (now.getTime() - Date.parse(record.vanishedAt) >= KEPT_AFTER_END_MS)
        changes.push({ remove: 'app', key }, { remove: 'snapshot', key }, { remove: 'snooze', key });
      continue;
    }
    changes.push({ put: 'app', record: { ...record, vanishedAt: at } }, ...(await closeVanished(deps, record)));
    tell('app_vanished', record.key, record.ref);
  }
  if (changes.length > 0) await deps.audit.keep(events, changes);
}

function describe(app: App, record: AppRecord | undefined, at: string): AppRecord {
  return {
    v: 1,
    key: appKey(app),
    ref: appRef(app),
    name: app.name,
    ...(app.url !== undefined && { url: app.url }),
    firstSeenAt: record?.firstSeenAt ?? at,
    lastSeenAt: at,
    wakesMs: record?.wakesMs ?? [],
    sleepsMs: record?.sleepsMs ?? [],
  };
}

function isWorthWriting(record: AppRecord, next: AppRecord, now: Date): boolean {
  return (
    record.vanishedAt !== undefined ||
    record.ref !== next.ref ||
    record.url !== next.url ||
    now.getTime() - Date.parse(record.lastSeenAt) >= SEEN_RESOLUTION_MS
  );
}

async function noteRejection(deps: DirectoryDeps, region: Region, error: PaastisError): Promise<void> {
  if (!(error instanceof ProviderError) || error.code !== 'provider_auth') return;
  const correlationId = deps.audit.newCorrelationId();
  const reason = printRegion(region);
  await deps.audit.keep([{ name: 'token_rejected', actor: 'paastis', entryPoint: 'schedule', reason, correlationId }]);
}
