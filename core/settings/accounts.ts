import * as z from 'zod';
import type { CleverCloudCredentials, ProviderConfig } from '../config.ts';
import type { Finding } from './faults.ts';
import { addFault, addFinding, address, owner, region, secret, text } from './values.ts';

/** `providers`: the accounts as people write them, and as the program takes them. */
const scalingo = z.strictObject({
  type: z.literal('scalingo').describe('The provider.'),
  region: region('osc-fr1').default('osc-fr1').describe('One provider per region; osc-fr1, osc-secnum-fr1.'),
  token: secret.describe(`API token: \${SCALINGO_API_TOKEN}.`),
  api_url: address.exactOptional().describe('Another API host.'),
  auth_url: address.exactOptional().describe('Another authentication host.'),
});

const cleverCloud = z.strictObject({
  type: z.literal('clever-cloud').describe('The provider.'),
  region: region('par').default('par').describe('The zone; one provider per zone: par, rbx, scw.'),
  owner: owner.exactOptional().describe('Organisation, orga_…; default: the account’s own space.'),
  token: secret.exactOptional().describe(`API token: \${CLEVER_API_TOKEN}.`),
  consumer_key: text.exactOptional().describe('OAuth, instead of token: all four keys.'),
  consumer_secret: secret.exactOptional().describe('OAuth, instead of token: all four keys.'),
  oauth_token: secret.exactOptional().describe('OAuth, instead of token: all four keys.'),
  oauth_secret: secret.exactOptional().describe('OAuth, instead of token: all four keys.'),
  api_url: address.exactOptional().describe('Another API host.'),
});

export const account = z.discriminatedUnion('type', [
  scalingo,
  cleverCloud.superRefine((settings, context) => {
    const credentials = readCredentials(settings);
    if ('key' in credentials) addFinding(context, credentials);
  }),
]);

export type AccountSettings = z.infer<typeof account>;

/** One account per region: two would show, sleep and pay for every app twice. */
export function oncePerRegion(
  accounts: readonly { readonly type: string; readonly region: string }[],
  context: z.RefinementCtx,
): void {
  const keys = accounts.map(({ type, region: name }) => `${type}/${name}`);
  for (const [index, key] of keys.entries()) {
    const first = keys.indexOf(key);
    if (first === index) continue;
    addFault(context, 'fault.twice_region', { values: { other: `providers[${first}]` }, path: [index] });
  }
}

/** Of settings that were found to be whole. */
export function toProviderConfig(settings: AccountSettings): readonly ProviderConfig[] {
  const { region: name } = settings;
  const apiUrl = settings.api_url === undefined ? {} : { apiUrl: settings.api_url };
  if (settings.type === 'scalingo') {
    const authUrl = settings.auth_url === undefined ? {} : { authUrl: settings.auth_url };
    return [{ type: settings.type, region: name, token: settings.token, ...apiUrl, ...authUrl }];
  }
  const credentials = readCredentials(settings);
  if ('key' in credentials) return [];
  const ownSpace = settings.owner === undefined ? {} : { owner: settings.owner };
  return [{ type: settings.type, region: name, credentials, ...ownSpace, ...apiUrl }];
}

/** An API token, or the four keys of OAuth. */
function readCredentials(settings: z.infer<typeof cleverCloud>): CleverCloudCredentials | Finding {
  const { token, consumer_key, consumer_secret, oauth_token, oauth_secret } = settings;
  const oauth = { consumer_key, consumer_secret, oauth_token, oauth_secret };
  const given = Object.values(oauth).filter((value) => value !== undefined);
  if (token !== undefined && given.length > 0) return { key: 'fault.token_twice' };
  if (token !== undefined) return { kind: 'api_token', token };
  if (
    consumer_key === undefined ||
    consumer_secret === undefined ||
    oauth_token === undefined ||
    oauth_secret === undefined
  ) {
    const missing = Object.entries(oauth).flatMap(([key, value]) => (value === undefined ? [key] : []));
    if (given.length === 0) return { key: 'fault.token_missing' };
    return { key: 'fault.oauth_missing', values: { names: missing.join(', ') } };
  }
  return {
    kind: 'oauth',
    consumerKey: consumer_key,
    consumerSecret: consumer_secret,
    token: oauth_token,
    secret: oauth_secret,
  };
}
