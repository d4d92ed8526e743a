import { isDeepStrictEqual } from 'node:util';
import type { Formation } from '../../core/model/formation.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import type { OperationRecord, SnapshotRecord } from '../../core/store/records.ts';
import type { Store } from '../../core/store/store.ts';
import type { Stage } from './stage.ts';

/** One app at either simulated vendor, for tests that hold for both. */
export interface VendorApp {
  readonly name: string;
  readonly key: string;
  readonly faults: Stage['scalingo']['faults'];
  /** `METHOD /path` of the call that starts, stops, or reads the app. */
  readonly calls: { readonly start: RegExp; readonly stop: RegExp; readonly read: RegExp };
  /** Everything that a sleep and a wake must leave as it was. */
  facts(): unknown;
  isUp(): boolean;
  isDown(): boolean;
  /** Starts that took effect at the vendor. */
  starts(): number;
  remove(): void;
  revoke(): void;
}

export type Vendor = 'scalingo' | 'clever-cloud';

export const vendors = ['scalingo', 'clever-cloud'] as const satisfies readonly Vendor[];

export const wholeFormation: Formation = {
  web: { amount: 2, size: 'M' },
  worker: { amount: 1, size: 'S' },
  clock: { amount: 0, size: 'S' },
};

export function addVendorApp(stage: Stage, vendor: Vendor, name = 'shop-pr42'): Promise<VendorApp> {
  return vendor === 'scalingo' ? addScalingoApp(stage, name) : addCleverApp(stage, name);
}

async function addScalingoApp(stage: Stage, name: string): Promise<VendorApp> {
  const { world, faults, token } = stage.scalingo;
  const app = await world.addApp({ name, formation: wholeFormation, bootMs: 6_000, stopMs: 3_000 });
  world.addAutoscaler(app.id, { type: 'web', min: 2, max: 5 });
  const amounts = () => Object.values(world.formationOf(app.id)).map(({ amount }) => amount);
  return {
    name,
    key: `scalingo/osc-fr1/${app.id}`,
    faults,
    calls: { start: /^POST .*\/scale$/, stop: /^POST .*\/scale$/, read: /^GET \/v1\/apps\/./ },
    facts: () => world.formationOf(app.id),
    isUp: () => app.status === 'running' && amounts().some((amount) => amount > 0),
    isDown: () => app.status === 'stopped' && amounts().every((amount) => amount === 0),
    starts: () =>
      world.scaleCalls.filter(
        ({ appId, status, containers }) =>
          appId === app.id && status === 202 && containers.some(({ amount }) => (amount ?? 0) > 0),
      ).length,
    remove: () => world.remove(app.id),
    revoke: () => {
      world.revokeToken(token);
      world.revokeBearers();
    },
  };
}

async function addCleverApp(stage: Stage, name: string): Promise<VendorApp> {
  const { world, faults } = stage.clever;
  const app = await world.addApp({
    name,
    bootMs: 12_000,
    stopMs: 3_000,
    scaling: { minInstances: 2, maxInstances: 4, minFlavor: 'S', maxFlavor: 'M' },
    env: { COLOUR: 'blue' },
  });
  return {
    name,
    key: `clever-cloud/par/${app.id}`,
    faults,
    calls: { start: /^POST .*\/instances$/, stop: /^DELETE .*\/instances$/, read: /^GET .*\/applications\/./ },
    facts: () => structuredClone({ scaling: app.scaling, env: app.env, vhosts: app.vhosts, commit: app.commitId }),
    isUp: () => app.state === 'SHOULD_BE_UP' && app.instances.some(({ state }) => state === 'UP'),
    isDown: () => app.state === 'SHOULD_BE_DOWN' && app.instances.every(({ state }) => state === 'DELETED'),
    starts: () => app.starts,
    remove: () => world.removeApp(app.id),
    revoke: () => world.revokeCredentials(),
  };
}

export interface LeftRecords {
  readonly snapshot: SnapshotRecord | undefined;
  readonly operation: OperationRecord | undefined;
}

/** A store that outlives the cores that use it, as a disk does. */
export function lastingStore(): Store {
  const memory = new MemoryStore();
  return {
    find: (kind, key) => memory.find(kind, key),
    list: (kind) => memory.list(kind),
    write: (changes) => memory.write(changes),
    listEvents: (query) => memory.listEvents(query),
    check: () => memory.check(),
    close: async () => undefined,
  };
}

export async function readRecords(store: Store, key: string): Promise<LeftRecords> {
  const [snapshot, operation] = await Promise.all([store.find('snapshot', key), store.find('operation', key)]);
  return { snapshot, operation };
}

/** What is wrong with the app at rest: it runs as before without a note, or it is down and the note says what ran. */
export function restFault(app: VendorApp, before: unknown, { snapshot, operation }: LeftRecords): string | undefined {
  if (operation !== undefined) return `a ${operation.kind} is still recorded as ${operation.phase}`;
  if (app.isUp() && snapshot !== undefined) return 'runs with a snapshot left';
  if (app.isUp()) return isDeepStrictEqual(app.facts(), before) ? undefined : `runs as ${JSON.stringify(app.facts())}`;
  if (app.isDown()) return snapshot === undefined ? 'is down without a snapshot' : undefined;
  return 'is neither up nor down';
}

/** What is wrong with the ledger at rest: a row for each sleep, the open one confirmed and of an app that is down. */
export async function ledgerFault(store: Store, app: VendorApp): Promise<string | undefined> {
  const { key } = app;
  const [rows, all, events] = await Promise.all([
    store.list('ledger'),
    store.list('interval'),
    store.listEvents({ key, limit: 1_000 }),
  ]);
  const open = all.filter(({ app }) => app === key);
  const slept = events.filter(({ name }) => name === 'app_slept').length;
  if (open.some(({ asleepFrom }) => asleepFrom === undefined)) return 'an open row was never confirmed';
  if (open.length !== (app.isDown() ? 1 : 0))
    return `${open.length} open rows of an app that is ${app.isDown() ? 'down' : 'up'}`;
  return rows.length + open.length === slept ? undefined : `${rows.length + open.length} rows of ${slept} sleeps`;
}
