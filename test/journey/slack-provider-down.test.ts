import type { Fault } from '../../core/simulator/simulator.ts';
import { fakeChannel } from '../support/fake-slack.ts';
import { addIdleApp, asker, type Journey, MINUTE_MS, openJourney, present } from '../support/slack-journey.ts';

let journey: Journey;

const faults = () => journey.stage.scalingo.faults;
const world = () => journey.stage.scalingo.world;

const kinds: readonly (readonly [string, Fault, RegExp])[] = [
  [
    'answers 503',
    { kind: 'status', status: 503, contentType: 'text/html', body: '<h1><!channel></h1>' },
    /cannot be reached or fails.*See the provider’s status page/,
  ],
  ['does not answer at all', { kind: 'hang' }, /did not answer in time.*Repeat the command/],
  [
    // It gives out bearers for the token all the same: the token is good, and does not suffice.
    'refuses what our token asks for',
    { kind: 'status', status: 401, contentType: 'application/json', body: '{"error":"<!here> bad token"}' },
    /token is valid but lacks the right.*Give its owner access to the app/,
  ],
];

describe.each(kinds)('a provider that %s', (_, fault, words) => {
  beforeEach(async () => {
    journey = await openJourney();
    await world().addApp({ name: 'shop-pr42', bootMs: 8_000 });
    await journey.stage.clever.world.addApp({ name: 'blog-pr7', bootMs: 8_000 });
    await journey.type('sleep shop-pr42');
    journey.slack.forget();
  });

  it('from the start of a wake: the person is answered at once, told why, and a second try works once it is back', async () => {
    faults().add({ ...fault, times: 10_000 });
    const startedMs = journey.clock.now().getTime();
    const ack = await journey.play(journey.hands.type('wake shop-pr42'));
    const ackedMs = journey.clock.now().getTime();
    await journey.pass(10 * MINUTE_MS);
    const before = journey.slack.messages.length;
    const answer = journey.slack.whispers.at(-1);
    faults().clear();
    await journey.pass(2 * MINUTE_MS);

    expect(ack.status).toBe(200);
    expect(ackedMs - startedMs).toBeLessThan(500);
    expect(before).toBe(0);
    expect(answer?.text).toContain('scalingo/osc-fr1 could not be read');
    await journey.see(journey.hands.click(present(answer), 'wake shop-pr42'));
    expect(journey.lastText()).toMatch(/^shop-pr42: woke in/);
  });

  it('once a wake has begun: the card says what and what next, and its second try works in the same message', async () => {
    faults().add({ ...fault, match: /scale$/, times: 10_000 });
    await journey.see(journey.hands.type('wake shop-pr42'), 20 * MINUTE_MS);
    const card = journey.onlyMessage();
    const failed = card.versions.at(-1);
    faults().clear();
    await journey.pass(2 * MINUTE_MS);

    expect(failed?.text).toMatch(words);
    expect(failed?.text).toContain(`<@${asker}>`);
    await journey.see(journey.hands.click(card, 'Try again'));
    expect(card.versions.at(-1)?.text).toMatch(/^shop-pr42: woke in/);
    expect(world().app('shop-pr42').status).toBe('running');
    expect(journey.slack.messages).toEqual([card]);
  });

  it('leaves the other provider alone, and the Home says what could not be read', async () => {
    await journey.type('sleep blog-pr7');
    faults().add({ ...fault, times: 10_000 });

    await journey.type('wake blog-pr7');
    await journey.type('list');
    await journey.see(journey.hands.openHome(), 10 * MINUTE_MS);

    expect(journey.lastText()).toMatch(/^blog-pr7: woke in/);
    const home = JSON.stringify(journey.slack.homes.get(asker)?.content.blocks);
    expect(home).toContain('*scalingo/osc-fr1* could not be read');
    expect(home).toContain('*blog-pr7* running');
    expect(journey.whispersTo(asker).at(-1)).toContain('blog-pr7');
  });
});

describe('a digest while a provider is down', () => {
  it('is sent, by what was known last', async () => {
    journey = await openJourney({
      start: '2026-11-22T09:15:00.000Z',
      rules: [{ match: 'shop-*', manage: true }],
      config: { mode: 'observe', digests: [{ channel: `slack:${fakeChannel}`, at: 'Sun 10:20' }] },
      watching: true,
    });
    await addIdleApp(journey, 'shop-pr1');
    await journey.pass(3 * MINUTE_MS);
    faults().add({ kind: 'status', status: 503, contentType: 'text/html', body: 'no', times: 10_000 });
    await journey.pass(10 * MINUTE_MS);

    expect(journey.onlyMessage().versions.at(-1)?.text).toMatch(/^2 apps idle.*shop-pr1/);
  });
});
