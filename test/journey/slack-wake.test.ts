import { fakeChannel } from '../support/fake-slack.ts';
import { asker, type Journey, openJourney, present } from '../support/slack-journey.ts';

let journey: Journey;

const small = { web: { amount: 1, size: 'M' } };

beforeEach(async () => {
  journey = await openJourney({ rules: [{ match: '*-production', protect: true }] });
});

const world = () => journey.stage.scalingo.world;

describe('a person who has never used Paastis', () => {
  it('comes from nothing to a ready app by the help, the form and one card, and goes on from that card', async () => {
    const app = await world().addApp({ name: 'shop-pr42', formation: small, bootMs: 20_000 });
    const { slack, hands } = journey;
    await journey.stage.play(
      journey.life.paastis.run('sleep shop-pr42', { actor: 'terminal:ops', entryPoint: 'terminal' }),
    );

    await journey.type('');
    const help = slack.whispers.at(-1);
    await journey.see(hands.type('wake'), 0);
    const form = present(slack.view());
    await journey.play(hands.suggest(form, 'select.apps', 'pr42'));
    const sent = await journey.see(hands.submit({ 'select.apps': ['scalingo/osc-fr1/shop-pr42'] }));
    const card = journey.onlyMessage();
    const woken = card.versions.length;

    expect(help?.text).toContain('/paastis wake');
    expect(sent.action).toBe('close');
    expect(slack.view()).toBeUndefined();
    expect(card.versions.map(({ text }) => text).slice(0, -1)).toEqual([
      'shop-pr42: asking the provider',
      'shop-pr42: booting',
    ]);
    expect(journey.lastText()).toMatch(/^shop-pr42: woke in 2\d s with web:1:M$/);
    expect(woken - 1).toBeLessThanOrEqual(4);
    expect(JSON.stringify(card.versions.at(-1)?.blocks)).toContain(`"url":"${app.url}`);
    expect(world().formationOf(app.id)).toEqual(small);

    await journey.see(hands.click(card, 'Open'));
    await journey.see(hands.click(card, 'Keep 2 h'));
    expect(journey.lastText()).toMatch(/^shop-pr42: kept awake until \d\d:\d\d$/);
    await journey.see(hands.click(card, 'Sleep now'));
    expect(journey.lastText()).toMatch(/^shop-pr42: fell asleep in/);

    expect(slack.messages).toEqual([card]);
    const told = (await journey.history('history shop-pr42')).filter(({ channel }) => channel !== undefined);
    expect(told.map(({ name, channel, actor }) => ({ name, channel, actor }))).toEqual(
      ['app_slept', 'app_kept', 'app_woken'].map((name) => ({
        name,
        channel: `slack:${fakeChannel}`,
        actor: `slack:${asker}`,
      })),
    );
  });
});

describe('a team that works from Slack', () => {
  it('puts an app to sleep and wakes it again, each in one message, and finds what ran before', async () => {
    const formation = { web: { amount: 2, size: 'M' }, worker: { amount: 0, size: 'S' } };
    const app = await world().addApp({ name: 'shop-pr42', formation, bootMs: 8_000 });
    const before = world().formationOf(app.id);

    await journey.type('sleep shop-pr42');
    const asleep = { text: journey.lastText(), formation: world().formationOf(app.id) };
    await journey.type('wake SHOP-PR42');

    expect(asleep.text).toMatch(/^shop-pr42: fell asleep in .*web:2:M/);
    expect(Object.values(asleep.formation).map(({ amount }) => amount)).toEqual([0, 0]);
    expect(journey.slack.messages).toHaveLength(2);
    expect(journey.lastText()).toMatch(/^shop-pr42: woke in \d+ s with web:2:M$/);
    expect(world().formationOf(app.id)).toEqual(before);
    expect(journey.slack.whispers).toHaveLength(0);
  });

  it('reads who did what', async () => {
    await world().addApp({ name: 'shop-pr42' });
    await journey.type('sleep shop-pr42');

    await journey.type('history shop-pr42');

    expect(journey.slack.whispers.at(-1)?.text).toContain(`<@${asker}> put`);
  });

  it('is told the closest name of an app that does not exist, and nothing is posted to the channel', async () => {
    await world().addApp({ name: 'shop-pr42' });

    await journey.type('wake shop-pr24');

    expect(journey.slack.messages).toHaveLength(0);
    expect(journey.whispersTo(asker)).toEqual([expect.stringContaining('shop-pr42')]);
  });

  it('is refused to put a protected app to sleep, with the reason', async () => {
    const app = await world().addApp({ name: 'shop-production' });
    const before = world().formationOf(app.id);

    await journey.type('sleep shop-production');

    expect(journey.slack.messages).toHaveLength(0);
    expect(journey.whispersTo(asker)).toEqual([expect.stringMatching(/shop-production: .*protected/)]);
    expect(world().formationOf(app.id)).toEqual(before);
  });

  it('sees every app in the list and how to use each command in the help', async () => {
    await world().addApp({ name: 'shop-pr42' });

    await journey.type('list');
    await journey.type('help');

    expect(journey.slack.whispers[0]?.text).toContain('*shop-pr42* running · scalingo/osc-fr1');
    expect(journey.slack.whispers[1]?.text).toContain('/paastis wake');
  });

  it('wakes a whole pull request in one message of five states at most', async () => {
    const names = ['shop-pr42-front', 'shop-pr42-back', 'shop-pr42-admin'];
    for (const name of names) await world().addApp({ name, bootMs: 20_000 });
    await journey.type('sleep shop-pr42-*');

    await journey.type('wake shop-pr42-*');

    const versions = journey.slack.messages[1]?.versions ?? [];
    expect(journey.slack.messages).toHaveLength(2);
    expect(versions.length).toBeLessThanOrEqual(5);
    for (const name of names) expect(journey.lastText()).toContain(`${name}: woke in`);
  });

  it('finds the bot ready', async () => {
    expect(await journey.readyz()).toMatchObject({ status: 200 });
  });
});
