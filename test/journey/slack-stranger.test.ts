import { callbackIds } from '../../bot/slack/ids.ts';
import { type FakePerson, type FakeView, fakeChannel } from '../support/fake-slack.ts';
import {
  adminUser,
  asker,
  type Journey,
  MINUTE_MS,
  openJourney,
  otherTeam,
  otherUser,
  present,
} from '../support/slack-journey.ts';

/** Has used Paastis as a colleague, and is none any more. */
const person = 'U0CHANGED01';

let journey: Journey;

const access = { admins: [adminUser], operators: [asker], wakesPerHour: 30 };

const refusals: readonly (readonly [string, Partial<FakePerson>, RegExp])[] = [
  ['somebody of another workspace', { teamId: otherTeam }, /you come from another/],
  ['a guest', { guest: 'multi' }, /Guests of the workspace may not use Paastis/],
  ['a guest of one channel', { guest: 'single' }, /Guests of the workspace may not use Paastis/],
  ['somebody whose account is deactivated', { deleted: true }, /This account is deactivated/],
  ['a bot', { bot: true }, /Paastis takes no orders from bots/],
];

/** Everything that somebody said to be told of a refusal, wherever they are told. */
const refusedWith = () => {
  const direct = journey.slack.directOf(person);
  const messages = journey.slack.messages.filter(({ channel }) => channel === direct);
  return [...journey.whispersTo(person), ...messages.map(({ versions }) => versions.at(-1)?.text ?? '')];
};

describe.each(refusals)('%s', (_, changes, why) => {
  let form: FakeView;
  let home: FakeView;
  let calls: number;

  beforeEach(async () => {
    journey = await openJourney({ config: { access } });
    journey.slack.addPerson({ id: person });
    await journey.stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 8_000 });
    await journey.type('sleep shop-pr42');
    await journey.see(journey.hands.openHome({ user: person }), 5_000);
    await journey.see(journey.hands.globalShortcut(callbackIds.wakeApp, { user: person }), 0);
    home = present(journey.slack.homes.get(person));
    form = present(journey.slack.view(person));
    await journey.play(journey.hands.suggest(form, 'select.apps', 'pr42', { user: person }));
    journey.slack.addPerson({ id: person, ...changes });
    calls = journey.startCalls();
    await journey.pass(6 * MINUTE_MS);
  });

  /** Bots cannot be written to. */
  const open = () => journey.expectErrors('channel_not_found');

  it('is refused by command, click, form, shortcuts and Home, each time saying why and whom to ask; nothing is done', async () => {
    open();
    const { hands, slack } = journey;
    const by = { user: person };
    const card = journey.onlyMessage();
    const gestures: readonly (() => Promise<unknown>)[] = [
      ...['wake shop-pr42', 'sleep shop-pr42', 'list', 'digest here Mon 9:00', 'mode enforce', 'wake'].map(
        (line) => () => hands.type(line, { user_id: person }),
      ),
      () => hands.click(card, 'Wake', by),
      () => hands.messageShortcut(callbackIds.wakeFromMessage, { text: '`shop-pr42`' }, by),
      () => hands.globalShortcut(callbackIds.wakeApp, by),
      () => hands.submit({ 'select.apps': ['scalingo/osc-fr1/shop-pr42'] }, by),
      () => hands.click(home, 'Wake shop-pr42', by),
    ];

    for (const gesture of gestures) {
      const before = refusedWith().length;
      await journey.see(gesture(), 10_000);
      if (changes.bot === true) continue;
      const [told, more] = refusedWith().slice(before);
      expect(told).toMatch(why);
      expect(told).toContain(`<@${adminUser}>`);
      expect(more).toBeUndefined();
    }

    if (changes.bot === true) expect(journey.whispersTo(person).every((text) => why.test(text))).toBe(true);
    expect(slack.messages.filter(({ channel }) => channel === fakeChannel)).toEqual([card]);
    expect(journey.startCalls()).toBe(calls);
    expect(journey.life.events.filter(({ actor }) => actor === `slack:${person}`)).toEqual([]);
    await journey.see(hands.openHome(by), 5_000);
    expect(JSON.stringify(home.content.blocks)).not.toContain('shop-pr42');
  });
});

