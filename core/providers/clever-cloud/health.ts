import type { CallOptions, HealthOptions, ProviderHealth } from '../provider.ts';
import type { CleverCloudClient } from './client.ts';
import { type Context, understood } from './reading.ts';
import type { Self } from './schema.ts';

/** Members with this role see bills only. */
const POWERLESS_ROLE = 'ACCOUNTING';

/** Four or five calls; what the vendor does not tell these credentials is left out. */
export async function readHealth(
  { client, zone }: Context,
  { rights = true, ...options }: HealthOptions,
): Promise<ProviderHealth> {
  const { budget } = client;
  const self = await client.getSelf(options);
  const tokenExpiresAt = await findTokenExpiry(client, options);
  const withoutRight = rights ? await findWithoutRight(client, zone, options) : undefined;
  const { skewMs } = client;
  return {
    account: nameAccount(self),
    ...(tokenExpiresAt !== undefined && { tokenExpiresAt }),
    ...(skewMs !== undefined && { skewMs }),
    budget,
    ...(withoutRight !== undefined && { withoutRight }),
  };
}

export function nameAccount({ id, name }: Self): ProviderHealth['account'] {
  return { id, name: name || id };
}

/** Of several API tokens nobody tells which one is ours: only a single active one speaks for itself. */
async function findTokenExpiry(client: CleverCloudClient, options: CallOptions): Promise<string | undefined> {
  if (client.credentialsKind === 'oauth') {
    return mapExpiry((await understood(client.findCurrentToken(options)))?.expirationDate);
  }
  const tokens = (await understood(client.findApiTokens(options))) ?? [];
  const active = tokens.filter(({ state }) => state === 'ACTIVE');
  return active.length === 1 ? mapExpiry(active[0]?.expirationDate) : undefined;
}

/** Epoch ms, or text that may end in `[UTC]`. */
function mapExpiry(value: number | string | null | undefined): string | undefined {
  const ms = typeof value === 'string' ? Date.parse(value.replace(/\[[^\]]*\]$/, '')) : (value ?? 0);
  return ms > 0 ? new Date(ms).toISOString() : undefined;
}

/** The role in the organisation holds for all of its apps. In one's own space there is none, and nothing is forbidden. */
async function findWithoutRight(
  client: CleverCloudClient,
  zone: string,
  options: CallOptions,
): Promise<ProviderHealth['withoutRight'] | undefined> {
  const role = await understood(client.findRole(options));
  if (role !== POWERLESS_ROLE) return role === undefined ? undefined : [];
  const applications = await client.listApplications(options);
  return applications
    .filter((application) => application.zone === zone && application.archived !== true)
    .map(({ id, name }) => ({ id, name, detail: role }));
}
