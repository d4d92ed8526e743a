import { fakeChannel } from '../support/fake-slack.ts';
import { asker, type Journey, MINUTE_MS, openJourney, opsChannel, otherUser } from '../support/slack-journey.ts';

let journey: Journey;

beforeEach(async () => {
  journey = await openJourney();
  await journey.stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 20_000 });
  await journey.see(journey.life.paastis.run('sleep shop-pr42', { actor: 'terminal:ops', entryPoint: 'terminal' }));
});

/** Scale calls that began a start. */
const starts = () => journey.stage.scalingo.world.scaleCalls.length - 1;

/** Types it as the other person, without waiting for what comes of it. */
const other = (text: string, channel = fakeChannel) =>
  journey.play(journey.hands.type(text, { user_id: otherUser, channel_id: channel }));

const woken = () => journey.life.events.filter(({ name }) => name === 'app_woken');

describe('two people who want the same app at once', () => {
  it('in one channel get one operation and one card; the second is told who asked first', async () => {
    await journey.play(journey.hands.type('wake shop-pr42'));
    await journey.pass(3_000);
    await other('wake shop-pr42');
    await journey.pass(2 * MINUTE_MS);

    const card = journey.onlyMessage();
    expect(starts()).toBe(1);
    expect(woken().map(({ actor }) => actor)).toEqual([`slack:${asker}`]);
    expect(journey.lastText()).toMatch(/shop-pr42: woke in \d+ s/);
    expect(JSON.stringify(card.versions.at(-1)?.blocks)).toContain(`Asked by <@${asker}> · also by <@${otherUser}>`);
    expect(journey.whispersTo(otherUser)).toEqual([
      `<@${asker}> asked first, 3 s ago: the card in this channel tells how it ends.`,
    ]);
    expect(journey.whispersTo(asker)).toEqual([]);
  });

  it('at the very same instant get one operation and one card', async () => {
    await journey.see(
      Promise.all([journey.hands.type('wake shop-pr42'), journey.hands.type('wake shop-pr42', { user_id: otherUser })]),
    );

    journey.onlyMessage();
    expect(starts()).toBe(1);
    expect(woken()).toHaveLength(1);
    expect(journey.lastText()).toMatch(/shop-pr42: woke in \d+ s/);
    expect(journey.slack.whispers).toHaveLength(1);
  });

  it('in two channels get one operation and a card in each, the second naming who asked first', async () => {
    await journey.play(journey.hands.type('wake shop-pr42'));
    await journey.pass(3_000);
    await other('wake shop-pr42', opsChannel);
    await journey.pass(2 * MINUTE_MS);

    const [here, there, another] = journey.slack.messages;
    expect(another).toBeUndefined();
    expect([here?.channel, there?.channel]).toEqual([fakeChannel, opsChannel]);
    expect(starts()).toBe(1);
    expect(woken()).toHaveLength(1);
    for (const message of [here, there]) expect(message?.versions.at(-1)?.text).toMatch(/shop-pr42: .*woke/);
    expect(JSON.stringify(there?.versions.at(-1)?.blocks)).toContain(`<@${asker}> asked first, 3 s ago`);
  });

  it('by two clicks on the same card get one operation in that card', async () => {
    await journey.type('wake shop-pr42');
    const card = journey.onlyMessage();
    const before = starts();

    await journey.see(
      Promise.all([
        journey.hands.click(card, 'Sleep now'),
        journey.hands.click(card, 'Sleep now', { user: otherUser }),
        journey.hands.click(card, 'Sleep now'),
      ]),
    );

    expect(journey.slack.messages).toEqual([card]);
    expect(starts() - before).toBe(1);
    expect(journey.lastText()).toMatch(/^shop-pr42: fell asleep in/);
  });
});

describe('two people who want the opposite', () => {
  it('get what was asked first, and the second is told why not theirs', async () => {
    await journey.play(journey.hands.type('wake shop-pr42'));
    await journey.pass(3_000);
    await other('sleep shop-pr42');
    await journey.pass(2 * MINUTE_MS);

    expect(journey.slack.messages.map(({ versions }) => versions.at(-1)?.text)).toEqual([
      expect.stringMatching(/^shop-pr42: woke in \d+ s/),
    ]);
    expect(journey.whispersTo(otherUser)).toEqual([
      expect.stringMatching(/is just waking up: <@U0FAKE00001> asked for it/),
    ]);
    expect(journey.stage.scalingo.world.app('shop-pr42').status).toBe('running');
  });
});
