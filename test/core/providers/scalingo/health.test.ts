import { Secret, silentLog } from '../../../../core/log.ts';
import { ScalingoProvider } from '../../../../core/providers/scalingo/provider.ts';
import type { Role, SimUser } from '../../../../core/simulator/scalingo/platform/state.ts';
import { type ScalingoHarness, startScalingoHarness } from './harness.ts';

describe('the health of an account of Scalingo', () => {
  let harness: ScalingoHarness;
  let bot: ScalingoProvider;
  let user: SimUser;

  /** A service account that owns nothing. */
  beforeEach(async () => {
    harness = await startScalingoHarness();
    const added = harness.simulator.world.addUser('paastis-bot');
    user = added.user;
    const config = { ...harness.simulator.config, token: new Secret(added.token) };
    bot = new ScalingoProvider(config, { clock: harness.clock, log: silentLog });
  });

  afterEach(async () => {
    await bot.close();
    await harness.close();
  });

  const grant = (app: string, role: Role) => harness.simulator.world.grant(app, user, role);
  const asked = () => harness.simulator.requests.filter(({ path }) => path.endsWith('/collaborators')).length;

  it('names the apps that it may not scale', async () => {
    const { id } = await harness.simulator.world.addApp({ name: 'shop' });
    await harness.simulator.world.addApp({ name: 'blog' });
    grant('shop', 'limited');
    grant('blog', 'collaborator');

    const health = await harness.run(bot.getHealth());

    expect(health.withoutRight).toEqual([{ id, name: 'shop', detail: 'Limited Collaborator' }]);
    expect(health.account.name).toBe('paastis-bot');
  });

  it('asks a parent once for all of its review apps', async () => {
    await harness.simulator.world.addApp({ name: 'shop', link: {} });
    grant('shop', 'limited');
    for (const number of [1, 2, 3]) {
      const name = `shop-pr${number}`;
      await harness.simulator.world.addApp({ name, parent: 'shop', pullRequest: { number } });
      grant(name, 'limited');
    }

    const health = await harness.run(bot.getHealth());

    expect(health.withoutRight?.map(({ name }) => name)).toEqual(['shop', 'shop-pr1', 'shop-pr2', 'shop-pr3']);
    expect(asked()).toBe(1);
  });

  it('says nothing against a review app of its own, whoever owns the parent', async () => {
    await harness.simulator.world.addApp({ name: 'shop', link: {} });
    grant('shop', 'limited');
    await harness.simulator.world.addApp({ name: 'shop-pr9', parent: 'shop', owner: user });

    const health = await harness.run(bot.getHealth());

    expect(health.withoutRight?.map(({ name }) => name)).toEqual(['shop']);
  });

  it('asks a review app itself when its parent belongs to somebody else', async () => {
    await harness.simulator.world.addApp({ name: 'shop', link: {}, owner: user });
    await harness.simulator.world.addApp({ name: 'shop-pr9', parent: 'shop' });
    grant('shop-pr9', 'limited');

    const health = await harness.run(bot.getHealth());

    expect(health.withoutRight?.map(({ name }) => name)).toEqual(['shop-pr9']);
  });

  it('names what it found although another app could not be asked', async () => {
    await harness.simulator.world.addApp({ name: 'shop' });
    const { id } = await harness.simulator.world.addApp({ name: 'blog' });
    grant('shop', 'limited');
    grant('blog', 'limited');
    const fault = { kind: 'status', status: 401, contentType: 'application/json', body: '{"error":"no"}' } as const;
    harness.simulator.faults.add({ ...fault, match: new RegExp(`${id}/collaborators$`) });

    const health = await harness.run(bot.getHealth());

    expect(health.withoutRight?.map(({ name }) => name)).toEqual(['shop']);
  });

  it('asks about none of the apps it owns', async () => {
    await harness.simulator.world.addApp({ name: 'shop' });

    const health = await harness.run(harness.provider.getHealth());

    expect(health.withoutRight).toEqual([]);
    expect(asked()).toBe(0);
  });

  it('vouches for nothing while it may not read the roles of an app', async () => {
    await harness.simulator.world.addApp({ name: 'shop' });
    grant('shop', 'limited');
    const fault = { kind: 'status', status: 401, contentType: 'application/json', body: '{"error":"no"}' } as const;
    harness.simulator.faults.add({ ...fault, match: /\/collaborators$/ });

    const health = await harness.run(bot.getHealth());

    expect(health).not.toHaveProperty('withoutRight');
    expect(asked()).toBe(1);
  });

  it('does not use up the minute of an account that sees many apps', async () => {
    for (let number = 1; number <= 40; number += 1) {
      await harness.simulator.world.addApp({ name: `shop-${number}` });
      grant(`shop-${number}`, 'collaborator');
    }

    const health = await harness.run(bot.getHealth({ priority: 'person' }));

    expect(asked()).toBe(15);
    expect(health).not.toHaveProperty('withoutRight');
  });

  it('tells what others left of the minute, before its own calls', async () => {
    await harness.run(bot.listApps());

    const health = await harness.run(bot.getHealth());

    expect(health.budget).toEqual({ perMinute: 50, left: 49 });
  });

  it('tells no end of a token, since the vendor tells none', async () => {
    const health = await harness.run(bot.getHealth());

    expect(health).not.toHaveProperty('tokenExpiresAt');
  });
});
