import type { Config } from '../../config.ts';
import type { Watch, WatchedApp } from '../../engine/watch.ts';
import type { Audit } from '../../events/audit.ts';

import { type App, type AppKey, appRef } from '../../model/app.ts';
import { ruleFor } from '../../policy/rules.ts';
import type { CallOptions } from '../../providers/provider.ts';
import { isNotMeasurable } from '../doctor/app-checks.ts';
import type { AppName, DigestAppNow, DigestContent, IdleApp, KeptApp, Orphan } from '../report/digest-report.ts';
import type { SavingsDeps } from '../savings/figures.ts';
import type { FormationPrices } from '../spec.ts';
import { knownPrices, pricesPerHour } from './app-prices.ts';
import { changes, happened } from './happened.ts';
import { savedBefore } from './saved.ts';
import { wouldBe } from './would-be.ts';

export interface DigestDeps extends SavingsDeps {
  readonly watch: Pick<Watch, 'list'>;
  readonly audit: Pick<Audit, 'list'>;
  readonly prices: FormationPrices;
}

export interface DigestPeriod {
  readonly since: Date;
  readonly until: Date;
  /** As rules name it, `#shop`: only the apps of its rules; one that no rule names hears of all apps. */
  readonly channel?: string;
  /** Of the few calls for prices that nothing stored tells; default: background. */
  readonly priority?: CallOptions['priority'];
}

type PricesPerHour = ReadonlyMap<AppKey, number>;

const HOUR_MS = 3_600_000;

/** Time enough to ask whoever may make another one. */
const TOKEN_WARNING_MS = 14 * 24 * HOUR_MS;

const TOKEN_PREFIX = 'token:';

/** Shorter is a coffee, not worth a message to a whole channel. */
const WORTH_TELLING_MS = HOUR_MS;

/** All there is to say about a period, from what is stored; only prices may cost a few calls. */
export async function buildDigest(deps: DigestDeps, period: DigestPeriod): Promise<DigestContent> {
  const { config } = deps;
  const isMeant = channelFilter(config, period.channel);
  const watched = (await deps.watch.list()).filter(({ facts }) => isMeant(facts.app));
  const known = new Map(watched.map(({ key, facts }) => [key, facts.app]));
  const events = await happened(deps.audit, period, (key) => period.channel === undefined || known.has(key));
  const unused = watched.filter(isIdle);
  // Somebody has decided about those already.
  const [kept, idle] = [
    unused.filter((app) => isKept(app, period.until)),
    unused.filter((app) => !isKept(app, period.until)),
  ];
  const closed = watched.filter(({ facts }) => facts.app.review?.closed === true);
  const running = new Set([...unused, ...closed.filter(runs)]);
  const prices = await pricesPerHour([...running], deps, period.priority ?? 'background');
  const [trial, saved] = await Promise.all([
    wouldBe(deps, period.until, watched),
    savedBefore(deps, period.until, watched),
  ]);
  const content = {
    since: period.since.toISOString(),
    until: period.until.toISOString(),
    mode: config.mode,
    idle: idle.map((app) => idleApp(app, prices, period.until)).toSorted(byPrice((app) => app.idleSeconds)),
    kept: kept.map((app) => keptApp(app, prices)).toSorted((a, b) => a.until.localeCompare(b.until)),
    ...events,
    endingTokens: await findEndingTokens(deps.store, period.until),
    ...(saved === undefined ? {} : { saved }),
    ...(trial === undefined ? {} : { wouldBe: trial }),
    orphans: closed.flatMap((app) => orphan(app, prices)).toSorted(byPrice(({ pullRequest }) => -pullRequest)),
    notMeasurable: watched.filter((app) => isStuck(app, config)).map(({ facts }) => nameOf(facts.app)),
    fights: watched
      .filter(({ decision }) => decision.reason === 'fight')
      .map(({ facts }) => ({ ...nameOf(facts.app), times: facts.undoneAt.length })),
  };
  return { ...content, empty: isEmpty(content) };
}

/** These apps as they stand now, in this order; costs no call. */
export async function appsNow(
  deps: Pick<DigestDeps, 'watch' | 'audit' | 'prices' | 'clock'>,
  refs: readonly string[],
  since: string,
): Promise<readonly DigestAppNow[]> {
  const now = deps.clock.now();
  const known = new Map((await deps.watch.list()).map((app) => [appRef(app.facts.app), app]));
  const events = await changes(deps.audit, since);
  return refs.map((ref) => {
    const app = known.get(ref);
    if (app === undefined) return { ref, name: ref.split('/').at(-1) ?? ref };
    const { status, snooze, operation } = app.facts;
    const changed = events.get(app.key);
    return {
      ...nameOf(app.facts.app),
      status,
      ...(isIdle(app) ? { idle: idleApp(app, knownPrices([app], deps), now) } : {}),
      ...(changed === undefined ? {} : { changed }),
      ...(operation?.kind === 'sleep' ? { fallingAsleep: { actor: operation.actor } } : {}),
      ...(snooze !== undefined && isKept(app, now) ? { kept: { until: snooze.until, actor: snooze.actor } } : {}),
    };
  });
}

