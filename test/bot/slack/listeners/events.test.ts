import type { DigestDesk } from '../../../../core/index.ts';
import { fakePaastis, wokenReport } from '../../../support/fake-paastis.ts';
import { botUser } from '../../../support/fake-slack/workspace.ts';
import { fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { startBot } from '../bot.ts';

describe('the bot invited to a channel', () => {
  const invited = { type: 'member_joined_channel', user: botUser, channel: fakeChannel, channel_type: 'C' };

  it('greets it once, also when it is taken out and invited again', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    await bot.hands.event(invited);
    await bot.clock.advance(10_000);
    await bot.hands.event(invited);
    await bot.clock.advance(10_000);

    expect(bot.slack.messages.map(({ channel, versions }) => [channel, versions[0]?.text])).toEqual([
      [fakeChannel, expect.stringContaining('/paastis wake')],
    ]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('says nothing when somebody else joins', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    await bot.hands.event({ ...invited, user: fakeUser });
    await bot.clock.advance(10_000);

    expect(bot.slack.messages).toEqual([]);
  });
});

describe('a channel that is archived', () => {
  it('gets no digest any more', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    await bot.hands.event({ type: 'channel_archive', channel: fakeChannel, user: fakeUser });
    await bot.clock.advance(1_000);

    expect(bot.paastis.asked).toMatchObject([
      { line: 'digest off', caller: { actor: 'paastis', channel: `slack:${fakeChannel}` } },
    ]);
    expect(bot.paastis.asked[0]?.caller.standing).toBeUndefined();
  });
});

describe('an installation that ends', () => {
  it.each([
    ['app_uninstalled', { type: 'app_uninstalled' }],
    ['tokens_revoked', { type: 'tokens_revoked', tokens: { oauth: [], bot: [botUser] } }],
  ])('by %s takes no command, sends no digest, and is told', async (code, event) => {
    const desks: DigestDesk[] = [];
    const deliverDigests = async (desk: DigestDesk) => void desks.push(desk);
    const paastis = fakePaastis(() => wokenReport('shop'), { deliverDigests });
    const bot = await startBot(() => wokenReport('shop'), { paastis });

    await bot.hands.event(event);
    await bot.clock.advance(1_000);
    const answer = await bot.type('wake shop');

    expect(bot.app.check()).toEqual([{ part: 'slack', code }]);
    expect(answer.body).toContain('not connected');
    expect(paastis.asked).toEqual([]);
    expect(desks).toHaveLength(1);
    await expect(desks[0]?.tidy?.()).resolves.toBeUndefined();
    expect(bot.slack.calls.map(({ method }) => method)).toEqual(['auth.test']);
  });

  it('of people’s own tokens only is none of ours', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    await bot.hands.event({ type: 'tokens_revoked', tokens: { oauth: [fakeUser], bot: [] } });
    await bot.hands.event({ type: 'tokens_revoked' });

    expect(bot.app.check()).toEqual([]);
  });
});
