import { createHash } from 'node:crypto';
import type { DigestAppNow, DigestContent, IdleApp } from '../../../core/index.ts';
import type { Suggestion } from './notes.ts';

/** An app of a digest, and what has become of it. */
export type DigestLine = { readonly ref: string; readonly name: string } & (
  | { readonly kind: 'idle'; readonly app: IdleApp }
  /** On its way to sleep, because this person has clicked. */
  | { readonly kind: 'going'; readonly actor: string }
  | { readonly kind: 'asleep' | 'woken'; readonly actor?: string; readonly at?: string }
  | { readonly kind: 'kept'; readonly actor: string; readonly until: string }
  | { readonly kind: 'never'; readonly actor: string }
  /** It serves somebody again, or is being deployed. */
  | { readonly kind: 'used' }
  | { readonly kind: 'gone' }
);

/** Suggested never to be managed, by whom. */
export interface LeftOut {
  readonly name: string;
  readonly actor: string;
}

/** Who has asked for apps to sleep just now, by app. */
export type Going = ReadonlyMap<string, string>;

/** The apps of a digest that is about to be sent: what somebody wants left alone is no news. */
export function freshLines(
  { idle }: Pick<DigestContent, 'idle'>,
  suggestions: ReadonlyMap<string, Suggestion>,
): readonly DigestLine[] {
  return idle
    .filter(({ ref }) => !suggestions.has(ref))
    .map((app) => ({ ref: app.ref, name: app.name, kind: 'idle', app }));
}

/** The apps of a digest that was sent, as they stand now. */
export function linesNow(
  apps: readonly DigestAppNow[],
  suggestions: ReadonlyMap<string, Suggestion>,
  going: Going,
): readonly DigestLine[] {
  return apps.map((app) => lineNow(app, suggestions.get(app.ref), going.get(app.ref)));
}

function lineNow(
  { ref, name, status, idle, changed, kept, fallingAsleep }: DigestAppNow,
  suggestion: Suggestion | undefined,
  going: string | undefined,
): DigestLine {
  const app = { ref, name };
  if (status === undefined) return { ...app, kind: 'gone' };
  const by = changed === undefined ? {} : { actor: changed.actor, at: changed.at };
  const woken = changed?.name === 'app_woken';
  // What was woken a moment ago may not have been looked at since.
  if (status === 'asleep' || status === 'stopped') return { ...app, kind: woken ? 'woken' : 'asleep', ...by };
  const sleeper = going ?? fallingAsleep?.actor;
  if (sleeper !== undefined) return { ...app, kind: 'going', actor: sleeper };
  if (suggestion !== undefined) return { ...app, kind: 'never', actor: suggestion.actor };
  if (kept !== undefined) return { ...app, kind: 'kept', ...kept };
  if (idle !== undefined) return { ...app, kind: 'idle', app: idle };
  return woken ? { ...app, kind: 'woken', ...by } : { ...app, kind: 'used' };
}

/** Apps that serve nobody and are left out because of a suggestion that was made before. */
export function leftOut(
  { idle, kept }: Pick<DigestContent, 'idle' | 'kept'>,
  lines: readonly DigestLine[],
  suggestions: ReadonlyMap<string, Suggestion>,
): readonly LeftOut[] {
  const named = new Set(lines.map(({ ref }) => ref));
  return [...idle, ...kept].flatMap(({ ref, name }) => {
    const suggestion = suggestions.get(ref);
    return suggestion === undefined || named.has(ref) ? [] : [{ name, actor: suggestion.actor }];
  });
}

/** Nothing that anybody must be told: what was left out may have been all there was. */
export function isQuiet(digest: DigestContent, lines: readonly DigestLine[]): boolean {
  const { slept, woken, orphans, failures, endingTokens, fights, wouldBe } = digest;
  const parts = [lines, slept, woken, orphans, failures, endingTokens, fights];
  return wouldBe === undefined && parts.every(({ length }) => length === 0);
}

/**
 * Two digests with the same key say the same. What grows by itself, durations and savings, is no news; that observing
 * has lasted long enough to end it is.
 */
export function contentKey(digest: DigestContent, lines: readonly DigestLine[]): string {
  const facts = [
    digest.mode,
    lines.map((line) => (line.kind === 'idle' ? [line.ref, line.app.idleSince, line.app.pricePerHour] : [line.ref])),
    digest.slept.map(({ ref, actor, at }) => [ref, actor, at]),
    digest.woken.map(({ ref, actor, at }) => [ref, actor, at]),
    digest.orphans.map(({ ref, status, deletedAt }) => [ref, status, deletedAt]),
    digest.failures.map(({ app, name, at, reason }) => [app?.ref, name, at, reason]),
    digest.endingTokens,
    digest.kept.map(({ ref, until }) => [ref, until]),
    digest.notMeasurable.map(({ ref }) => ref),
    digest.fights.map(({ ref }) => ref),
    [digest.wouldBe !== undefined, digest.wouldBe?.enable],
  ];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 16);
}
