import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CleverCloudConfig } from '../../config.ts';
import { Secret } from '../../log.ts';
import { startAddresses } from '../addresses.ts';
import { startServer } from '../server.ts';
import type { Simulator, SimulatorOptions } from '../simulator.ts';
import type { AuthMode, OAuthCredentials } from './api/auth.ts';
import { answerRequest } from './api/routes.ts';
import { EventFeed } from './events/feed.ts';
import { serveEventSocket } from './events/socket.ts';
import { servePublicSide } from './public-side.ts';
import { createAgenda } from './world/agenda.ts';
import { createIds } from './world/ids.ts';
import { defaultSettings, type WorldSettings } from './world/settings.ts';
import { World } from './world/world.ts';

export interface CleverCloudSimulatorOptions extends SimulatorOptions {
  /** Which of the vendor's two hosts the API plays; default both at once. */
  readonly mode?: AuthMode;
  readonly settings?: Partial<WorldSettings>;
}

/** A simulated Clever Cloud account behind real HTTP. */
export interface CleverCloudSimulator extends Simulator {
  /** An API token that is accepted. */
  readonly token: string;
  /** Settings of a provider that leads to the organisation's apps in `par`, with that token. */
  readonly config: CleverCloudConfig;
  readonly oauth: OAuthCredentials;
  /** The organisation, `orga_…`. */
  readonly owner: string;
  readonly userId: string;
  readonly world: World;
  /** The public side of all apps, by Host header. */
  readonly routerUrl: string;
}

/** The credentials of the reference's signature vectors: they open this simulation and nothing else. */
const oauth: OAuthCredentials = {
  consumerKey: 'testConsumerKey0123456789',
  consumerSecret: 'testConsumerSecretABCDEF',
  token: 'testUserToken0123456789',
  secret: 'testUserTokenSecretABCDEF',
};

export async function startCleverCloudSimulator(options: CleverCloudSimulatorOptions): Promise<CleverCloudSimulator> {
  const { clock, mode = 'both' } = options;
  const closing = new AbortController();
  const ids = createIds(options.seed ?? 1);
  const settings = { ...defaultSettings(), ...options.settings };
  const agenda = createAgenda(clock, options.speed ?? 1, closing.signal);
  const feed = new EventFeed({ clock, ids, settings });
  // The public side needs the world, which needs the addresses: visitors before that find nobody.
  let visit = (_incoming: IncomingMessage, response: ServerResponse, _id: string | undefined): void =>
    void response.destroy();
  const addresses = await startAddresses((incoming, response, id) => visit(incoming, response, id));
  const world = new World({ clock, agenda, ids, settings, feed, oauth, listen: (id) => addresses.open(id) });
  visit = servePublicSide(world, () => agenda.settle());
  const token = `api_token_${ids()}`;
  world.addToken(token);

  // Live streams end with the clock or their client: a test's clock must not wait for them.
  let streams = 0;
  const hold = () => {
    streams += 1;
    return () => {
      streams -= 1;
    };
  };
  const server = await startServer(
    (request) => {
      agenda.settle();
      return answerRequest({ request, world, clock, requestId: ids(), closing: closing.signal, hold }, mode);
    },
    {
      clock,
      skewMs: () => settings.clockSkewMs,
      ...(options.port === undefined ? {} : { port: options.port }),
      upgrade: serveEventSocket(world, clock, closing.signal),
    },
  );

  return {
    apiUrl: server.url,
    faults: server.faults,
    requests: server.requests,
    get held() {
      return server.held + streams;
    },
    token,
    config: {
      type: 'clever-cloud',
      region: 'par',
      owner: world.ownerId,
      credentials: { kind: 'api_token', token: new Secret(token) },
      apiUrl: server.url,
    },
    oauth,
    owner: world.ownerId,
    userId: world.userId,
    world,
    routerUrl: addresses.routerUrl,
    close: async () => {
      closing.abort();
      await Promise.all([server.close(), addresses.close()]);
    },
  };
}
