import type { DigestContent, DigestReport, IdleApp } from '../../core/commands/report/digest-report.ts';
import { digestReport } from '../../core/commands/report/digest-text.ts';
import { createTranslate, type Language } from '../../core/i18n/index.ts';

export function makeIdleApp(name: string, changes: Partial<IdleApp> = {}): IdleApp {
  return {
    ref: `scalingo/osc-fr1/${name}`,
    name,
    idleSince: '2026-11-19T12:00:00.000Z',
    idleSeconds: 3 * 86_400,
    pricePerHour: 0.02,
    managed: true,
    ...changes,
  };
}

/** A digest with nothing in it but what the test says. */
export function makeDigest(changes: Partial<DigestContent> = {}): DigestContent {
  return {
    since: '2026-11-21T09:00:00.000Z',
    until: '2026-11-22T09:00:00.000Z',
    mode: 'observe',
    idle: [],
    kept: [],
    slept: [],
    woken: [],
    orphans: [],
    failures: [],
    endingTokens: [],
    notMeasurable: [],
    fights: [],
    empty: false,
    ...changes,
  };
}

export function reportOf(digest: DigestContent, language: Language = 'en'): DigestReport {
  const now = new Date(digest.until);
  return digestReport(digest, { translate: createTranslate(language), timezone: 'Europe/Paris', now });
}
