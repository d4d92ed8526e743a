import type { Clock } from '../clock.ts';
import { describeError, isPaastisError } from '../errors.ts';
import type { Audit } from '../events/audit.ts';
import type { EventBus } from '../events/bus.ts';
import type { Log } from '../log.ts';
import { type App, appKey } from '../model/app.ts';
import type { PaastisEvent } from '../model/event.ts';
import type { Formation } from '../model/formation.ts';
import type { Region } from '../model/region.ts';
import type { Decision } from '../policy/decision.ts';
import type { Policy } from '../policy/policy.ts';
import type { CallOptions, Provider } from '../providers/provider.ts';
import type { WatchRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import { Announcing } from './announcing.ts';
import type { Directory } from './directory.ts';
import type { Engine } from './engine.ts';
import type { Forge, ForgeKeep } from './forge.ts';
import { ForgeKeeps } from './forge-keeps.ts';
import type { Ledger } from './ledger.ts';
import { decideFor, decideTogether, recordsOf, type SweepDeps } from './sweep.ts';
import { sweepOnce } from './sweep-once.ts';
import type { ReadOptions, Watch } from './watch.ts';
import { Acting } from './watch-act.ts';
import { mergeSleep, mergeWake } from './watch-facts.ts';
import { type LoopDeps, WatchLoop } from './watch-loop.ts';
import { WatchMemory } from './watch-memory.ts';
import { PULL_REQUESTS_MAX_AGE_MS, PullRequests } from './watch-pull-requests.ts';
import { readFigures } from './watch-reads.ts';
import { Reviews } from './watch-reviews.ts';
import { Sightings } from './watch-sightings.ts';
import { Trial } from './watch-trial.ts';

/** Long enough for a person to see at the start what will be done, and to stop it. */
const FIRST_TICK_MS = 60_000;

export interface WatchDeps {
  /** Those that hold now: settings may be read again. */
  readonly providers: () => readonly Provider[];
  readonly directory: Directory;
  readonly engine: Engine;
  readonly store: Store;
  readonly audit: Audit;
  readonly bus: Pick<EventBus, 'subscribe'>;
  readonly ledger: Ledger;
  /** Where the pull requests of the apps are kept; left out: only what the provider tells of them is known. */
  readonly forge?: Forge;
  /** Notes who keeps what awake, as the forge tells. */
  readonly noteKeeps: (keeps: readonly ForgeKeep[]) => Promise<void>;
  /** Of the settings that hold now. */
  readonly policy: () => Policy;
  readonly mode: () => 'observe' | 'enforce';
  /** EUR, for what people are told before a sleep; left out, or undefined: not known. */
  readonly pricePerHour?: (app: App, formation: Formation) => number | undefined;
  readonly clock: Clock;
  readonly log: Log;
  /** Before the first look; default: a minute. */
  readonly firstTickMs?: number;
}

export function createWatch(deps: WatchDeps): Watch {
  const memory = new WatchMemory({ ...deps, announced: (key) => announcing.find(key) });
  const trial = new Trial({ ...deps, memory });
  const reviews = new Reviews({ ...deps, memory });
  const pullRequests = new PullRequests({ ...deps, memory });
  const sightings = new Sightings({ ...deps, memory, trial, reviews, pullRequests });

  const read = async (
    record: WatchRecord,
    decision: Pick<Decision, 'idleSinceAt' | 'idleAfterMs'>,
    options: CallOptions,
  ) => {
    const next = await readFigures(deps, record, decision, options);
    // What happened to the app meanwhile is in the memory, not in what the reading began with.
    const { reading, lastRequestAt, lookAt } = next;
    memory.update(record.key, ({ lastRequestAt: _request, lookAt: _look, ...current }) => ({
      ...current,
      ...(reading && { reading }),
      ...(lastRequestAt !== undefined && { lastRequestAt }),
      ...(lookAt !== undefined && { lookAt }),
    }));
    await trial.close([memory.find(record.key) ?? next]);
    return memory.find(record.key) ?? next;
  };

  const acting = new Acting({ ...deps, memory, read });
  const announcing: Announcing = new Announcing({
    ...deps,
    memory,
    isBusy: (key) => acting.isBusy(key),
    isHandled: ({ facts: { app }, decision }, signal) =>
      acting.isHandled({ app, decision }, signal).catch(asNotHandled),
  });
  const sweepDeps: SweepDeps = { ...deps, memory, acting, trial, read };
  const loop = new WatchLoop({
    ...sweepDeps,
    announcing,
    providers: deps.providers,
    log: deps.log,
    look: (region) => sightings.look(region),
    firstTickMs: deps.firstTickMs ?? FIRST_TICK_MS,
  } satisfies LoopDeps);
  let subscriptions: readonly (() => void)[] = [];
  const stop = async () => {
    await loop.stop();
    await announcing.idle();
    for (const unsubscribe of subscriptions) unsubscribe();
    subscriptions = [];
    memory.markAll();
    // The store may have been closed meanwhile: it was not waited for, and the next start reads what it does not know.
    await memory.flush().catch((error: unknown) => {
      deps.log.warn({ detail: describeError(error) }, 'the last of what was seen could not be kept');
    });
  };

  return {
    load: async () => {
      await memory.load();
      pullRequests.forgetWithoutForge();
      await announcing.load();
      if (subscriptions.length > 0) return;
      subscriptions = [
        deps.bus.subscribe((event) => {
          notice(memory, event);
          announcing.settle();
        }),
        deps.directory.subscribe((region, apps) => sightings.hear(region, apps)),
      ];
    },
    start: () => loop.start(),
    stop,
    list: () => decideFor(sweepDeps),
    find: async (key) => {
      const record = memory.find(key);
      if (record === undefined) return undefined;
      return (await decideTogether(sweepDeps, [record])).find((watched) => watched.key === key);
    },
    known: () => memory.all.map(({ app }) => app),
    together: (apps) => decideTogether(sweepDeps, recordsOf(sweepDeps, apps)),
    read: (apps, options = {}) => readApps({ ...sweepDeps, pullRequests, read, sightings }, apps, options),
    sweep: (options) =>
      sweepOnce(
        {
          ...sweepDeps,
          directory: deps.directory,
          sightings,
          reviews,
          pullRequests,
          keeps: new ForgeKeeps({ ...deps, memory }),
        },
        options,
      ),
    want: async (apps) => {
      const now = deps.clock.now().toISOString();
      for (const app of apps) memory.update(appKey(app), (record) => ({ ...record, readySinceAt: now }));
      announcing.settle();
      await memory.flush();
    },
    tellBeforeSleep: (desk) => announcing.tellTo(desk),
    load1m: (region: Region) => loop.calls(region),
  };
}

/** It is asked again right before the stop, where a failure counts. */
function asNotHandled(error: unknown): false {
  if (!isPaastisError(error)) throw error;
  return false;
}

/** Operations of everybody tell the watch what they did. */
function notice(memory: WatchMemory, { name, app, at }: PaastisEvent): void {
  if (app === undefined) return;
  if (name === 'app_woken') memory.update(app.key, (record) => mergeWake(record, at));
  if (name === 'app_slept') memory.update(app.key, mergeSleep);
}

interface ReadAppsDeps extends Omit<SweepDeps, 'read'> {
  readonly pullRequests: PullRequests;
  readonly sightings: Sightings;
  readonly read: (record: WatchRecord, decision: Decision, options: CallOptions) => Promise<WatchRecord>;
}

async function readApps(
  deps: ReadAppsDeps,
  apps: readonly App[],
  { maxAgeMs = 0, onProgress, ...options }: ReadOptions,
): ReturnType<Watch['read']> {
  const { clock, memory, pullRequests, read, sightings } = deps;
  for (const app of apps) sightings.meet(app);
  const { signal } = options;
  const asking = { maxAgeMs: PULL_REQUESTS_MAX_AGE_MS, ...(signal && { signal }) };
  await pullRequests.refresh(recordsOf(deps, apps), asking);
  const keys = new Set(apps.map(appKey));
  const watched = (await decideFor(deps)).filter(({ key }) => keys.has(key));
  const oldest = clock.now().getTime() - maxAgeMs;
  let done = 0;
  await Promise.all(
    watched.map(async ({ key, decision, facts: { app, reading } }) => {
      const record = memory.find(key);
      const runs = app.status === 'running' || app.status === 'crashed';
      const recent = reading !== undefined && Date.parse(reading.at) >= oldest;
      if (runs && !recent && record !== undefined) await read(record, decision, options);
      done += 1;
      onProgress?.(done, watched.length);
    }),
  );
  await memory.flush();
  return (await decideFor(deps)).filter(({ key }) => keys.has(key));
}
