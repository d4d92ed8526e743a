import type { Account, CallOptions, ProviderHealth } from '../provider.ts';
import type { ScalingoClient } from './client.ts';
import { mapReview } from './map.ts';
import type { AppRow, CollaboratorRow } from './schema.ts';

/** Roles are asked app by app: at most so many, or a diagnosis would use up the minute of whoever works. */
const MOST_ASKED = 15;

type Forbidden = NonNullable<ProviderHealth['withoutRight']>[number];

/** Whether an API token expires is told nowhere. */
export async function readHealth(client: ScalingoClient, options: CallOptions): Promise<ProviderHealth> {
  const user = await client.getAccount(options);
  const rows = await client.listApps(options);
  const roles = await readRoles(client, foreignApps(rows, user.id), user, options);
  const { skewMs } = client;
  return {
    account: nameAccount(user),
    ...(skewMs !== undefined && { skewMs }),
    budget: client.budget,
    withoutRight: rows.flatMap((row): Forbidden[] => {
      const limited = roles.get(asker(row, rows).id) === 'limited';
      return limited ? [{ id: row.id, name: row.name, detail: 'Limited Collaborator' }] : [];
    }),
  };
}

export function nameAccount({ id, username, email }: User): Account {
  return { id, name: username || email || id };
}

type User = Awaited<ReturnType<ScalingoClient['getAccount']>>;
type Role = 'collaborator' | 'limited';

/** Apps of other accounts, one for each parent and its review apps. */
function foreignApps(rows: readonly AppRow[], userId: string): readonly AppRow[] {
  const foreign = rows.filter(({ owner }) => owner !== null && owner !== undefined && owner.id !== userId);
  return [...new Set(foreign.map((row) => asker(row, rows)))].slice(0, MOST_ASKED);
}

/** A review app has the collaborators of its parent, and the same owner. */
function asker(row: AppRow, rows: readonly AppRow[]): AppRow {
  const parent = mapReview(row)?.parent;
  return rows.find(({ name, owner }) => name === parent && owner?.id === row.owner?.id) ?? row;
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
