import type { Config } from '../../config.ts';
import type { WatchedApp } from '../../engine/watch.ts';
import type { App, AppKey } from '../../model/app.ts';
import type { WouldBe } from '../report/digest-report.ts';
import { savingsOf } from '../savings/figures.ts';
import type { DigestDeps } from './content.ts';

const DAY_MS = 24 * 3_600_000;

/** A week holds a weekend: less says little about what a month would save. */
const ENOUGH_DAYS = 7;

const MOST_DAYS = 30;

/** More than a screen of rules is not copied. */
const MOST_RULES = 10;

/** Nobody copies lines that put production to sleep. */
const PRODUCTION = /prod/i;

/** What observe mode would have saved in the last 30 days, and once that is a week, how to have it for real. */
export async function wouldBe(
  deps: DigestDeps,
  until: Date,
  watched: readonly WatchedApp[],
): Promise<WouldBe | undefined> {
  if (deps.config.mode !== 'observe') return undefined;
  const { sinceMs, apps, totals, priceSources } = await observed(deps, until, watched);
  if (apps.length === 0) return undefined;
  const days = Math.floor((until.getTime() - sinceMs) / DAY_MS);
  const candidates = appsOf(watched, apps);
  return {
    days,
    apps: apps.length,
    asleepHours: totals.asleepHours,
    eur: totals.netEur,
    listPrice: priceSources.list > 0,
    ...(days < ENOUGH_DAYS ? {} : { enable: enablingLines(deps.config, candidates) }),
  };
}

/** What would have slept; where nothing did yet, everything that may. */
export async function candidatesOf(
  deps: DigestDeps,
  until: Date,
  watched: readonly WatchedApp[],
): Promise<readonly App[]> {
  const { apps } = await observed(deps, until, watched);
  if (apps.length > 0) return appsOf(watched, apps);
  return watched.filter(({ decision }) => decision.reason !== 'protected').map(({ facts }) => facts.app);
}

async function observed(deps: DigestDeps, until: Date, watched: readonly WatchedApp[]) {
  const sinceMs = Math.max(await observingSinceMs(deps, until), until.getTime() - MOST_DAYS * DAY_MS);
  const keys = new Set(watched.map(({ key }) => key));
  const { report } = await savingsOf(deps, { from: new Date(sinceMs), until, keys });
  return { sinceMs, ...report.wouldBe };
}

function appsOf(watched: readonly WatchedApp[], some: readonly { readonly key: AppKey }[]): readonly App[] {
  const keys = new Set(some.map(({ key }) => key));
  return watched.filter(({ key }) => keys.has(key)).map(({ facts }) => facts.app);
}

/** Since when anything was watched without being touched. */
async function observingSinceMs({ store }: DigestDeps, until: Date): Promise<number> {
  const begun = (await store.list('watch')).flatMap(({ uptime }) => uptime?.sinceAt ?? []);
  return Math.min(until.getTime(), ...begun.map((at) => Date.parse(at)));
}

/** The lines to write into paastis.yml; where no rule manages anything, rules for the apps that would have slept too. */
export function enablingLines(config: Config, candidates: readonly App[]): readonly string[] {
  if (isManaging(config)) return ['mode: enforce'];
  const names = candidates.filter(({ name }) => !PRODUCTION.test(name));
  const matches = [...new Set(names.map(matchFor))].slice(0, MOST_RULES);
  return [
    'mode: enforce',
    'rules:',
    "  - { match: '*prod*', protect: true }",
    ...matches.map((match) => `  - { match: '${match}', manage: true }`),
  ];
}

/** Does anything in the settings let an app sleep by itself? */
export function isManaging({ defaults, rules }: Pick<Config, 'defaults' | 'rules'>): boolean {
  return defaults.manage || rules.some(({ manage }) => manage === true);
}

/** `shop-pr42` of pull request 42 stands for those of every pull request. */
function matchFor({ name, review }: App): string {
  if (review === undefined) return name;
  return name.replace(new RegExp(`(pr-?)${review.pullRequest}(?!\\d)`, 'i'), '$1{pr}');
}
