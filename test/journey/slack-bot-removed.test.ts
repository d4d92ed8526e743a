import { fakeChannel } from '../support/fake-slack.ts';
import {
  addIdleApp,
  adminUser,
  asker,
  type Journey,
  MINUTE_MS,
  openJourney,
  otherUser,
} from '../support/slack-journey.ts';

/** Closed altogether to a bot that is not in it. */
const privateChannel = 'C0PRIVATE01';

const woken = /^shop-pr42: woke in \d+ s with web:1:M$/;

let journey: Journey;

async function open(options: Parameters<typeof openJourney>[0] = {}): Promise<void> {
  journey = await openJourney(options);
  journey.slack.addChannel({ id: privateChannel, name: 'secret', kind: 'private' });
  journey.slack.memberOf.add(privateChannel);
}

const takeOut = () => journey.slack.memberOf.delete(privateChannel);

const textsOf = (channel: string) =>
  journey.slack.messages.filter((message) => message.channel === channel).map(({ versions }) => versions.at(-1)?.text);

describe('a bot that is taken out of a channel', () => {
  beforeEach(async () => {
    await open();
    await journey.stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 20_000 });
    await journey.see(journey.life.paastis.run('sleep shop-pr42', { actor: 'terminal:ops', entryPoint: 'terminal' }));
  });

  it('during a wake brings it to its end and tells the person alone how it ended', async () => {
    journey.expectErrors('channel_not_found');
    await journey.see(journey.hands.type('wake shop-pr42', { channel_id: privateChannel }), 3_000);
    takeOut();
    await journey.pass(2 * MINUTE_MS);

    expect(journey.stage.scalingo.world.app('shop-pr42').status).toBe('running');
    expect(journey.whispersTo(asker)).toEqual([expect.stringMatching(woken)]);
    expect(textsOf(privateChannel)).toEqual(['shop-pr42: booting']);
  });

  it('during a wake tells whoever was sent to that card, too', async () => {
    journey.expectErrors('channel_not_found');
    await journey.see(journey.hands.type('wake shop-pr42', { channel_id: privateChannel }), 3_000);
    const fields = { channel_id: privateChannel, user_id: otherUser };
    await journey.see(journey.hands.type('wake shop-pr42', fields), 3_000);
    takeOut();
    await journey.pass(2 * MINUTE_MS);

    expect(journey.whispersTo(asker)).toEqual([expect.stringMatching(woken)]);
    expect(journey.whispersTo(otherUser)).toEqual([expect.stringContaining('asked first, 3 s ago')]);
    expect(textsOf(journey.slack.directOf(otherUser))).toEqual([expect.stringMatching(woken)]);
  });

  it('before a command shows the person alone how it begins and how it ends', async () => {
    journey.expectErrors('channel_not_found');
    takeOut();

    await journey.type('wake shop-pr42', { channel_id: privateChannel });

    expect(journey.slack.messages).toEqual([]);
    expect(journey.whispersTo(asker)).toEqual(['shop-pr42: asking the provider', expect.stringMatching(woken)]);
  });

  it('before two commands sends nobody to a card that they cannot see', async () => {
    journey.expectErrors('channel_not_found');
    takeOut();
    await journey.see(journey.hands.type('wake shop-pr42', { channel_id: privateChannel }), 3_000);
    await journey.type('wake shop-pr42', { channel_id: privateChannel, user_id: otherUser });

    expect(journey.whispersTo(asker).at(-1)).toMatch(woken);
    expect(journey.whispersTo(otherUser).join()).not.toContain('the card in this channel');
    expect(journey.whispersTo(otherUser).at(-1)).toMatch(/^shop-pr42: woke in/);
  });

  it('by archiving it during a wake tells the person alone how it ended', async () => {
    journey.expectErrors('is_archived');
    await journey.see(journey.hands.type('wake shop-pr42'), 3_000);
    const channel = journey.slack.channels.get(fakeChannel);
    if (channel !== undefined) channel.archived = true;
    await journey.pass(2 * MINUTE_MS);

    expect(journey.whispersTo(asker)).toEqual([expect.stringMatching(woken)]);
  });
});

describe('a channel with a digest', () => {
  beforeEach(async () => {
    await open({
      start: '2026-11-22T09:18:00.000Z',
      rules: [{ match: 'shop-*', manage: true }],
      config: { mode: 'observe' },
      watching: true,
    });
    await addIdleApp(journey, 'shop-pr1');
    const fields = { channel_id: privateChannel, user_id: adminUser };
    await journey.see(journey.hands.type('digest here Sun 10:20; Sun 10:40', fields), 0);
  });

  it('from which the bot is taken out gets no more of them, and whoever asked for it hears so once', async () => {
    journey.expectErrors('channel_not_found');
    takeOut();
    await journey.pass(30 * MINUTE_MS);

    const posts = journey.slack.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posts).toHaveLength(2);
    expect(journey.onlyMessage().channel).toBe(journey.slack.directOf(adminUser));
    expect(journey.lastText()).toContain(`The digest of <#${privateChannel}> is off: I cannot write there any more.`);
  });

  it('into which the bot is invited again gets them anew as soon as somebody asks', async () => {
    journey.expectErrors('channel_not_found');
    takeOut();
    await journey.pass(5 * MINUTE_MS);
    journey.slack.memberOf.add(privateChannel);

    await journey.see(
      journey.hands.type('digest here Sun 10:40', { channel_id: privateChannel, user_id: adminUser }),
      25 * MINUTE_MS,
    );

    expect(textsOf(privateChannel)).toEqual([expect.stringContaining('shop-pr1')]);
  });

  it('that is archived gets none, which the history tells', async () => {
    await journey.see(
      journey.hands.event({ type: 'channel_archive', channel: privateChannel, user: asker, event_ts: '1.1' }, 2),
      30 * MINUTE_MS,
    );

    expect(journey.slack.messages).toEqual([]);
    const changes = (await journey.history()).filter(({ name }) => name === 'digest_scheduled');
    expect(changes.map(({ actor, reason }) => `${actor} ${reason}`)).toEqual([
      'paastis digest_off',
      `slack:${adminUser} Sun 10:20; Sun 10:40`,
    ]);
  });
});
