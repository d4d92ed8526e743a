import type { Clock } from '../clock.ts';
import type { Audit } from '../events/audit.ts';
import type { Actor } from '../model/actor.ts';
import { type App, type AppKey, appRef } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import { sameRegion } from '../model/region.ts';
import type { Policy } from '../policy/policy.ts';
import type { Provider } from '../providers/provider.ts';
import type { CourtesyNotice } from './courtesy.ts';
import { isPerson } from './courtesy-end.ts';
import type { CourtesyRecord } from './courtesy-record.ts';
import type { WatchedApp } from './watch.ts';

/** Who used an app longer ago has forgotten it. */
const LATELY_MS = 24 * 60 * 60_000;

/** What an app told in a day, or the latest of it. */
const MOST_EVENTS = 100;

const MOST_PEOPLE = 10;

/** The price is a detail of a notice: a region that hangs does not hold it up, and a large group costs few calls. */
const PRICE_PATIENCE_MS = 10_000;
const MOST_PRICED = 10;

export interface NoticeDeps {
  readonly audit: Pick<Audit, 'list' | 'newCorrelationId'>;
  readonly policy: () => Policy;
  readonly providers: () => readonly Provider[];
  readonly clock: Clock;
  /** EUR; left out, or undefined: not known. */
  readonly pricePerHour?: (app: App, formation: Formation) => number | undefined;
}

/** An app whose people are to be told, with how and whom. */
export interface DueApp {
  readonly watched: WatchedApp;
  readonly courtesyMs: number;
  readonly channel: string;
  readonly people: readonly Actor[];
}

/** Is there anybody to be told, and a place to do it? Undefined: it sleeps without a word. */
export async function findDue(deps: NoticeDeps, watched: WatchedApp): Promise<DueApp | undefined> {
  const { courtesyMs, channel } = deps.policy().termsOf(watched.facts.app);
  if (courtesyMs === 'off') return undefined;
  const since = new Date(deps.clock.now().getTime() - LATELY_MS).toISOString();
  const events = await deps.audit.list({ key: watched.key, since, limit: MOST_EVENTS });
  const asked = events.filter(({ name, actor }) => (name === 'app_woken' || name === 'app_kept') && isPerson(actor));
  const place = channel ?? asked.map(({ channel: typed }) => typed).find((known) => known !== undefined);
  if (place === undefined || (asked.length === 0 && !wasRequested(watched, since))) return undefined;
  return { watched, courtesyMs, channel: place, people: [...new Set(asked.map(({ actor }) => actor))] };
}

function wasRequested({ facts: { lastRequestAt, reading } }: WatchedApp, since: string): boolean {
  const read = reading?.known === true ? reading.lastRequestAt : undefined;
  return [lastRequestAt, read].some((at) => at !== undefined && Date.parse(at) >= Date.parse(since));
}

/** One notice per group; apps of no group share one where they share their channel. */
export function groupDue(due: readonly DueApp[], policy: Policy): readonly (readonly DueApp[])[] {
  const groups = Map.groupBy(due, ({ watched, channel }) => {
    const { group } = policy.termsOf(watched.facts.app);
    return group === undefined ? ` ${channel}` : group;
  });
  return [...groups.values()];
}

/**
 * The notice of apps that sleep together.
 * @param others of the same group: they sleep with them, though nobody would be told about them alone
 */
export async function makeNotice(
  deps: NoticeDeps,
  due: readonly DueApp[],
  others: readonly WatchedApp[],
): Promise<CourtesyRecord | undefined> {
  const [first] = due;
  if (first === undefined) return undefined;
  const members = [...due.map(({ watched }) => watched), ...others];
  const prices = await pricesOf(deps, members);
  const { group } = deps.policy().termsOf(first.watched.facts.app);
  const now = deps.clock.now();
  const sleepsAt = new Date(now.getTime() + Math.max(...due.map(({ courtesyMs }) => courtesyMs)));
  const notice: CourtesyNotice = {
    id: deps.audit.newCorrelationId(),
    apps: members.map(({ key, facts: { app } }) => {
      const pricePerHour = prices.get(key);
      return {
        ref: appRef(app),
        name: app.name,
        ...(app.url !== undefined && { url: app.url }),
        ...(pricePerHour !== undefined && { pricePerHour }),
      };
    }),
    ...(group !== undefined && { group }),
    channel: first.channel,
    people: [...new Set(due.flatMap(({ people }) => people))].slice(0, MOST_PEOPLE),
    reason: first.watched.decision.reason,
    sleepsAt: sleepsAt.toISOString(),
  };
  const apps = members.map(({ key, decision: { idleSinceAt } }) => ({
    key,
    ...(idleSinceAt !== undefined && { idleSinceAt }),
  }));
  return {
    v: 1,
    notice: { ...notice, apps: [...notice.apps], people: [...notice.people] },
    at: now.toISOString(),
    apps,
  };
}

async function pricesOf(
  { clock, pricePerHour, providers }: NoticeDeps,
  members: readonly WatchedApp[],
): Promise<ReadonlyMap<AppKey, number>> {
  if (pricePerHour === undefined) return new Map();
  const limit = clock.timeout(PRICE_PATIENCE_MS);
  try {
    const priced = await Promise.all(
      members.slice(0, MOST_PRICED).map(async ({ key, facts: { app } }) => {
        const provider = providers().find(({ region }) => sameRegion(region, app.region));
        const asking = provider?.getFormation(app.id, { priority: 'background', signal: limit.signal });
        const formation = await asking?.catch(() => undefined);
        const price = formation && pricePerHour(app, formation);
        return price === undefined ? [] : [[key, price] as const];
      }),
    );
    return new Map(priced.flat());
  } finally {
    limit.cancel();
  }
}
