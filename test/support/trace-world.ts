import type { Formation } from '../../core/model/formation.ts';
import type { CleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import type { ScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import type { ScaleCall } from '../../core/simulator/scalingo/platform/state.ts';
import type { Trace, TraceAction } from './trace.ts';
import type { TraceApp } from './trace-apps.ts';

const DAY_MS = 86_400_000;

/** Of projects that delete the review apps of closed pull requests: a day later. Every second one does. */
const HOURS_BEFORE_DELETE = 24;

/** What an action met. `asleep`: nobody answered; `void`: it could not happen, as when the app is gone or busy. */
export type Met = 'done' | 'asleep' | 'void';

/** An app put to sleep through the API, as the vendor saw it. */
export interface Stop {
  readonly app: string;
  readonly atMs: number;
}

/** Containers of one app in a period, by the vendor's own book. */
export interface Bill {
  readonly containerSeconds: number;
  readonly eur: number;
}

/** The apps of a trace at both simulated vendors. */
export interface TraceWorld {
  perform(action: TraceAction): Met;
  /** Accepted stops since the last call, oldest first. */
  takeStops(): readonly Stop[];
  /** `scalingo/osc-fr1/<name>` */
  refOf(name: string): string;
  /** The key under which its records are kept. */
  keyOf(name: string): string;
  isServing(name: string): boolean;
  isGone(name: string): boolean;
  /** An operation or a deployment is under way at the vendor. */
  isMoving(name: string): boolean;
  /** Amounts and sizes, as the vendor holds them. */
  formationOf(name: string): Formation;
  /** What people last made it: of the trace, or what somebody scaled it to. */
  wantedOf(name: string): Formation;
  /** By app, without those that owe nothing. */
  bill(from: Date, until: Date): ReadonlyMap<string, Bill>;
}

interface Vendors {
  readonly scalingo: ScalingoSimulator;
  readonly clever: CleverCloudSimulator;
}

/** What is done the same way at both vendors, for one app. */
interface Handle {
  readonly id: string;
  readonly region: string;
  perform(action: TraceAction): Met;
  isServing(): boolean;
  isGone(): boolean;
  isMoving(): boolean;
  formation(): Formation;
  wanted(): Formation;
}

export async function makeTraceWorld(vendors: Vendors, trace: Trace): Promise<TraceWorld> {
  const handles = new Map<string, Handle>();
  for (const app of trace.apps) {
    const add = app.vendor === 'scalingo' ? addScalingoApp : addCleverApp;
    handles.set(app.name, await add(vendors, app, trace));
  }
  const handle = (name: string): Handle => {
    const found = handles.get(name);
    if (found === undefined) throw new Error(`The trace has no app ${name}`);
    return found;
  };
  const takeStops = stopReader(vendors, new Map([...handles].map(([name, { id }]) => [id, name])));
  return {
    takeStops,
    perform: (action) => (handle(action.app).isGone() ? 'void' : handle(action.app).perform(action)),
    refOf: (name) => `${handle(name).region}/${name}`,
    keyOf: (name) => `${handle(name).region}/${handle(name).id}`,
    isServing: (name) => !handle(name).isGone() && handle(name).isServing(),
    isGone: (name) => handle(name).isGone(),
    isMoving: (name) => handle(name).isMoving(),
    formationOf: (name) => handle(name).formation(),
    wantedOf: (name) => handle(name).wanted(),
    bill: (from, until) => {
      const bills = new Map<string, Bill>();
      for (const { world } of [vendors.scalingo, vendors.clever]) {
        for (const { app, containerSeconds, eur } of world.invoice(from, until).lines) {
          const sum = bills.get(app) ?? { containerSeconds: 0, eur: 0 };
          bills.set(app, { containerSeconds: sum.containerSeconds + containerSeconds, eur: sum.eur + eur });
        }
      }
      return bills;
    },
  };
}

async function addScalingoApp({ scalingo }: Vendors, app: TraceApp, trace: Trace): Promise<Handle> {
  const { world } = scalingo;
  const { name, formation, bootMs, stopMs, deployMs, pull } = app;
  const ago = (days: number) => new Date(trace.startsAtMs - days * DAY_MS).toISOString();
  const deleteOnClose = name < 'm';
  const link = { owner: 'team', repo: name, deleteOnClose, hoursBeforeDeleteOnClose: HOURS_BEFORE_DELETE };
  const { id } = await world.addApp({
    name,
    formation,
    bootMs,
    stopMs,
    deployMs,
    createdAt: ago(20),
    lastDeployedAt: ago(3),
    ...(app.kind === 'staging' ? { link } : {}),
    ...(pull === undefined ? {} : { parent: pull.parent, pullRequest: { number: pull.number } }),
  });
  let wanted = world.formationOf(id);
  const isGone = () => world.apps.every((other) => other.id !== id);
  const isServing = () => world.app(id).containers.some(({ type, state }) => type === 'web' && state === 'running');
  const isBusy = () => ['scaling', 'restarting', 'booting'].includes(world.app(id).status);
  const perform = (action: TraceAction): Met => {
    if (action.kind === 'request') {
      if (!isServing()) return 'asleep';
      world.addRequests(id, new Date(action.atMs).toISOString(), action.count);
    } else if (action.kind === 'one_off') world.addOneOff(id);
    else if (action.kind === 'one_off_end') world.endOneOffs(id);
    else if (action.kind === 'close_pull') {
      if (pull !== undefined) world.closePullRequest(pull.parent, pull.number);
    } else if (isBusy()) return 'void';
    else if (action.kind === 'deploy') world.deploy(id);
    else if (action.kind === 'scale') {
      world.scale(id, known(world.formationOf(id), action.amounts));
      wanted = world.formationOf(id);
    }
    // What does not run cannot crash.
    else if (isServing()) world.crash(id);
    else return 'void';
    return 'done';
  };
  return {
    id,
    region: 'scalingo/osc-fr1',
    perform,
    isServing,
    isGone,
    isMoving: isBusy,
    formation: () => world.formationOf(id),
    wanted: () => wanted,
  };
}

function known(formation: Formation, amounts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(amounts).filter(([type]) => type in formation));
}

async function addCleverApp({ clever }: Vendors, app: TraceApp, trace: Trace): Promise<Handle> {
  const { world } = clever;
  const { amount = 1, size = 'XS' } = Object.values(app.formation)[0] ?? {};
  const scaling = { minInstances: amount, maxInstances: amount, minFlavor: size, maxFlavor: size };
  const deployedAt = new Date(trace.startsAtMs - 3 * DAY_MS);
  const { id } = await world.addApp({ name: app.name, scaling, deployedAt, bootMs: app.bootMs, stopMs: app.stopMs });
  const isGone = () => world.findApp(id) === undefined;
  const isServing = () => world.getApp(id).instances.some(({ state }) => state === 'UP');
  const perform = (action: TraceAction): Met => {
    if (action.kind === 'request') {
      if (!isServing()) return 'asleep';
      // One address asks for everything here: only its path tells a monitor.
      const path = action.by === 'monitor' ? '/health' : '/';
      world.addVisits(id, { atMs: action.atMs, path, count: action.count });
      return 'done';
    }
    // A push starts an app that is stopped, which is a wake of somebody else's; here only running ones are pushed to.
    if (action.kind !== 'deploy' || !isServing() || world.getApp(id).pending.length > 0) return 'void';
    world.injectDeployment(id, { cause: 'git push' });
    return 'done';
  };
  const wanted: Formation = { web: { amount, size } };
  return {
    id,
    region: 'clever-cloud/par',
    perform,
    isServing,
    isGone,
    isMoving: () => world.getApp(id).pending.length > 0,
    formation: () => (world.getApp(id).state === 'SHOULD_BE_DOWN' ? { web: { amount: 0, size } } : wanted),
    wanted: () => wanted,
  };
}

/** Reads what stopped from the vendors' own records, which forget: to be called at least every few minutes. */
function stopReader({ scalingo, clever }: Vendors, names: ReadonlyMap<string, string>): () => readonly Stop[] {
  let lastCall: ScaleCall | undefined;
  const seen = new Set<string>();
  const fresh = (): Stop[] => {
    const calls = scalingo.world.scaleCalls;
    const first = lastCall === undefined ? 0 : calls.lastIndexOf(lastCall) + 1;
    lastCall = calls.at(-1);
    return calls
      .slice(first)
      .filter(({ status, containers }) => status === 202 && containers.every(({ amount }) => amount === 0))
      .map(({ appId, atMs }) => ({ app: names.get(appId) ?? appId, atMs }));
  };
  return () => {
    const stops = fresh();
    for (const app of clever.world.apps) {
      for (const { uuid, action, startedAtMs } of app.deployments.slice(-3)) {
        if (action !== 'UNDEPLOY' || seen.has(uuid)) continue;
        seen.add(uuid);
        stops.push({ app: app.name, atMs: startedAtMs });
      }
    }
    return stops;
  };
}
