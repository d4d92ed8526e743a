import { createBotServer } from '../../bot/server.ts';
import { createSlackApp } from '../../bot/slack/app.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { type FakeMessage, type FakeSlack, fakeUser, startFakeSlack } from '../support/fake-slack.ts';
import { openStage, type Stage } from '../support/stage.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';

const MINUTE_MS = 60_000;
const secrets = { botToken: 'xoxb-1-journey', signingSecret: 'journey' };

let stage: Stage;
let slack: FakeSlack;
let stop: () => Promise<void>;
let url: string;

beforeEach(async () => {
  stage = await openStage([{ match: 'shop-pr{pr}-*', manage: true, channel: '#dev', group: 'shop-pr{pr}' }]);
  slack = await startFakeSlack({ clock: stage.clock, ...secrets });
  for (const name of ['shop-pr42-front', 'shop-pr42-back']) {
    const app = await stage.scalingo.world.addApp({
      name,
      formation: { web: { amount: 1, size: 'M' } },
      lastDeployedAt: '2026-11-20T09:00:00.000Z',
      createdAt: '2026-11-01T09:00:00.000Z',
    });
    stage.scalingo.world.addRequests(app.id, '2026-11-22T08:10:00.000Z', 3);
  }
});

afterEach(async () => {
  await stop();
  await stage.close();
  await slack.close();
});

afterAll(removeFolders);

/** The whole bot, looking and acting by itself. */
async function open(folder: string): Promise<void> {
  const { clock } = stage;
  const paastis = await stage.open({ folder });
  const app = createSlackApp({
    paastis,
    clock,
    log: silentLog,
    botToken: new Secret(secrets.botToken),
    signingSecret: new Secret(secrets.signingSecret),
    slackApiUrl: slack.apiUrl,
  });
  const server = createBotServer({ clock, log: silentLog, host: '127.0.0.1', port: 0, routes: app.routes });
  url = `http://127.0.0.1:${(await server.start()).port}`;
  await stage.play(app.start());
  await stage.play(paastis.start());
  stop = async () => {
    await stage.play(server.stop());
    await stage.play(app.stop());
    await stage.play(paastis.close());
  };
}

const pass = (minutes: number) =>
  stage.clock.advance(minutes * MINUTE_MS, () => stage.scalingo.held + stage.clever.held);

function onlyMessage(): FakeMessage {
  const [message, another] = slack.messages;
  if (message === undefined || another !== undefined) throw new Error(`There are ${slack.messages.length} messages`);
  return message;
}

const textOf = (message: FakeMessage) => message.versions.at(-1)?.text;

const statuses = () => ['shop-pr42-front', 'shop-pr42-back'].map((name) => stage.scalingo.world.app(name).status);

describe('a group that is about to sleep', () => {
  it('is kept by a click, and its message says by whom', async () => {
    await open(await makeFolder());
    await pass(4);
    const message = onlyMessage();

    await slack.hands(url).click(message, 'Keep 2 h');
    await pass(14);

    expect(message.versions[0]?.text).toContain('shop-pr42 (');
    expect(textOf(message)).toMatch(new RegExp(`stay awake: kept by <@${fakeUser}> until`));
    expect(statuses()).toEqual(['running', 'running']);
    expect(slack.errors).toEqual([]);
  });

  it('stays awake when somebody types wake', async () => {
    await open(await makeFolder());
    await pass(4);

    await slack.type(url, 'wake shop-pr42-front');
    await pass(12);

    expect(slack.messages[0]?.versions.at(-1)?.text).toContain('stay awake: used at');
    expect(statuses()).toEqual(['running', 'running']);
    expect(slack.errors).toEqual([]);
  });

  it('sleeps at once by a click, within one message', async () => {
    await open(await makeFolder());
    await pass(4);

    await slack.hands(url).click(onlyMessage(), 'Sleep now');
    await pass(2);

    expect(textOf(onlyMessage())).toMatch(new RegExp(`have been asleep since .*: <@${fakeUser}> put them to sleep`));
    expect(statuses()).toEqual(['stopped', 'stopped']);
    expect(slack.errors).toEqual([]);
  });

  it('sleeps at its time after a restart, and the message posted before tells it', async () => {
    const folder = await makeFolder();
    await open(folder);
    await pass(4);
    await stop();
    await open(folder);
    await pass(4);
    const early = statuses();
    await pass(12);

    expect(early).toEqual(['running', 'running']);
    expect(statuses()).toEqual(['stopped', 'stopped']);
    expect(textOf(onlyMessage())).toContain('have been asleep since');
    expect(slack.errors).toEqual([]);
  });
});
