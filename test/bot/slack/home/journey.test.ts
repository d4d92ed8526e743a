import type { Paastis } from '../../../../core/index.ts';
import { fakeUser } from '../../../support/fake-slack.ts';
import { openStage, operate, type Stage } from '../../../support/stage.ts';
import { startBot, type TestBot } from '../bot.ts';
import { wordsOf } from './home.ts';

const HOUR_MS = 60 * 60_000;
const ADMIN = 'U0ADMIN0001';
const GUEST = 'U0GUEST0001';

/** The real core on simulated accounts, with the real bot and a stand-in for Slack. */
describe('the Home on real accounts', () => {
  let stage: Stage;
  let paastis: Paastis;
  let bot: TestBot;

  beforeEach(async () => {
    stage = await openStage([{ match: 'blog', sleepAccess: 'admins' }]);
    const old = new Date(stage.clock.now().getTime() - 48 * HOUR_MS).toISOString();
    for (const name of ['blog', 'shop-pr42'])
      await stage.scalingo.world.addApp({ name, createdAt: old, lastDeployedAt: old });
    const config = { ...stage.config, access: { ...stage.config.access, admins: [ADMIN] } };
    paastis = await stage.open({ memory: true }, config);
    bot = await startBot(
      () => {
        throw new Error('The real core answers');
      },
      { paastis },
      stage.clock,
    );
    bot.slack.addPerson({ id: ADMIN, name: 'ada' });
    bot.slack.addPerson({ id: GUEST, name: 'gus', guest: 'multi' });
  });

  afterEach(() => stage.close());

  const pass = (ms: number) => stage.clock.advance(ms, () => stage.scalingo.held + stage.clever.held);

  const visit = async (user = fakeUser) => {
    await stage.play(bot.hands.openHome({ user }));
    await pass(5_000);
  };

  const home = (user = fakeUser) => {
    const view = bot.slack.homes.get(user);
    if (view === undefined) throw new Error(`${user} has no Home`);
    return view;
  };

  it('goes from an empty account to an app that was woken by one click', async () => {
    await visit();
    await operate(stage, paastis, 'sleep shop-pr42 --force');
    await pass(10_000);

    await stage.play(bot.hands.click(home(), 'Wake shop-pr42'));
    await pass(0);
    const during = wordsOf(home());
    await pass(60_000);

    expect(during).toContain(':hourglass_flowing_sand: *shop-pr42* waking up');
    expect(wordsOf(home())).toContain(':large_green_circle: *shop-pr42* running');
    expect(wordsOf(home())).toContain(`<@${fakeUser}> woke scalingo/osc-fr1/shop-pr42`);
    expect(bot.slack.messages).toEqual([]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('offers a sleep only to who may, and refuses it to who clicks all the same', async () => {
    await visit(ADMIN);
    await visit();

    expect(wordsOf(home(ADMIN))).toContain('Put blog to sleep now');
    expect(wordsOf(home())).not.toContain('Put blog to sleep now');
    await stage.play(bot.hands.click(home(ADMIN), 'Put blog to sleep now', { user: fakeUser }));
    await pass(5_000);

    expect(stage.scalingo.world.formationOf('blog')).toMatchObject({ web: { amount: 1 } });
    expect(bot.slack.messages).toMatchObject([{ channel: bot.slack.directOf(fakeUser) }]);
    expect(bot.slack.messages[0]?.versions[0]?.text).toContain('blog');
  });

  it('says to a guest who may use it, and obeys none of their clicks', async () => {
    await visit(ADMIN);
    await visit(GUEST);
    const calls = stage.scalingo.world.scaleCalls.length;

    await stage.play(bot.hands.click(home(ADMIN), 'Put shop-pr42 to sleep now', { user: GUEST }));
    await pass(5_000);

    expect(wordsOf(home(GUEST))).toContain(`ask <@${ADMIN}>`);
    expect(wordsOf(home(GUEST))).not.toContain('shop-pr42');
    expect(stage.scalingo.world.scaleCalls).toHaveLength(calls);
  });
});
