import { asker, type Journey, openJourney, present } from '../support/slack-journey.ts';

let journey: Journey;

const clever = () => journey.stage.clever.world;
const scalingo = () => journey.stage.scalingo.world;

const states = () => clever().apps.map(({ name, state }) => `${name} ${state}`);

/** What vendors let people call their apps, each of which means something else in a command. */
describe('an app whose name reads as a pattern', () => {
  beforeEach(async () => {
    journey = await openJourney();
    await clever().addApp({ name: '*' });
    await clever().addApp({ name: 'precious' });
    await scalingo().addApp({ name: 'shop-pr42' });
    await journey.type('list');
  });

  it.each([true, false])(
    'stands for no other app by form, Home or shortcut (deleted meanwhile: %s)',
    async (deleted) => {
      const { hands, slack } = journey;
      await journey.see(hands.openHome(), 5_000);
      const home = present(slack.homes.get(asker));
      await journey.see(hands.type('sleep'), 0);
      const form = present(slack.view());
      await journey.play(hands.suggest(form, 'select.apps', '*'));
      if (deleted) clever().removeApp(present(clever().apps.find(({ name }) => name === '*')).id);
      const before = states();

      const sent = await journey.see(hands.submit({ 'select.apps': ['clever-cloud/par/*'] }));
      await journey.see(hands.click(home, 'Put * to sleep now'));
      await journey.see(hands.messageShortcut('wake_from_message', { text: 'See `*`' }));

      expect(sent.action).toBe('errors');
      expect(JSON.stringify(sent.errors)).toMatch(/which a command would read as several apps/);
      expect(journey.lastText()).toContain('nothing was done to it');
      expect(states()).toEqual(before);
      expect(scalingo().app('shop-pr42').status).toBe('running');
    },
  );
});

describe('an app whose name reads as a list', () => {
  it('is put to sleep by the Home, and the one that its name names is not', async () => {
    journey = await openJourney();
    await scalingo().addApp({ name: 'shop-pr42' });
    await clever().addApp({ name: 'x,shop-pr42' });
    await journey.type('list');
    await journey.see(journey.hands.openHome(), 5_000);

    await journey.see(journey.hands.click(present(journey.slack.homes.get(asker)), 'Put x,shop-pr42 to sleep now'));

    expect(states()).toContain('x,shop-pr42 SHOULD_BE_DOWN');
    expect(scalingo().app('shop-pr42').status).toBe('running');
  });
});
