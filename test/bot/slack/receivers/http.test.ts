import { App, type Middleware, type SlackCommandMiddlewareArgs } from '@slack/bolt';
import { createBotServer } from '../../../../bot/server.ts';
import { createBoltLogger, createRedact } from '../../../../bot/slack/log.ts';
import { silentMeter } from '../../../../bot/slack/meter.ts';
import { createDispatch } from '../../../../bot/slack/receivers/dispatch.ts';
import { createGuard } from '../../../../bot/slack/receivers/guard.ts';
import { createHttpDoor } from '../../../../bot/slack/receivers/http.ts';
import { type Log, Secret, silentLog } from '../../../../core/log.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { fakeChannel, fakeTeam, fakeUser, signCommand } from '../../../support/fake-slack.ts';

const stops: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

/** Bolt itself behind our receiver, with a listener of the test's own; hands back the bot's answer to its command. */
async function typeTo(listener: Middleware<SlackCommandMiddlewareArgs>) {
  const clock = new FakeClock();
  const errors: object[] = [];
  const log: Log = { ...silentLog, error: (facts, text) => void errors.push({ text, ...facts }) };
  const redact = createRedact([]);
  const meter = silentMeter;
  const dispatch = createDispatch({
    clock,
    log,
    redact,
    meter,
    newReference: () => 'ABC123',
    texts: { closed: () => undefined, broken: (reference) => `Broken, ${reference}`, outdated: () => 'Outdated' },
    whisper: () => undefined,
  });
  const route = createHttpDoor({ guard: createGuard(new Secret('s'), clock), dispatch, log, meter });
  const receiver = { init: dispatch.init, start: async () => undefined, stop: async () => undefined };
  const authorize = async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U1' });
  const app = new App({ receiver, authorize, convoStore: false, logger: createBoltLogger(silentLog, redact) });
  app.command('/paastis', listener);
  const server = createBotServer({ clock, log, host: '127.0.0.1', port: 0, routes: [route] });
  stops.push(() => clock.run(server.stop()));
  const { port } = await server.start();
  const fields = { command: '/paastis', text: '', user_id: fakeUser, channel_id: fakeChannel, team_id: fakeTeam };
  const signed = signCommand('s', clock.now().getTime() / 1_000, fields);
  const answer = await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST', ...signed });
  const body = await answer.text();
  await clock.advance(0);
  return { status: answer.status, body, errors };
}

describe('a listener behind the receiver', () => {
  it('answers with what it acknowledges', async () => {
    const { status, body } = await typeTo(({ ack }) => ack({ text: 'Hello' }));

    expect([status, body]).toEqual([200, '{"text":"Hello"}']);
  });

  it('may acknowledge without a word', async () => {
    const { status, body } = await typeTo(({ ack }) => ack());

    expect([status, body]).toEqual([200, '']);
  });

  it('that breaks before it acknowledges leaves the person with a sentence and a reference', async () => {
    const { status, body, errors } = await typeTo(() => Promise.reject(new Error('oops')));

    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ response_type: 'ephemeral', text: 'Broken, ABC123' });
    expect(errors).toEqual([{ text: 'slack listener failed', kind: 'command', reference: 'ABC123', error: 'oops' }]);
  });

  it('that breaks after it acknowledged keeps its answer, and the log has the reference', async () => {
    const { status, body, errors } = await typeTo(async ({ ack }) => {
      await ack('Hello');
      throw new Error('oops');
    });

    expect([status, body]).toEqual([200, 'Hello']);
    expect(errors).toEqual([{ text: 'slack listener failed', kind: 'command', reference: 'ABC123', error: 'oops' }]);
  });

  it('cannot acknowledge twice', async () => {
    const { body, errors } = await typeTo(async ({ ack }) => {
      await ack('Hello');
      await ack('again');
    });

    expect(body).toBe('Hello');
    expect(errors).toHaveLength(1);
  });
});
