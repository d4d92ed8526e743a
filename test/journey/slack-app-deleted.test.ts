import { fakeChannel } from '../support/fake-slack.ts';
import { addIdleApp, asker, type Journey, MINUTE_MS, openJourney, present } from '../support/slack-journey.ts';

let journey: Journey;

const world = () => journey.stage.scalingo.world;

const textsOf = (at: number) => journey.slack.messages[at]?.versions.map(({ text }) => text) ?? [];

const answerTo = (user: string) => journey.whispersTo(user).at(-1);

describe('an app that is deleted', () => {
  let calls: number;

  beforeEach(async () => {
    journey = await openJourney();
    for (const name of ['shop-pr42', 'shop-pr43']) await world().addApp({ name, bootMs: 20_000 });
  });

  const remove = (name: string) => {
    world().remove(name);
    calls = world().scaleCalls.length;
  };

  it('between its card and a click on it is named as unknown, to the person alone; the card stays as it was', async () => {
    await journey.type('sleep shop-pr42');
    const before = textsOf(0);
    remove('shop-pr42');

    await journey.see(journey.hands.click(journey.onlyMessage(), 'Wake'));

    expect(answerTo(asker)).toMatch(/^No app is called .*shop-pr42\. Did you mean shop-pr43\?/);
    expect(textsOf(0)).toEqual(before);
    expect(world().scaleCalls).toHaveLength(calls);
  });

  it('between the list and the wake is named as unknown, and the one next to it is a button that works', async () => {
    await journey.type('list');
    await journey.type('sleep shop-pr43');
    remove('shop-pr42');

    await journey.type('wake shop-pr42');
    const answer = present(journey.slack.whispers.at(-1));
    await journey.see(journey.hands.click(answer, 'wake shop-pr43'));

    expect(journey.lastText()).toMatch(/^shop-pr43: woke in/);
    expect(journey.slack.messages).toHaveLength(2);
  });

  it('between the form and its submission is answered as unknown', async () => {
    await journey.type('list');
    await journey.see(journey.hands.type('wake'), 0);
    const form = present(journey.slack.view());
    await journey.play(journey.hands.suggest(form, 'select.apps', 'pr42'));
    remove('shop-pr42');

    await journey.see(journey.hands.submit({ 'select.apps': ['scalingo/osc-fr1/shop-pr42'] }));

    expect(answerTo(asker)).toMatch(/^No app is called .*shop-pr42\./);
    expect(journey.slack.messages).toEqual([]);
    expect(world().scaleCalls).toHaveLength(calls);
  });

  it('during its wake ends the card with what has become of it, and offers nothing that cannot work', async () => {
    await journey.type('sleep shop-pr42');
    await journey.see(journey.hands.type('wake shop-pr42'), 5_000);
    remove('shop-pr42');
    await journey.pass(10 * MINUTE_MS);

    const last = textsOf(1).at(-1);
    const blocks = JSON.stringify(journey.slack.messages[1]?.versions.at(-1)?.blocks);
    expect(last).toMatch(/the provider no longer knows it.*It was probably deleted or renamed/);
    expect(blocks).not.toMatch(/It is now|line\.retry/);
    expect(journey.slack.messages).toHaveLength(2);
    expect(world().scaleCalls).toHaveLength(calls);
    await journey.type('status shop-pr42');
    expect(answerTo(asker)).toMatch(/^No app is called shop-pr42/);
  });

  it('holds up none of the others that a button is about, and is said to be left out', async () => {
    await journey.type('sleep shop-pr42 shop-pr43');
    const card = journey.onlyMessage();
    remove('shop-pr42');
    await journey.type('list');

    await journey.see(journey.hands.click(card, 'Wake all'));

    expect(textsOf(0).at(-1)).toMatch(/^shop-pr43: woke in/);
    expect(answerTo(asker)).toBe('scalingo/osc-fr1/shop-pr42 is gone, and left out.');
    expect(journey.slack.messages).toEqual([card]);
  });

  it('between the Home and a click in it is told of in a direct message', async () => {
    await journey.see(journey.hands.openHome(), 5_000);
    const home = present(journey.slack.homes.get(asker));
    remove('shop-pr42');

    await journey.see(journey.hands.click(home, 'Put shop-pr42 to sleep now'));

    expect(journey.onlyMessage().channel).toBe(journey.slack.directOf(asker));
    expect(journey.lastText()).toContain('the provider no longer knows it');
    await journey.see(journey.hands.click(home, 'home.refresh'));
    expect(JSON.stringify(home.content.blocks)).not.toContain('Put shop-pr42 to sleep now');
  });
});

describe('an app of a digest that is deleted', () => {
  it('is told as gone by the next click, which does its work on the others', async () => {
    journey = await openJourney({
      start: '2026-11-22T09:18:00.000Z',
      rules: [{ match: 'shop-*', manage: true }],
      config: { mode: 'observe', digests: [{ channel: `slack:${fakeChannel}`, at: 'Sun 10:20' }] },
      watching: true,
    });
    for (const name of ['shop-pr1', 'shop-pr2']) await addIdleApp(journey, name);
    await journey.pass(3 * MINUTE_MS);
    world().remove('shop-pr1');

    await journey.see(journey.hands.click(journey.onlyMessage(), 'digest.sleep_all'));

    const blocks = JSON.stringify(journey.onlyMessage().versions.at(-1)?.blocks);
    expect(blocks).toContain('~shop-pr1~ is gone');
    expect(blocks).toContain(`~shop-pr2~ asleep, by <@${asker}>`);
    expect(world().app('shop-pr2').status).toBe('stopped');
    expect(answerTo(asker)).toContain('shop-pr1: the provider no longer knows it');
  });
});
