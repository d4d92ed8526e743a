import type { WatchedApp } from '../../engine/watch.ts';
import type { App } from '../../model/app.ts';
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
  const sinceMs = Math.max(await observingSinceMs(deps, until), until.getTime() - MOST_DAYS * DAY_MS);
  const keys = new Set(watched.map(({ key }) => key));
  const { report } = await savingsOf(deps, { from: new Date(sinceMs), until, keys });
  const { apps, totals, priceSources } = report.wouldBe;
  if (apps.length === 0) return undefined;
  const days = Math.floor((until.getTime() - sinceMs) / DAY_MS);
  const slept = new Set(apps.map(({ key }) => key));
  const candidates = watched.filter(({ key }) => slept.has(key)).map(({ facts }) => facts.app);
  return {
    days,
    apps: apps.length,
    asleepHours: totals.asleepHours,
    eur: totals.netEur,
    listPrice: priceSources.list > 0,
    ...(days < ENOUGH_DAYS ? {} : { enable: settingsLines(deps, candidates) }),
  };
}

/** Since when anything was watched without being touched. */
async function observingSinceMs({ store }: DigestDeps, until: Date): Promise<number> {
  const begun = (await store.list('watch')).flatMap(({ uptime }) => uptime?.sinceAt ?? []);
  return Math.min(until.getTime(), ...begun.map((at) => Date.parse(at)));
}

/** The lines to write into paastis.yml; where no rule manages anything, rules for the apps that would have slept too. */
function settingsLines({ config }: DigestDeps, candidates: readonly App[]): readonly string[] {
  const managing = config.defaults.manage || config.rules.some(({ manage }) => manage === true);
  if (managing) return ['mode: enforce'];
  const names = candidates.filter(({ name }) => !PRODUCTION.test(name));
  const matches = [...new Set(names.map(matchFor))].slice(0, MOST_RULES);
  return [
    'mode: enforce',
    'rules:',
    "  - { match: '*prod*', protect: true }",
    ...matches.map((match) => `  - { match: '${match}', manage: true }`),
  ];
}

/** `shop-pr42` of pull request 42 stands for those of every pull request. */
function matchFor({ name, review }: App): string {
  if (review === undefined) return name;
  return name.replace(new RegExp(`(pr-?)${review.pullRequest}(?!\\d)`, 'i'), '$1{pr}');
}