describe('somebody who comes through a shared channel', () => {
  it('is refused by what the payload says of them, before anything is asked of Slack', async () => {
    journey = await openJourney({ config: { access } });
    journey.slack.addPerson({ id: person, teamId: otherTeam });
    await journey.stage.scalingo.world.addApp({ name: 'shop-pr42' });
    await journey.type('sleep shop-pr42');

    const told = await journey.type('wake shop-pr42', { user_id: person, team_id: otherTeam });
    await journey.see(journey.hands.click(journey.onlyMessage(), 'Wake', { user: person, team: otherTeam }));

    const words = 'Paastis answers only people of the workspace it is installed in. Ask one of them to do it for you.';
    expect(JSON.parse(told)).toMatchObject({ response_type: 'ephemeral', text: words });
    expect(journey.whispersTo(person)).toEqual([words]);
    expect(journey.stage.scalingo.world.app('shop-pr42').status).toBe('stopped');
    expect(journey.slack.calls.filter(({ fields }) => fields.user === person)).toEqual([]);
  });
});

describe('a colleague', () => {
  const status = (name = 'shop-pr42') => journey.stage.scalingo.world.app(name).status;

  const open = async (wakesPerHour = 30) => {
    journey = await openJourney({
      rules: [{ match: 'shop-*', manage: true, sleepAccess: 'operators', wakeAccess: 'everyone' }],
      config: { mode: 'observe', access: { admins: [adminUser], operators: ['@developers'], wakesPerHour } },
    });
    journey.slack.groups.set('S0DEVELOPER', { id: 'S0DEVELOPER', handle: 'developers', members: [asker] });
    for (const name of ['shop-pr42', 'shop-pr43', 'shop-pr44'])
      await journey.stage.scalingo.world.addApp({ name, bootMs: 8_000 });
  };

  it('who is no operator may not put to sleep what the rule grants to operators, by whose group they may', async () => {
    await open();
    await journey.type('sleep shop-pr42', { user_id: otherUser });
    const before = status();
    await journey.type('sleep shop-pr42');

    expect(before).toBe('running');
    expect(journey.whispersTo(otherUser)).toEqual([
      expect.stringMatching(/^Only operators may put .*shop-pr42 to sleep \(by rule 1, `shop-\*`\)\. Ask /),
    ]);
    expect(journey.lastText()).toMatch(/^shop-pr42: fell asleep/);
  });

  it('who clicks the button of a card that somebody else may click is asked again', async () => {
    await open();
    await journey.type('sleep shop-pr42');
    await journey.type('wake shop-pr42');
    const card = present(journey.slack.messages[1]);

    await journey.see(journey.hands.click(card, 'Sleep now', { user: otherUser }));

    expect(status()).toBe('running');
    expect(journey.whispersTo(otherUser)).toEqual([expect.stringMatching(/^Only operators may put/)]);
    expect(card.versions.at(-1)?.text).toMatch(/^shop-pr42: woke in/);
  });

  it('who is no admin switches no mode, and an admin does, in the form of their Home', async () => {
    await open();
    await journey.see(journey.hands.openHome({ user: adminUser }), 5_000);
    await journey.see(journey.hands.click(present(journey.slack.homes.get(adminUser)), 'home.settings'), 2_000);
    const form = present(journey.slack.view(adminUser));

    await journey.see(journey.hands.click(form, 'home.mode'), 5_000);
    const byAdmin = journey.life.paastis.mode();
    await journey.see(journey.hands.click(form, 'home.mode', { user: asker }), 5_000);

    expect(byAdmin).toMatchObject({ mode: 'enforce', switched: { actor: `slack:${adminUser}` } });
    expect(journey.life.paastis.mode()).toEqual(byAdmin);
    expect(JSON.stringify(form.content.blocks)).toContain('Only admins change how Paastis behaves');
    expect((await journey.history()).map(({ name }) => name)).toContain('mode_switched');
  });

  it('wakes as many apps in an hour as one person may, and hears when they may again', async () => {
    await open(2);
    for (const name of ['shop-pr42', 'shop-pr43', 'shop-pr44']) await journey.type(`sleep ${name}`);
    for (const name of ['shop-pr42', 'shop-pr43', 'shop-pr44'])
      await journey.type(`wake ${name}`, { user_id: otherUser });
    const refused = journey.whispersTo(otherUser);
    const asleep = status('shop-pr44');
    await journey.pass(60 * MINUTE_MS);
    await journey.type('wake shop-pr44', { user_id: otherUser });

    expect(asleep).toBe('stopped');
    expect(refused).toEqual([
      expect.stringMatching(/shop-pr44 is not woken: you have woken 2 apps within the last hour.*Ask again in \d+ min/),
    ]);
    expect(status('shop-pr44')).toBe('running');
  });
});
