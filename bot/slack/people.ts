import type { webApi } from '@slack/bolt';
import * as z from 'zod';
import type { Clock, Language, Log, Standing } from '../../core/index.ts';
import { createGroups } from './groups.ts';
import type { Redact } from './log.ts';
import { type SlackFailure, trySlack } from './web-calls.ts';

/** Somebody who asks through Slack. */
export interface Person {
  /** `U0123456` */
  readonly id: string;
  readonly language: Language;
  /** IANA name: their own where Slack tells it, else that of the settings. */
  readonly timezone: string;
  readonly standing: Standing;
}

/** What Slack tells about people, remembered for a while. */
export interface People {
  /** At once and from memory: for what is said before Slack's 3 s are over. */
  recall(userId: string): Person;
  /**
   * Asks Slack where nothing recent is known. Never rejects: what cannot be found out is `unknown`.
   * @param teamId the workspace that the payload names as theirs, for where Slack does not tell it
   */
  find(userId: string, teamId: string | undefined): Promise<Person>;
}

export interface PeopleOptions {
  readonly web: webApi.WebClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly language: Language;
  readonly timezone: string;
  /** The workspace the bot is installed in; undefined: a whole organization. */
  readonly teamId: () => string | undefined;
  /** Groups that the settings name now, `S0123456` and `@developers`, among people. */
  readonly names: () => readonly string[];
}

/** Who may do what may change; how somebody reads hardly does. */
const STANDING_LIVE_MS = 5 * 60_000;
const WORDS_LIVE_MS = 60 * 60_000;

/** Somebody waits: what Slack has not told by then is not known. */
const WAIT_MS = 2_000;

/** Slack is not asked again for a while about what it would not tell. */
const PAUSE_MS = 30_000;

const MOST_PEOPLE = 5_000;

/** What we read of `users.info`, https://docs.slack.dev/reference/methods/users.info */
const userSchema = z.object({
  team_id: z.string().optional().catch(undefined),
  locale: z.string().optional().catch(undefined),
  tz: z.string().refine(isZone).optional().catch(undefined),
  deleted: z.boolean().optional().catch(undefined),
  is_bot: z.boolean().optional().catch(undefined),
  is_workflow_bot: z.boolean().optional().catch(undefined),
  is_restricted: z.boolean().optional().catch(undefined),
  is_ultra_restricted: z.boolean().optional().catch(undefined),
  is_stranger: z.boolean().optional().catch(undefined),
  is_admin: z.boolean().optional().catch(undefined),
  is_owner: z.boolean().optional().catch(undefined),
  enterprise_user: z
    .object({ teams: z.array(z.string()).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

type User = z.infer<typeof userSchema>;

interface Known {
  readonly atMs: number;
  readonly user: User;
}

export function createPeople(options: PeopleOptions): People {
  const { web, clock, log, redact, teamId } = options;
  const known = new Map<string, Known>();
  const asking = new Map<string, Promise<void>>();
  const told = new Set<string>();
  const groups = createGroups(options);
  let pausedUntilMs = 0;

  const nowMs = () => clock.now().getTime();
  const recent = (id: string, liveMs: number): User | undefined => {
    const entry = known.get(id);
    return entry !== undefined && nowMs() - entry.atMs < liveMs ? entry.user : undefined;
  };

  const ask = async (id: string): Promise<void> => {
    const answer = await trySlack(() => web.users.info({ user: id, include_locale: true }));
    if (!answer.ok) return fail(answer.failure);
    const user = userSchema.safeParse(answer.value.user).data;
    if (user === undefined) return;
    known.delete(id);
    for (const oldest of known.keys()) {
      if (known.size < MOST_PEOPLE) break;
      known.delete(oldest);
    }
    known.set(id, { atMs: nowMs(), user });
  };

  const fail = (failure: SlackFailure): void => {
    const error = redact(failure.error);
    // Of one person: nothing to do with the others.
    if (error === 'user_not_found' || error === 'user_not_visible') return;
    pausedUntilMs = nowMs() + Math.max(PAUSE_MS, failure.kind === 'later' ? failure.afterMs : 0);
    if (told.has(error)) return;
    told.add(error);
    log.warn({ error }, 'slack does not tell who people are');
  };

  const refresh = (id: string): Promise<void> => {
    const running = asking.get(id);
    if (running !== undefined) return running;
    if (nowMs() < pausedUntilMs) return Promise.resolve();
    const mine = ask(id).finally(() => asking.delete(id));
    asking.set(id, mine);
    return mine;
  };

  const personOf = (id: string, standing: Standing): Person => {
    const user = recent(id, WORDS_LIVE_MS);
    return {
      id,
      language: languageOf(user?.locale) ?? options.language,
      timezone: user?.tz ?? options.timezone,
      standing,
    };
  };

  const standingOf = (id: string, claimedTeam: string | undefined): Standing => {
    const user = recent(id, STANDING_LIVE_MS);
    const ours = teamId();
    const kind = user === undefined ? kindUnasked(claimedTeam, ours) : kindOf(user, ours);
    const workspaceAdmin = kind === 'member' && (user?.is_admin === true || user?.is_owner === true);
    return { kind, groups: groups.of(id), workspaceAdmin };
  };

  return {
    recall: (id) => personOf(id, standingOf(id, undefined)),
    find: async (id, claimedTeam) => {
      const stale = recent(id, STANDING_LIVE_MS) === undefined;
      const work = Promise.all([stale ? refresh(id) : undefined, groups.refresh()]);
      await within(work, WAIT_MS, clock);
      return personOf(id, standingOf(id, claimedTeam));
    },
  };
}

function kindOf(user: User, ours: string | undefined): Standing['kind'] {
  if (user.deleted === true) return 'deactivated';
  // Not `is_app_user`: that is somebody who has authorized the app themselves.
  if (user.is_bot === true || user.is_workflow_bot === true) return 'bot';
  if (isStranger(user, ours)) return 'stranger';
  return user.is_restricted === true || user.is_ultra_restricted === true ? 'guest' : 'member';
}

/** In an organization people belong to several workspaces, and Slack names one. */
function isStranger({ is_stranger, team_id, enterprise_user }: User, ours: string | undefined): boolean {
  if (is_stranger === true) return true;
  if (ours === undefined || team_id === undefined || team_id === ours) return false;
  return enterprise_user?.teams?.includes(ours) !== true;
}

/** Slack did not tell; the payload at least says where they come from. */
function kindUnasked(claimed: string | undefined, ours: string | undefined): Standing['kind'] {
  return claimed !== undefined && ours !== undefined && claimed !== ours ? 'stranger' : 'unknown';
}

/** Slack's `fr-CA` is French, `en-GB` English; who reads neither reads English best. */
function languageOf(locale: string | undefined): Language | undefined {
  if (locale === undefined || locale === '') return undefined;
  return /^fr(?:-|$)/i.test(locale) ? 'fr' : 'en';
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

async function within(work: Promise<unknown>, ms: number, clock: Clock): Promise<void> {
  const deadline = clock.timeout(ms);
  const late = new Promise<void>((resolve) =>
    deadline.signal.addEventListener('abort', () => resolve(), { once: true }),
  );
  await Promise.race([work, late]).finally(() => deadline.cancel());
}
