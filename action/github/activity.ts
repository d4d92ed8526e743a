import * as z from 'zod';
import type { Caller, Parameters } from './caller.ts';
import type { Activity } from './github.ts';
import { read } from './map.ts';
import { findLink, PER_PAGE, pagesOf } from './pages.ts';

/** Kinds of events lack each other's fields, and new kinds come: what does not fit is left out, one by one. */
const actor = z.object({ login: z.string(), type: z.string().optional() }).nullish().catch(undefined);
const instant = z.string().nullish().catch(undefined);
const person = z.object({ name: z.string().nullish(), date: z.string().nullish() }).nullish().catch(undefined);

const eventSchema = z
  .object({
    event: z.string().catch(''),
    actor,
    user: actor,
    author: person,
    committer: person,
    created_at: instant,
    submitted_at: instant,
    // Remarks on lines of code have their dates and authors inside.
    comments: z.array(z.object({ created_at: instant, user: actor })).catch([]),
  })
  .catch({ event: '', comments: [] });

const eventsSchema = z.array(eventSchema);

type TimelineEvent = z.infer<typeof eventSchema>;

const kinds: Readonly<Record<string, Activity['kind']>> = {
  committed: 'commit',
  head_ref_force_pushed: 'commit',
  commented: 'comment',
  'line-commented': 'comment',
  'commit-commented': 'comment',
  reviewed: 'review',
  labeled: 'label',
  unlabeled: 'label',
};

/** They carry the name of a person who did nothing, or tell of a machine. */
const notDone: readonly string[] = [
  'mentioned',
  'subscribed',
  'unsubscribed',
  'deployed',
  'deployment_environment_changed',
];

/** Further back than that, nothing newer is to be expected. */
const MOST_PAGES = 10;

/**
 * What people did on a pull request since then, newest last. The timeline is ascending and cannot be turned round: the
 * first page tells how many there are, the last ones have the news.
 */
export async function readActivity(
  caller: Caller,
  parameters: Parameters,
  { since, now }: { readonly since: string; readonly now: Date },
): Promise<readonly Activity[]> {
  const sinceMs = Date.parse(since);
  const events = await readEvents(caller, parameters, sinceMs);
  return events
    .flatMap((event) => mapEvent(event, now))
    .filter(({ at }) => Date.parse(at) >= sinceMs)
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

const ROUTE = 'GET /repos/{owner}/{repo}/issues/{issue_number}/timeline';

async function readEvents(caller: Caller, parameters: Parameters, sinceMs: number): Promise<readonly TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  for await (const answer of pagesOf(caller, 'read_activity', ROUTE, parameters)) {
    const page = read(answer, eventsSchema);
    events.push(...page);
    const last = Number(findLink(answer, 'last')?.page);
    if (last > 1) return [...events, ...(await readBackwards(caller, parameters, { last, sinceMs }))];
  }
  return events;
}

/** From the last page to the second, as far as there is anything new. */
async function readBackwards(
  caller: Caller,
  parameters: Parameters,
  { last, sinceMs }: { readonly last: number; readonly sinceMs: number },
): Promise<readonly TimelineEvent[]> {
  const events: TimelineEvent[] = [];
  const end = Math.max(1, last - MOST_PAGES);
  for (let page = last; page > end; page -= 1) {
    const answer = await caller.send('read_activity', ROUTE, { ...parameters, per_page: PER_PAGE, page });
    const found = read(answer, eventsSchema);
    events.push(...found);
    if (found.some((event) => isBefore(event, sinceMs))) break;
  }
  return events;
}

/** By GitHub's own clock: a commit may carry any date, and tells nothing of what is around it. */
function isBefore({ event, created_at, submitted_at }: TimelineEvent, sinceMs: number): boolean {
  return event !== 'committed' && Date.parse(created_at ?? submitted_at ?? '') < sinceMs;
}

function mapEvent(event: TimelineEvent, now: Date): readonly Activity[] {
  if (event.event === '' || notDone.includes(event.event)) return [];
  const kind = kinds[event.event] ?? 'other';
  if (event.event === 'committed') return mapCommit(event, now);
  const who = event.user ?? event.actor;
  const at = event.created_at ?? event.submitted_at;
  if (at) return activityOf(kind, at, who, now);
  return event.comments.flatMap(({ created_at, user }) => (created_at ? activityOf(kind, created_at, user, now) : []));
}

/** Git knows names instead of accounts; those of bots end like their logins. */
function mapCommit({ author, committer }: TimelineEvent, now: Date): readonly Activity[] {
  const at = committer?.date ?? author?.date;
  if (!at || isBotName(author?.name)) return [];
  return activityOf('commit', at, undefined, now);
}

function activityOf(kind: Activity['kind'], at: string, who: z.infer<typeof actor>, now: Date): readonly Activity[] {
  const ms = Date.parse(at);
  if (Number.isNaN(ms) || who?.type === 'Bot' || isBotName(who?.login)) return [];
  // Git believes whoever commits: a clock that is ahead must not keep an app awake for longer than it is.
  const instant = new Date(Math.min(ms, now.getTime())).toISOString();
  return [{ kind, at: instant, ...(who ? { login: who.login } : {}) }];
}

function isBotName(name: string | null | undefined): boolean {
  return name?.endsWith('[bot]') === true;
}