/** Apps that cannot be measured are the same every day: alone they are no reason to write to anybody. */
function isEmpty(content: Omit<DigestContent, 'empty'>): boolean {
  const { idle, slept, woken, orphans, failures, endingTokens, fights } = content;
  return (
    [idle, slept, woken, orphans, failures, endingTokens, fights].every(({ length }) => length === 0) &&
    !content.wouldBe
  );
}

/** As noted by the hourly check of the tokens. */
export async function findEndingTokens(
  store: DigestDeps['store'],
  until: Date,
): Promise<DigestContent['endingTokens']> {
  const latest = new Date(until.getTime() + TOKEN_WARNING_MS).toISOString();
  return (await store.list('note'))
    .flatMap(({ key, value: endsAt }) =>
      key.startsWith(TOKEN_PREFIX) && endsAt !== undefined && endsAt <= latest
        ? [{ region: key.slice(TOKEN_PREFIX.length), endsAt }]
        : [],
    )
    .toSorted((a, b) => a.endsAt.localeCompare(b.endsAt));
}

function channelFilter(config: Config, channel: string | undefined): (app: App) => boolean {
  const named = channel !== undefined && config.rules.some((rule) => rule.channel === channel);
  return named ? (app) => ruleFor(app, config)?.rule.channel === channel : () => true;
}

function isIdle(app: WatchedApp): boolean {
  const { reason, idleAfterMs = 0 } = app.decision;
  if (!runs(app) || reason === 'protected') return false;
  return provenSilenceMs(app) >= Math.max(WORTH_TELLING_MS, idleAfterMs);
}

function isKept({ facts }: WatchedApp, at: Date): boolean {
  return facts.snooze !== undefined && Date.parse(facts.snooze.until) > at.getTime();
}

function keptApp(app: WatchedApp, prices: PricesPerHour): KeptApp {
  const { snooze } = app.facts;
  return { ...nameOf(app.facts.app), until: snooze?.until ?? '', actor: snooze?.actor ?? '', ...priceOf(app, prices) };
}

function idleApp(app: WatchedApp, prices: PricesPerHour, until: Date): IdleApp {
  const { managed, idleSinceAt = until.toISOString() } = app.decision;
  const idleSeconds = Math.floor((until.getTime() - Date.parse(idleSinceAt)) / 1_000);
  return { ...nameOf(app.facts.app), idleSince: idleSinceAt, idleSeconds, ...priceOf(app, prices), managed };
}

/** Unknown is never idle: counts only what the provider's figures have shown. */
function provenSilenceMs({ facts, decision }: WatchedApp): number {
  const { reading } = facts;
  if (reading?.known !== true || decision.idleSinceAt === undefined) return 0;
  return Date.parse(reading.completeUntil) - Date.parse(decision.idleSinceAt);
}

function orphan(app: WatchedApp, prices: PricesPerHour): readonly Orphan[] {
  const { review } = app.facts.app;
  if (review === undefined) return [];
  const { parent, pullRequest, closedAt, deletedAt } = review;
  return [
    {
      ...nameOf(app.facts.app),
      parent,
      pullRequest,
      status: app.facts.status,
      ...(closedAt === undefined ? {} : { closedAt }),
      ...(deletedAt === undefined ? {} : { deletedAt }),
      ...priceOf(app, prices),
    },
  ];
}

function runs({ facts }: WatchedApp): boolean {
  return facts.status === 'running' || facts.status === 'crashed';
}

function isStuck(app: WatchedApp, config: Config): boolean {
  const { decision, facts } = app;
  return decision.managed && isNotMeasurable(app) && ruleFor(facts.app, config)?.rule.hours === undefined;
}

function priceOf({ key }: WatchedApp, prices: PricesPerHour): { readonly pricePerHour?: number } {
  const pricePerHour = prices.get(key);
  return pricePerHour === undefined ? {} : { pricePerHour };
}

function nameOf(app: App): AppName {
  return { ref: appRef(app), name: app.name };
}

/** The most expensive first, then the greatest `rank`. */
function byPrice<T extends { readonly pricePerHour?: number }>(rank: (item: T) => number): (a: T, b: T) => number {
  return (a, b) => (b.pricePerHour ?? -1) - (a.pricePerHour ?? -1) || rank(b) - rank(a);
}
