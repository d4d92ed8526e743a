import * as z from 'zod';
import { startTestCloud, type TestCloud } from '../support.ts';

const OAUTH =
  'OAuth oauth_consumer_key="testConsumerKey0123456789", oauth_token="testUserToken0123456789", oauth_signature="testConsumerSecretABCDEF%26testUserTokenSecretABCDEF"';
const eventSchema = z.object({ event: z.string(), date: z.string(), data: z.string() });

/** Open sockets look like requests that never end to the clock: it is told how many there are. */
let opened = 0;

interface Listener {
  readonly messages: unknown[];
  readonly isClosed: () => boolean;
  readonly events: () => z.infer<typeof eventSchema>[];
  send(message: object): void;
}

describe('the event socket of the simulated Clever Cloud', () => {
  let cloud: TestCloud;

  beforeEach(async () => {
    cloud = await startTestCloud();
  });
  afterEach(() => cloud.simulator.close());

  const pass = (ms: number) => cloud.clock.advance(ms, () => opened);
  const open = async (): Promise<Listener> => {
    const socket = new WebSocket(`${cloud.simulator.apiUrl.replace('http', 'ws')}/v2/events/event-socket`);
    opened += 1;
    const messages: unknown[] = [];
    let isClosed = false;
    socket.addEventListener('message', (message) => messages.push(JSON.parse(String(message.data))));
    socket.addEventListener('close', () => {
      isClosed = true;
    });
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    return {
      messages,
      isClosed: () => isClosed,
      events: () => messages.flatMap((message) => eventSchema.safeParse(message).data ?? []),
      send: (message) => socket.send(JSON.stringify(message)),
    };
  };
  const openReady = async (): Promise<Listener> => {
    const listener = await open();
    listener.send({ message_type: 'oauth', authorization: OAUTH });
    await pass(0);
    return listener;
  };

  it('13.40 says ready after the OAuth message, and pings', async () => {
    const listener = await openReady();
    listener.send({ type: 'heartbeat', heartbeat_msg: 'pong' });

    await pass(10_000);

    const ping = { type: 'heartbeat', heartbeat_msg: 'ping', heartbeat_delay_ms: 10_000 };
    expect(listener.messages).toEqual([{ message_type: 'socket_ready' }, ping, ping]);
  });

  it.each([
    { why: 'another message first', message: { type: 'heartbeat', heartbeat_msg: 'pong' } },
    { why: 'a wrong signature', message: { message_type: 'oauth', authorization: OAUTH.replace('ABCDEF', 'x') } },
  ])('13.40 answers error 2001 to $why', async ({ message }) => {
    const listener = await open();

    listener.send(message);
    await pass(0);

    expect(listener.messages).toEqual([{ type: 'error', id: 2001, message: expect.any(String) }]);
    expect(listener.isClosed()).toBe(true);
  });

  it('13.40 tells the beginning and the end of a deployment, with data as a string', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const listener = await openReady();
    const deployment = cloud.simulator.world.injectDeployment(app.id, { cause: 'Git' });

    await pass(42_000);

    const told = listener.events().map(({ event, data }) => [event, JSON.parse(data)]);
    const data = { id: app.id, ownerId: app.ownerId, uuid: deployment.uuid, action: 'DEPLOY', cause: 'Git' };
    expect(told).toMatchObject([
      ['DEPLOYMENT_ACTION_BEGIN', { ...data, state: 'WIP' }],
      ['DEPLOYMENT_ACTION_END', { ...data, state: 'OK' }],
    ]);
  });

  it('13.40 loses or repeats events when told to', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const listener = await openReady();
    cloud.simulator.world.settings.dropEvents = 1;
    cloud.simulator.world.settings.duplicateEvents = 1;
    cloud.simulator.world.injectDeployment(app.id, { cause: 'Git' });

    await pass(42_000);

    const names = listener.events().map(({ event }) => event);
    expect(names).toEqual(['DEPLOYMENT_ACTION_END', 'DEPLOYMENT_ACTION_END']);
  });
});
