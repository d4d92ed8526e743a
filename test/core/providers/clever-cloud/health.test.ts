import type { CleverCloudConfig } from '../../../../core/config.ts';
import { Secret } from '../../../../core/log.ts';
import { type Connection, connect } from './connect.ts';

const DAY_MS = 86_400_000;

describe('the health of an account of Clever Cloud', () => {
  let connection: Connection;

  beforeEach(async () => {
    connection = await connect();
  });

  afterEach(async () => {
    await connection.close();
  });

  const withOAuth = (): Partial<CleverCloudConfig> => {
    const { consumerKey, consumerSecret, token, secret } = connection.simulator.oauth;
    return {
      credentials: {
        kind: 'oauth',
        consumerKey,
        consumerSecret: new Secret(consumerSecret),
        token: new Secret(token),
        secret: new Secret(secret),
      },
    };
  };

  it('tells when the only API token ends', async () => {
    const health = await connection.run(connection.provider.getHealth());

    expect(health.tokenExpiresAt).toBe('2027-11-22T09:00:00.000Z');
  });

  it('leaves the end out where several tokens are active, since none says that it is the one', async () => {
    connection.world.addToken('another', 30 * DAY_MS);

    const health = await connection.run(connection.provider.getHealth());

    expect(health).not.toHaveProperty('tokenExpiresAt');
  });

  it('does not count tokens that have ended', async () => {
    connection.world.addToken('old', 60_000);
    await connection.advance(120_000);

    const health = await connection.run(connection.provider.getHealth());

    expect(health.tokenExpiresAt).toBe('2027-11-22T09:00:00.000Z');
  });

  it('tells when an OAuth token ends', async () => {
    const health = await connection.run(connection.again(withOAuth()).getHealth());

    expect(health.tokenExpiresAt).toBe('2027-11-22T09:00:00.000Z');
  });

  it('names every app of the zone to a member who may only see bills', async () => {
    connection.world.settings.role = 'ACCOUNTING';
    const { id } = await connection.world.addApp({ name: 'shop' });
    await connection.world.addApp({ name: 'far', zone: 'mtl' });

    const health = await connection.run(connection.provider.getHealth());

    expect(health.withoutRight).toEqual([{ id, name: 'shop', detail: 'ACCOUNTING' }]);
  });

  it.each(['ADMIN', 'MANAGER', 'DEVELOPER'])('names no app to a member who may act: %s', async (role) => {
    connection.world.settings.role = role;
    await connection.world.addApp({ name: 'shop' });

    const health = await connection.run(connection.provider.getHealth());

    expect(health.withoutRight).toEqual([]);
  });

  it('knows of no right that is missing in a personal space', async () => {
    const personal = connection.again({ owner: connection.simulator.userId });

    const health = await connection.run(personal.getHealth());

    expect(health.withoutRight).toEqual([]);
    expect(connection.calls()).not.toContain('GET /v2/summary');
  });

  it('leaves out what these credentials are not told', async () => {
    const body = '{"id":5000,"message":"no","type":"error"}';
    const fault = { kind: 'status', status: 403, contentType: 'application/json', body } as const;
    for (const match of [/\/api-tokens$/, /\/v2\/summary$/]) connection.simulator.faults.add({ ...fault, match });

    const health = await connection.run(connection.provider.getHealth());

    expect(health).not.toHaveProperty('tokenExpiresAt');
    expect(health).not.toHaveProperty('withoutRight');
    expect(health.account.id).toBe(connection.simulator.userId);
  });
});
