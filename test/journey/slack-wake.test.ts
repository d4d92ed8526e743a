import { createBotServer, healthRoutes } from '../../bot/server.ts';
import { createSlackApp } from '../../bot/slack/app.ts';
import { Secret, silentLog } from '../../core/log.ts';
import { type FakeSlack, fakeUser, startFakeSlack } from '../support/fake-slack.ts';
import { openStage, type Stage } from '../support/stage.ts';

let stage: Stage;
let slack: FakeSlack;
let url: string;
let stop: () => Promise<void>;

/** The real core on simulated accounts, behind the real Slack app, in front of a local Slack. */
beforeEach(async () => {
  stage = await openStage([{ match: '*-production', protect: true }]);
  const { clock } = stage;
  const secrets = { botToken: 'xoxb-1-journey', signingSecret: 'journey' };
  slack = await startFakeSlack({ clock, ...secrets });
  const paastis = await stage.open();
  const app = createSlackApp({
    paastis,
    clock,
    log: silentLog,
    botToken: new Secret(secrets.botToken),
    signingSecret: new Secret(secrets.signingSecret),
    slackApiUrl: slack.apiUrl,
  });
  const check = async () => [...(await paastis.check()), ...app.check()];
  const routes = [...healthRoutes(check), ...app.routes];
  const server = createBotServer({ clock, log: silentLog, host: '127.0.0.1', port: 0, routes });
  url = `http://127.0.0.1:${(await server.start()).port}`;
  await stage.play(app.start());
  stop = async () => {
    await stage.play(server.stop());
    await stage.play(app.stop());
  };
});

afterEach(async () => {
  await stop();
  await stage.close();
  await slack.close();
  expect(slack.mistakes()).toEqual([]);
});

/** Types a command and lets two minutes pass. */
async function type(text: string): Promise<void> {
  await slack.type(url, text);
  await stage.clock.advance(120_000);
}

const lastText = () => slack.messages.at(-1)?.versions.at(-1)?.text;

describe('a team that works from Slack', () => {
  it('puts an app to sleep and wakes it again, each in one message, and finds what ran before', async () => {
    const { world } = stage.scalingo;
    const formation = { web: { amount: 2, size: 'M' }, worker: { amount: 0, size: 'S' } };
    const app = await world.addApp({ name: 'shop-pr42', formation, bootMs: 8_000 });
    const before = world.formationOf(app.id);

    await type('sleep shop-pr42');
    const asleep = { text: lastText(), formation: world.formationOf(app.id) };
    await type('wake SHOP-PR42');

    expect(asleep.text).toMatch(/^shop-pr42: fell asleep in .*web:2:M/);
    expect(Object.values(asleep.formation).map(({ amount }) => amount)).toEqual([0, 0]);
    expect(slack.messages).toHaveLength(2);
    expect(slack.messages[1]?.versions.map(({ text }) => text).slice(0, -1)).toEqual([
      'shop-pr42: asking the provider',
      'shop-pr42: booting',
      'shop-pr42: waiting for its first answer',
    ]);
    expect(lastText()).toMatch(/^shop-pr42: woke in \d+ s with web:2:M$/);
    expect(world.formationOf(app.id)).toEqual(before);
    expect(slack.whispers).toHaveLength(0);
  });

  it('reads who did what', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42' });
    await type('sleep shop-pr42');

    await type('history shop-pr42');

    expect(slack.whispers.at(-1)?.text).toContain(`<@${fakeUser}> put`);
  });

  it('is told the closest name of an app that does not exist, and nothing is posted to the channel', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42' });

    await type('wake shop-pr24');

    expect(slack.messages).toHaveLength(0);
    expect(slack.whispers.map(({ text }) => text)).toEqual([expect.stringContaining('shop-pr42')]);
  });

  it('is refused to put a protected app to sleep, with the reason', async () => {
    const app = await stage.scalingo.world.addApp({ name: 'shop-production' });
    const before = stage.scalingo.world.formationOf(app.id);

    await type('sleep shop-production');

    expect(slack.messages).toHaveLength(0);
    expect(slack.whispers.map(({ text }) => text)).toEqual([expect.stringMatching(/shop-production: .*protected/)]);
    expect(stage.scalingo.world.formationOf(app.id)).toEqual(before);
  });

  it('sees every app in the list and how to use each command in the help', async () => {
    await stage.scalingo.world.addApp({ name: 'shop-pr42' });

    await type('list');
    await type('help');

    expect(slack.whispers[0]?.text).toContain('*shop-pr42* running · scalingo/osc-fr1');
    expect(slack.whispers[1]?.text).toContain('/paastis wake');
  });

  it('goes on from the card itself, one message for the whole story', async () => {
    const { world } = stage.scalingo;
    const app = await world.addApp({ name: 'shop-pr42', formation: { web: { amount: 1, size: 'M' } }, bootMs: 8_000 });
    await type('sleep shop-pr42');
    const [card] = slack.messages;
    if (card === undefined) throw new Error('No card');
    const click = async (what: string) => {
      await slack.hands(url).click(card, what);
      await stage.clock.advance(120_000);
    };

    await click('Wake');
    const awake = world.formationOf(app.id);
    await click('Keep 2 h');
    const kept = lastText();
    await click('Sleep now');

    expect(awake).toEqual({ web: { amount: 1, size: 'M' } });
    expect(kept).toMatch(/^shop-pr42: kept awake until \d\d:\d\d$/);
    expect(lastText()).toMatch(/^shop-pr42: fell asleep in/);
    expect(Object.values(world.formationOf(app.id)).map(({ amount }) => amount)).toEqual([0]);
    expect(slack.messages).toHaveLength(1);
    expect(slack.errors).toEqual([]);
  });

  it('wakes a whole pull request in one message of five states at most', async () => {
    const { world } = stage.scalingo;
    const names = ['shop-pr42-front', 'shop-pr42-back', 'shop-pr42-admin'];
    for (const name of names) await world.addApp({ name, bootMs: 20_000 });
    await type('sleep shop-pr42-*');

    await type('wake shop-pr42-*');

    const versions = slack.messages[1]?.versions ?? [];
    expect(slack.messages).toHaveLength(2);
    expect(versions.length).toBeLessThanOrEqual(5);
    for (const name of names) expect(lastText()).toContain(`${name}: woke in`);
    expect(slack.errors).toEqual([]);
  });

  it('finds the bot ready', async () => {
    const ready = await stage.play(fetch(`${url}/readyz`));

    expect(ready.status).toBe(200);
  });
});
