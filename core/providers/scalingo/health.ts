import type { Account, CallOptions, HealthOptions, ProviderHealth } from '../provider.ts';
import type { ScalingoClient } from './client.ts';
import { mapReview } from './map.ts';
import type { AppRow, CollaboratorRow } from './schema.ts';

/** Roles are asked app by app: at most so many, or a diagnosis would use up the minute of whoever works. */
const MOST_ASKED = 15;

type Forbidden = NonNullable<ProviderHealth['withoutRight']>[number];

/** Whether an API token expires is told nowhere. The budget is what others left, without the calls made here. */
export async function readHealth(
  client: ScalingoClient,
  { rights = true, ...options }: HealthOptions,
): Promise<ProviderHealth> {
  const { budget } = client;
  const user = await client.getAccount(options);
  const withoutRight = rights ? await findWithoutRight(client, user, options) : undefined;
  const { skewMs } = client;
  return {
    account: nameAccount(user),
    ...(skewMs !== undefined && { skewMs }),
    budget,
    ...(withoutRight !== undefined && { withoutRight }),
  };
}

export function nameAccount({ id, username, email }: User): Account {
  return { id, name: username || email || id };
}

type User = Awaited<ReturnType<ScalingoClient['getAccount']>>;
type Role = 'collaborator' | 'limited';

/** Undefined where none is known to be forbidden and not all could be asked: that is no clean bill. */
async function findWithoutRight(
  client: ScalingoClient,
  user: User,
  options: CallOptions,
): Promise<readonly Forbidden[] | undefined> {
  const rows = await client.listApps(options);
  const foreign = rows.filter(({ owner }) => owner?.id !== user.id);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const askers = [...new Set(foreign.map((row) => asker(row, byName)))];
  const roles = await readRoles(client, askers.slice(0, MOST_ASKED), user, options);
  const forbidden = foreign
    .filter((row) => roles.get(asker(row, byName).id) === 'limited')
    .map(({ id, name }) => ({ id, name, detail: 'Limited Collaborator' }));
  return forbidden.length > 0 || roles.size === askers.length ? forbidden : undefined;
}

/** A review app has the collaborators of its parent, and the same owner. */
function asker(row: AppRow, byName: ReadonlyMap<string, AppRow>): AppRow {
  const parent = byName.get(mapReview(row)?.parent ?? '');
  return parent !== undefined && parent.owner?.id === row.owner?.id ? parent : row;
}

async function readRoles(
  client: ScalingoClient,
  apps: readonly AppRow[],
  user: User,
  options: CallOptions,
): Promise<ReadonlyMap<string, Role>> {
  const roles = await Promise.all(
    apps.map(async ({ id, name }): Promise<[string, Role | undefined]> => {
      const rows = await client.findCollaborators({ ...options, id, app: name });
      return [id, rows && roleOf(rows, user)];
    }),
  );
  return new Map(roles.flatMap(([id, role]) => (role === undefined ? [] : [[id, role] as const])));
}

function roleOf(rows: readonly CollaboratorRow[], { id, email }: User): Role | undefined {
  const own = rows.find((row) => row.user_id === id || (email && row.email?.toLowerCase() === email.toLowerCase()));
  if (own?.is_limited === undefined || own.is_limited === null) return undefined;
  return own.is_limited ? 'limited' : 'collaborator';
}
