import type { CleverCloudConfig } from '../../../../core/config.ts';
import { PaastisError } from '../../../../core/errors.ts';
import { silentLog } from '../../../../core/log.ts';
import { CleverCloudProvider } from '../../../../core/providers/clever-cloud/provider.ts';
import type { Change, ChangeProgress } from '../../../../core/providers/provider.ts';
import {
  type CleverCloudSimulator,
  type CleverCloudSimulatorOptions,
  startCleverCloudSimulator,
} from '../../../../core/simulator/clever-cloud/index.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** A provider on a simulated account over real HTTP. */
export interface Connection {
  readonly clock: FakeClock;
  readonly simulator: CleverCloudSimulator;
  readonly world: CleverCloudSimulator['world'];
  readonly provider: CleverCloudProvider;
  /** Another process on the same account: it remembers nothing of the first. */
  readonly again: (config?: Partial<CleverCloudConfig>) => CleverCloudProvider;
  readonly run: <T>(promise: Promise<T>) => Promise<T>;
  readonly failure: (promise: Promise<unknown>) => Promise<PaastisError>;
  /** Looks every two seconds until the change is over. */
  readonly follow: (id: string, change: Change) => Promise<ChangeProgress>;
  readonly advance: (ms: number) => Promise<void>;
  /** API calls since the last time this was asked, as `GET applications/…/deployments`. */
  readonly calls: () => readonly string[];
  readonly close: () => Promise<void>;
}

const LOOK_EVERY_MS = 2_000;
const MOST_LOOKS = 500;

export async function connect(
  config: Partial<CleverCloudConfig> = {},
  options: Partial<CleverCloudSimulatorOptions> = {},
): Promise<Connection> {
  const clock = new FakeClock();
  const simulator = await startCleverCloudSimulator({ clock, ...options });
  const providers: CleverCloudProvider[] = [];
  const again = (other: Partial<CleverCloudConfig> = {}) => {
    const provider = new CleverCloudProvider({ ...simulator.config, ...config, ...other }, { clock, log: silentLog });
    providers.push(provider);
    return provider;
  };
  const provider = again();
  const held = () => simulator.held;
  const run = <T>(promise: Promise<T>) => clock.run(promise, held);
  let counted = 0;
  return {
    clock,
    simulator,
    world: simulator.world,
    provider,
    again,
    run,
    failure: async (promise) => {
      const error = await run(promise).catch((thrown: unknown) => thrown);
      if (error instanceof PaastisError) return error;
      throw new Error(`Expected one of our errors, got ${JSON.stringify(error)}`);
    },
    follow: async (id, change) => {
      for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
        const progress = await run(provider.getProgress(id, change));
        if (progress.state !== 'pending') return progress;
        await clock.advance(LOOK_EVERY_MS, held);
      }
      throw new Error(`The change of ${id} did not end`);
    },
    advance: (ms) => clock.advance(ms, held),
    calls: () => {
      const calls = simulator.requests.slice(counted).map(({ method, path }) => `${method} ${shorten(path)}`);
      counted = simulator.requests.length;
      return calls;
    },
    close: async () => {
      await Promise.all(providers.map((each) => each.close()));
      await simulator.close();
    },
  };
}

function shorten(path: string): string {
  return path.replace(/^\/v2\/(organisations\/[^/]+|self)\/?/, '').replace(/app_[0-9a-f-]+/, '…');
}
