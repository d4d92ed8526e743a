import { createHash } from 'node:crypto';
import type { types } from '@slack/bolt';
import { type AppStatus, formatInstant, idleText, type OverviewApp, type Translate } from '../../../core/index.ts';
import { nearest } from '../../../core/model/near.ts';
import { label } from './label.ts';

/** What the apps are looked for: it decides which of them come first. */
export type FormVerb = 'wake' | 'sleep' | 'keep' | 'status' | 'why';

/** More than one screen of matches is not read: people type another letter. */
const MOST_OPTIONS = 20;

/** Slack's limit of an option's value, in characters. */
const VALUE_LIMIT = 75;

const TYPED_LIMIT = 75;
const MOST_WORDS = 5;

export interface AppSearch {
  readonly apps: readonly OverviewApp[];
  readonly typed: string;
  readonly verb: FormVerb;
}

export interface Reader {
  readonly t: Translate;
  /** IANA name. */
  readonly timezone: string;
  readonly now: Date;
}

/** The best matches, the most useful for the verb first, by provider and region. */
export function appOptionGroups(search: AppSearch, reader: Reader): types.OptionGroup[] {
  const groups = Map.groupBy(searchApps(search), ({ provider, region }) => `${provider}/${region}`);
  return Array.from(groups, ([region, apps]) => ({
    label: label(region),
    options: apps.map((app) => appOption(app, reader)),
  }));
}

/** An app in a select: its name, and its state in words. */
export function appOption(app: OverviewApp, reader: Reader): types.PlainTextOption {
  return {
    text: label(app.name),
    value: optionValue(app.ref),
    description: label(describe(app, reader)),
  };
}

/** The qualified name, or what stands for one that is too long for an option. */
export function optionValue(ref: string): string {
  if (ref.length <= VALUE_LIMIT && !ref.startsWith(DIGEST_SIGN)) return ref;
  return `${DIGEST_SIGN}${createHash('sha256').update(ref).digest('base64url')}`;
}

const DIGEST_SIGN = '~';

/** @returns the qualified name an option stands for; undefined when it is of an app that is gone */
export function refOfOption(value: string, apps: readonly OverviewApp[]): string | undefined {
  if (!value.startsWith(DIGEST_SIGN)) return value;
  return apps.find(({ ref }) => optionValue(ref) === value)?.ref;
}

/** At most 20 apps, each qualified name once: Slack refuses a select with two options alike. */
export function searchApps({ apps, typed, verb }: AppSearch): readonly OverviewApp[] {
  const words = readWords(typed);
  const distinct = [...new Map(apps.map((app) => [app.ref, app])).values()];
  const ranked = distinct
    .map((app) => ({ app, distance: distanceOf(app, words), rank: rankOf(app, verb) }))
    .filter((each): each is typeof each & { distance: number } => each.distance !== undefined)
    .sort((a, b) => a.distance - b.distance || a.rank - b.rank || byUse(a.app, b.app, verb))
    .slice(0, MOST_OPTIONS)
    .map(({ app }) => app);
  return ranked.length > 0 ? ranked : misspelt(distinct, words.join('-'));
}

function readWords(typed: string): readonly string[] {
  const words = Array.from(typed).slice(0, TYPED_LIMIT).join('').toLowerCase().split(/\s+/);
  return words.filter((word) => word !== '').slice(0, MOST_WORDS);
}

/** Counting slips costs the product of both lengths, and people misspell what they type, not what they paste. */
const LONGEST_SLIP = 30;

/** Only where nothing holds what was typed: `shpo-pr42`. */
function misspelt(apps: readonly OverviewApp[], typed: string): readonly OverviewApp[] {
  if (typed.length > LONGEST_SLIP) return [];
  const near = apps.filter(({ name }) => name.length <= LONGEST_SLIP + 5);
  const byName = Map.groupBy(near, ({ name }) => name);
  return nearest(typed, [...byName.keys()], MOST_OPTIONS)
    .flatMap((name) => byName.get(name) ?? [])
    .slice(0, MOST_OPTIONS);
}

/** 0 is what was typed itself; undefined: one of the words is nowhere in it. */
function distanceOf(app: OverviewApp, words: readonly string[]): number | undefined {
  const facts = [app.name, app.group, app.review?.parent, `${app.provider}/${app.region}`].flatMap((fact) =>
    fact === undefined ? [] : [fact.toLowerCase()],
  );
  const pullRequest = pullRequestOf(app);
  let total = 0;
  for (const word of words) {
    const asked = /^(?:#|pr-?)?(\d{1,9})$/.exec(word)?.[1];
    const distances = facts.flatMap((fact, at) => {
      const distance = wordDistance(word.replace(/^@/, ''), fact);
      // What it is called says more than where it runs.
      return distance === undefined ? [] : [distance + (at === 0 ? 0 : 0.5)];
    });
    const best = asked !== undefined && Number(asked) === pullRequest ? 0 : Math.min(...distances);
    if (best === Number.POSITIVE_INFINITY) return undefined;
    total += best;
  }
  return total;
}

/** The provider knows it of review apps; else the usual `-pr42` in the name tells. */
function pullRequestOf({ review, name }: OverviewApp): number | undefined {
  if (review !== undefined) return review.pullRequest;
  const digits = /(?:^|[-_])pr-?(\d{1,9})(?:[-_]|$)/i.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

function wordDistance(word: string, fact: string): number | undefined {
  if (fact === word) return 0;
  const at = fact.indexOf(word);
  if (at === 0) return 1;
  if (at > 0) return /[\s._/-]/.test(fact[at - 1] ?? '') ? 2 : 3;
  return word.length > 2 && holdsInOrder(fact, word) ? 4 : undefined;
}

/** `sp42` is in `shop-pr42`, letter after letter. */
function holdsInOrder(fact: string, word: string): boolean {
  let from = 0;
  for (const letter of word) {
    const at = fact.indexOf(letter, from);
    if (at < 0) return false;
    from = at + letter.length;
  }
  return true;
}

const down: readonly AppStatus[] = ['asleep', 'stopped', 'crashed', 'falling_asleep'];

/** Lower is more likely meant. */
function rankOf({ status, protected: isProtected }: OverviewApp, verb: FormVerb): number {
  if (verb === 'wake') return down.includes(status) ? down.indexOf(status) : down.length;
  if (verb === 'sleep') return isProtected ? 2 : Number(down.includes(status));
  return verb === 'keep' ? Number(down.includes(status)) : 0;
}

/** Put to sleep is what idles longest; everything else, what was used last. */
function byUse(a: OverviewApp, b: OverviewApp, verb: FormVerb): number {
  const idlest = verb === 'sleep' ? (b.idleSeconds ?? 0) - (a.idleSeconds ?? 0) : 0;
  return idlest || lastUse(b).localeCompare(lastUse(a)) || a.name.localeCompare(b.name) || a.ref.localeCompare(b.ref);
}

function lastUse({ lastRequestAt, snapshot, lastDeployedAt }: OverviewApp): string {
  return lastRequestAt ?? snapshot?.takenAt ?? lastDeployedAt ?? '';
}

function describe(app: OverviewApp, { t, timezone, now }: Reader): string {
  const { status, snapshot, idleSeconds = 0 } = app;
  const words = [
    status === 'asleep' && snapshot !== undefined
      ? t('modals.asleep_since', { at: formatInstant(snapshot.takenAt, { translate: t, timezone, now }) })
      : t(`status.${status}`),
    ...(status === 'running' && idleSeconds >= 60 ? [idleText(idleSeconds, t)] : []),
    ...(app.protected ? [t('reason.protected')] : []),
  ];
  return words.join(' · ');
}
