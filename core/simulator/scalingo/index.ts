import type { ScalingoConfig } from '../../config.ts';
import { Secret } from '../../log.ts';
import { startAddresses } from '../addresses.ts';
import { startServer } from '../server.ts';
import type { Simulator, SimulatorOptions } from '../simulator.ts';
import { Auth } from './api/auth.ts';
import { notify } from './api/events.ts';
import { answerApi } from './api/routes.ts';
import { Platform } from './platform/platform.ts';
import { seedScalingo } from './seed.ts';
import { visit } from './visits.ts';
import { ScalingoWorld } from './world.ts';

export interface ScalingoSimulatorOptions extends SimulatorOptions {
  /** Default: `osc-fr1`. */
  readonly region?: string;
  /** Fills it with the sandbox's apps; default: empty. */
  readonly seedWorld?: boolean;
}

/** One simulated region of Scalingo behind real HTTP. */
export interface ScalingoSimulator extends Simulator {
  /** Base URL of the authentication host, without a trailing slash: the same origin. */
  readonly authUrl: string;
  readonly region: string;
  /** An API token of the account that owns everything. */
  readonly token: string;
  /** Settings of a provider that leads here, with that token. */
  readonly config: ScalingoConfig;
  /** The router on a shared port, which goes by the Host header. */
  readonly routerUrl: string;
  readonly world: ScalingoWorld;
}

export async function startScalingoSimulator(options: ScalingoSimulatorOptions): Promise<ScalingoSimulator> {
  const region = options.region ?? 'osc-fr1';
  const addresses = await startAddresses((incoming, response, id) => visit(platform, incoming, response, id));
  const platform = new Platform({
    clock: options.clock,
    region,
    speed: options.speed ?? 1,
    seed: options.seed ?? 1,
    addresses,
  });
  platform.onEvent = (app, event) => notify(platform, app, event);
  const auth = new Auth(platform);
  const owner = platform.addUser('paastis-sandbox');
  const world = new ScalingoWorld(platform, auth, owner);
  const server = await startServer((request) => answerApi(platform, auth, request), {
    clock: options.clock,
    skewMs: () => platform.settings.clockSkewMs,
    ...(options.port === undefined ? {} : { port: options.port }),
  }).catch(async (error: unknown) => {
    await addresses.close();
    throw error;
  });
  platform.apiUrl = server.url;
  if (options.seedWorld === true) await seedScalingo(world, options.clock);

  const { token } = auth.createToken(owner);
  return {
    apiUrl: server.url,
    authUrl: server.url,
    region,
    token,
    config: { type: 'scalingo', region, token: new Secret(token), apiUrl: server.url, authUrl: server.url },
    routerUrl: addresses.routerUrl,
    world,
    faults: server.faults,
    requests: server.requests,
    get held() {
      return server.held;
    },
    close: async () => {
      platform.close();
      await Promise.all([server.close(), addresses.close()]);
    },
  };
}
