import { jsonAnswer } from '../../server.ts';
import { type Handler, refuse } from './context.ts';

const iso = (ms: number) => new Date(ms).toISOString();

/** The OAuth token of this call. Its dates are in ms as all of v2's; an API token has none of these. */
export const getCurrentToken: Handler = (context) => {
  const { request, world } = context;
  if (!/^OAuth /i.test(request.headers.authorization ?? ''))
    return refuse(context, 404, 8000, 'There is no such token');
  return jsonAnswer(200, {
    token: world.oauth.token,
    creationDate: world.oauthExpiresAtMs - 365 * 86_400_000,
    expirationDate: world.oauthExpiresAtMs,
    lastUtilisation: context.clock.now().getTime(),
    employeeId: null,
    consumer: { key: world.oauth.consumerKey, name: 'Clever Tools' },
  });
};

/** API tokens on the bridge: everything but their values. */
export const listApiTokens: Handler = ({ clock, world }) =>
  jsonAnswer(
    200,
    world.tokens.map(({ id, name, createdAtMs, expiresAtMs }) => ({
      apiTokenId: id,
      userId: world.userId,
      creationDate: iso(createdAtMs),
      expirationDate: iso(expiresAtMs),
      ip: '203.0.113.7',
      name,
      description: null,
      state: expiresAtMs > clock.now().getTime() ? 'ACTIVE' : 'EXPIRED',
    })),
  );
