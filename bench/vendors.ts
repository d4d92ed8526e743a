import type { Clock } from '../core/clock.ts';
import type { ProviderConfig } from '../core/config.ts';
import { startCleverCloudSimulator } from '../core/simulator/clever-cloud/index.ts';
import { isServing } from '../core/simulator/clever-cloud/world/state.ts';
import { startScalingoSimulator } from '../core/simulator/scalingo/index.ts';
import type { RecordedRequest } from '../core/simulator/simulator.ts';

/** A running app of a simulated account. */
export interface BenchApp {
  readonly id: string;
  readonly name: string;
}

/** A simulated vendor as the benchmarks look at it, past Paastis. */
export interface Vendor {
  readonly name: string;
  readonly config: ProviderConfig;
  readonly requests: readonly RecordedRequest[];
  addApp(name: string, bootMs: number): Promise<BenchApp>;
  /** Whether the app's address answers well at this instant. */
  isUp(id: string): boolean;
  /** Whether that request is the one that starts the app. */
  isStart(request: RecordedRequest, id: string): boolean;
  close(): Promise<void>;
}

/** Short, so that a run lasts seconds; stopping is not what is measured. */
const STOP_MS = 1_200;

export async function startScalingo(clock: Clock): Promise<Vendor> {
  const simulator = await startScalingoSimulator({ clock });
  const { world } = simulator;
  // Dozens of cores on one account, each with a pace of its own, as no account has them.
  world.settings.rateLimit = Number.POSITIVE_INFINITY;
  return {
    name: 'Scalingo',
    config: simulator.config,
    requests: simulator.requests,
    addApp: (name, bootMs) =>
      world.addApp({
        name,
        formation: { web: { amount: 2, size: 'M' }, worker: { amount: 1, size: 'S' } },
        bootMs,
        stopMs: STOP_MS,
      }),
    isUp: (id) => world.app(id).containers.some(({ type, state }) => type === 'web' && state === 'running'),
    isStart: ({ method, path }, id) => method === 'POST' && path.endsWith(`/apps/${id}/scale`),
    close: () => simulator.close(),
  };
}

export async function startCleverCloud(clock: Clock): Promise<Vendor> {
  const simulator = await startCleverCloudSimulator({ clock, mode: 'bridge' });
  const { world } = simulator;
  return {
    name: 'Clever Cloud',
    config: simulator.config,
    requests: simulator.requests,
    addApp: (name, bootMs) => world.addApp({ name, bootMs, stopMs: STOP_MS }),
    isUp: (id) => isServing(world.getApp(id)),
    isStart: ({ method, path }, id) => method === 'POST' && path.endsWith(`/applications/${id}/instances`),
    close: () => simulator.close(),
  };
}
