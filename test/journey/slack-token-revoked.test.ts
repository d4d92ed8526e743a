import { fakeChannel } from '../support/fake-slack.ts';
import { addIdleApp, asker, type Journey, MINUTE_MS, openJourney } from '../support/slack-journey.ts';

const refused =
  'Paastis is not connected to Slack: its bot token is refused. Your operator must renew SLACK_BOT_TOKEN.';

let journey: Journey;

const notReady = (code: string) => ({ status: 503, body: { ready: false, not_ready: [{ part: 'slack', code }] } });

const status = () => journey.stage.scalingo.world.app('shop-pr42').status;

describe('a token that is revoked while the bot runs', () => {
  beforeEach(async () => {
    journey = await openJourney();
    await journey.stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 20_000 });
    await journey.see(journey.life.paastis.run('sleep shop-pr42', { actor: 'terminal:ops', entryPoint: 'terminal' }));
  });

  it('lets what is under way come to its end, and tells that to the person without any token', async () => {
    journey.expectErrors('token_revoked');
    await journey.see(journey.hands.type('wake shop-pr42'), 3_000);
    journey.slack.revoke();
    await journey.pass(2 * MINUTE_MS);

    expect(status()).toBe('running');
    expect(journey.onlyMessage().versions.at(-1)?.text).toBe('shop-pr42: booting');
    expect(journey.whispersTo(asker)).toEqual([expect.stringMatching(/^shop-pr42: woke in/)]);
    expect(await journey.readyz()).toEqual(notReady('token_revoked'));
  });

  it('is said to whoever asks meanwhile, by command and by click, and nothing is done; the log tells what to renew', async () => {
    journey.expectErrors('token_revoked', 'http_503');
    await journey.type('wake shop-pr42');
    const card = journey.onlyMessage();
    journey.slack.revoke();
    // Nothing is known of it until something is refused.
    await journey.type('status shop-pr42');
    await journey.see(journey.hands.event({ type: 'app_home_opened', user: asker, tab: 'home', channel: 'D0' }), 0);

    const told = await journey.type('sleep shop-pr42');
    await journey.see(journey.hands.click(card, 'Sleep now'));
    const later = await journey.see(journey.hands.openHome(), 0);

    expect(JSON.parse(told)).toMatchObject({ response_type: 'ephemeral', text: refused });
    expect(journey.whispersTo(asker).at(-1)).toBe(refused);
    // Slack delivers events again.
    expect(later.status).toBe(503);
    expect(status()).toBe('running');
    expect(journey.logged.join()).toMatch(/SLACK_BOT_TOKEN: Slack refuses it \(token_revoked\)\. Copy the Bot User/);
  });

  it('is good again within five minutes once the app is back, without a restart', async () => {
    journey.expectErrors('token_revoked');
    await journey.see(journey.hands.type('wake shop-pr42'), 3_000);
    journey.slack.revoke();
    await journey.pass(2 * MINUTE_MS);
    journey.slack.reinstate();
    await journey.pass(4 * MINUTE_MS);

    expect(await journey.readyz()).toMatchObject({ status: 200 });
    await journey.type('sleep shop-pr42');
    expect(journey.lastText()).toMatch(/^shop-pr42: fell asleep in/);
  });
});

describe('an app that is taken out of the workspace', () => {
  it.each([
    ['app_uninstalled', { type: 'app_uninstalled', event_ts: '1.1' }],
    ['tokens_revoked', { type: 'tokens_revoked', tokens: { bot: ['U0BOT000001'] }, event_ts: '1.1' }],
  ])('by %s takes nothing more from that moment on, and asks Slack for nothing', async (code, event) => {
    journey = await openJourney();
    await journey.see(journey.hands.event(event), 0);
    const asked = journey.slack.calls.length;

    const told = await journey.see(journey.hands.type('list'), MINUTE_MS);

    expect(JSON.parse(told.body)).toMatchObject({ text: refused });
    expect(await journey.readyz()).toEqual(notReady(code));
    expect(journey.slack.calls).toHaveLength(asked);
  });

  it('of people’s own tokens changes nothing', async () => {
    journey = await openJourney();

    const event = { type: 'tokens_revoked', tokens: { oauth: [asker], bot: [] }, event_ts: '1.1' };
    await journey.see(journey.hands.event(event), 0);

    expect(await journey.readyz()).toMatchObject({ status: 200 });
  });
});

describe('a digest that is due while the token is revoked', () => {
  it('is not lost: the next one, once the token is good again, tells of the same apps', async () => {
    journey = await openJourney({
      start: '2026-11-22T09:18:00.000Z',
      rules: [{ match: 'shop-*', manage: true }],
      config: { mode: 'observe', digests: [{ channel: `slack:${fakeChannel}`, at: 'Sun 10:20; Sun 10:40' }] },
      watching: true,
    });
    journey.expectErrors('token_revoked');
    await addIdleApp(journey, 'shop-pr1');
    journey.slack.revoke();
    await journey.pass(5 * MINUTE_MS);
    journey.slack.reinstate();
    await journey.pass(20 * MINUTE_MS);

    expect(journey.onlyMessage().versions.at(-1)?.text).toContain('shop-pr1');
    expect(await journey.readyz()).toMatchObject({ status: 200 });
  });
});
