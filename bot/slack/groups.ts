import type { webApi } from '@slack/bolt';
import * as z from 'zod';
import type { Clock, Log } from '../../core/index.ts';
import type { Redact } from './log.ts';
import { type SlackAnswer, trySlack } from './web-calls.ts';

/** Who belongs to the user groups that the settings name. */
export interface Groups {
  /** By id and by handle, from memory: `S0123456`, `@developers`. */
  of(userId: string): readonly string[];
  /** Asks Slack where nothing recent is known. Never rejects. */
  refresh(): Promise<void>;
}

export interface GroupsOptions {
  readonly web: webApi.WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly names: () => readonly string[];
}

const LIVE_MS = 5 * 60_000;

/** While Slack does not answer, what it said last counts on, but not for ever. */
const KEPT_MS = 60 * 60_000;

const PAUSE_MS = 30_000;

const groupsSchema = z.array(
  z.object({
    id: z.string(),
    handle: z.string().catch(''),
    users: z.array(z.string()).optional().catch(undefined),
  }),
);

type Group = z.infer<typeof groupsSchema>[number];

interface Read {
  readonly atMs: number;
  /** What was asked for: other settings need another reading. */
  readonly names: string;
  readonly byUser: ReadonlyMap<string, readonly string[]>;
}

export function createGroups({ web, clock, log, redact, names }: GroupsOptions): Groups {
  const told = new Set<string>();
  let read: Read | undefined;
  let asking: Promise<void> | undefined;
  let pausedUntilMs = 0;

  const nowMs = () => clock.now().getTime();
  const wanted = () => names().filter((name) => /^(?:@|S[A-Z0-9]{2,}$)/.test(name));

  const ask = async (named: readonly string[]): Promise<void> => {
    const answer = await readGroups(web, named);
    if (answer.ok) {
      read = { atMs: nowMs(), names: named.join(), byUser: membersOf(answer.value) };
      return;
    }
    const { failure } = answer;
    pausedUntilMs = nowMs() + (failure.kind === 'refused' ? LIVE_MS : Math.max(PAUSE_MS, failure.afterMs));
    // A right that was taken away, a plan that has no groups: what was known is not true any more.
    if (failure.kind === 'refused') read = undefined;
    const error = redact(failure.error);
    if (told.has(error)) return;
    told.add(error);
    log.warn({ error }, 'slack does not tell who belongs to groups');
  };

  return {
    of: (userId) => (read !== undefined && nowMs() - read.atMs < KEPT_MS ? (read.byUser.get(userId) ?? []) : []),
    refresh: async () => {
      const named = wanted();
      if (named.length === 0) {
        read = undefined;
        return;
      }
      const isRecent = read !== undefined && read.names === named.join() && nowMs() - read.atMs < LIVE_MS;
      if (isRecent || nowMs() < pausedUntilMs) return;
      asking ??= ask(named).finally(() => {
        asking = undefined;
      });
      await asking;
    },
  };
}

/** One call tells all; where members are missing in it, one more for each group that the settings name. */
async function readGroups(
  web: webApi.WebClient,
  named: readonly string[],
): Promise<SlackAnswer<readonly (Group & { readonly users: string[] })[]>> {
  const list = await trySlack(() => web.usergroups.list({ include_users: true }));
  if (!list.ok) return list;
  const wanted = new Set(named.map((name) => name.toLowerCase()));
  const groups = (groupsSchema.safeParse(list.value.usergroups).data ?? []).filter(
    ({ id, handle }) => wanted.has(id.toLowerCase()) || wanted.has(`@${handle.toLowerCase()}`),
  );
  const whole: (Group & { users: string[] })[] = [];
  for (const group of groups) {
    if (group.users !== undefined) {
      whole.push({ ...group, users: group.users });
      continue;
    }
    const answer = await trySlack(() => web.usergroups.users.list({ usergroup: group.id }));
    if (!answer.ok) return answer;
    whole.push({ ...group, users: answer.value.users ?? [] });
  }
  return { ok: true, value: whole };
}

function membersOf(groups: readonly (Group & { readonly users: readonly string[] })[]): Read['byUser'] {
  const byUser = new Map<string, string[]>();
  for (const { id, handle, users } of groups)
    for (const user of users) {
      const names = byUser.get(user) ?? [];
      names.push(id, `@${handle}`);
      byUser.set(user, names);
    }
  return byUser;
}
