import type { FakeSocket } from '../support/fake-socket.ts';
import { asker, type Journey, MINUTE_MS, openJourney, present } from '../support/slack-journey.ts';

let journey: Journey;
let socket: FakeSocket;

const events = () => journey.life.events.map(({ name }) => name);

describe('a bot behind a socket', () => {
  beforeEach(async () => {
    journey = await openJourney({ socket: true });
    if (journey.socket === undefined) throw new Error('There is no socket');
    socket = journey.socket;
    await journey.stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 20_000 });
    await journey.see(journey.life.paastis.run('sleep shop-pr42', { actor: 'terminal:ops', entryPoint: 'terminal' }));
  });

  it('wakes an app in one message from the command to the button Open, as over HTTP', async () => {
    await journey.type('wake shop-pr42');

    const card = journey.onlyMessage();
    expect(journey.lastText()).toMatch(/^shop-pr42: woke in 2\d s with web:1:M$/);
    expect(card.versions.length - 1).toBeLessThanOrEqual(4);
    expect(events()).toContain('app_woken');
    expect(await journey.readyz()).toMatchObject({ status: 200 });
  });

  it('does once what is delivered twice, the answer having been lost with the connection', async () => {
    socket.loseNextAnswer();
    const typed = journey.hands.type('wake shop-pr42');
    await journey.play(typed);
    await journey.pass(2 * MINUTE_MS);

    expect(socket.greeted).toBe(2);
    journey.onlyMessage();
    expect(journey.startCalls()).toBe(2);
    expect(events().filter((name) => name === 'app_woken')).toHaveLength(1);
    expect(journey.whispersTo(asker)).toEqual([]);
  });

  it('answers once what is asked once', async () => {
    socket.loseNextAnswer();

    await journey.type('status shop-pr42');

    expect(socket.greeted).toBe(2);
    expect(journey.whispersTo(asker)).toHaveLength(1);
  });

  it('does once a form and a click that are delivered twice', async () => {
    await journey.type('list');
    await journey.see(journey.hands.type('wake'), 0);
    const form = present(journey.slack.view());
    await journey.play(journey.hands.suggest(form, 'select.apps', 'pr42'));
    socket.loseNextAnswer();
    const sent = await journey.see(journey.hands.submit({ 'select.apps': ['scalingo/osc-fr1/shop-pr42'] }));
    const card = journey.onlyMessage();
    socket.loseNextAnswer();
    await journey.see(journey.hands.click(card, 'Sleep now'));

    expect(sent.action).toBe('close');
    expect(socket.greeted).toBe(3);
    expect(journey.startCalls()).toBe(3);
    expect(events().filter((name) => name === 'app_woken' || name === 'app_slept')).toEqual([
      'app_slept',
      'app_woken',
      'app_slept',
    ]);
    journey.onlyMessage();
  });

  it('goes on with a wake while its connection is cut, and takes clicks again afterwards', async () => {
    await journey.see(journey.hands.type('wake shop-pr42'), 3_000);
    socket.cut();
    await journey.pass(2 * MINUTE_MS);
    const card = journey.onlyMessage();
    const woken = journey.lastText();

    await journey.see(journey.hands.click(card, 'Sleep now'));

    expect(socket.greeted).toBeGreaterThan(1);
    expect(woken).toMatch(/^shop-pr42: woke in/);
    expect(journey.lastText()).toMatch(/^shop-pr42: fell asleep in/);
    journey.onlyMessage();
  });

  it.each(['warning', 'refresh_requested'])('misses nothing while Slack renews the connection (%s)', async (reason) => {
    await journey.see(journey.hands.type('wake shop-pr42'), 3_000);
    socket.goodbye(reason);
    const second = journey.hands.type('status shop-pr42');
    await journey.see(second);

    expect(socket.unanswered).toBe(0);
    expect(journey.lastText()).toMatch(/^shop-pr42: woke in/);
    expect(journey.whispersTo(asker)).toHaveLength(1);
  });
});
