import type { Secret } from './log.ts';
import type { Formation } from './model/formation.ts';

/** Settings after checking, frozen. People write `30m`; here it is milliseconds. */
export interface Config {
  readonly providers: readonly ProviderConfig[];
  readonly mode: 'observe' | 'enforce';
  readonly language: 'en' | 'fr';
  /** IANA name. */
  readonly timezone: string;
  readonly holidays: readonly HolidayConfig[];
  /** What holds for apps whose rule does not say otherwise. */
  readonly defaults: {
    readonly manage: boolean;
    readonly idleAfterMs: number | 'never';
    /** How long before an app sleeps by itself people are told; default: 10 min. */
    readonly courtesyMs?: number | 'off';
  };
  readonly rules: readonly RuleConfig[];
  readonly access: AccessConfig;
  readonly digests: readonly DigestConfig[];
  /** `scalingo/osc-fr1` to size to EUR per hour, instead of the list prices. */
  readonly prices: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly warnings: readonly string[];
}

/** What holds without any settings: nothing is slept by itself, and nothing is touched unasked. */
export const defaultConfig: Config = {
  providers: [],
  mode: 'observe',
  language: 'en',
  timezone: 'UTC',
  holidays: [],
  defaults: { manage: false, idleAfterMs: 30 * 60_000, courtesyMs: 10 * 60_000 },
  rules: [],
  access: { admins: [], operators: [], wakesPerHour: 30 },
  digests: [],
  prices: {},
  warnings: [],
};

/** People (`U0123456`) and groups (`@platform`). */
export interface AccessConfig {
  readonly admins: readonly string[];
  readonly operators: readonly string[];
  /** Of one person who is neither. */
  readonly wakesPerHour: number;
}

/** Days that count as outside every rule's hours. */
export type HolidayConfig =
  /** Public holidays, computed. */
  | { readonly kind: 'country'; readonly country: 'FR' }
  /** `2026-12-24` */
  | { readonly kind: 'date'; readonly date: string }
  /** The days of an iCalendar file, read with the settings: `2026-12-24`, ascending. */
  | { readonly kind: 'calendar'; readonly path: string; readonly days: readonly string[] };

export interface DigestConfig {
  readonly channel: string;
  /** As written: `Mon-Fri 09:00`, in the settings' time zone. */
  readonly at: string;
}

export interface ScalingoConfig {
  readonly type: 'scalingo';
  readonly region: string;
  readonly token: Secret;
  /** Without a trailing slash; default: the vendor's hosts. */
  readonly apiUrl?: string;
  readonly authUrl?: string;
}

export type CleverCloudCredentials =
  | { readonly kind: 'api_token'; readonly token: Secret }
  | {
      readonly kind: 'oauth';
      readonly consumerKey: string;
      readonly consumerSecret: Secret;
      readonly token: Secret;
      readonly secret: Secret;
      /** Default: PLAINTEXT, which does not depend on the URL. */
      readonly signature?: 'PLAINTEXT' | 'HMAC-SHA512';
    };

export interface CleverCloudConfig {
  readonly type: 'clever-cloud';
  /** The zone: `par`. */
  readonly region: string;
  /** `orga_…` or `user_…`; left out: the account's own space. */
  readonly owner?: string;
  readonly credentials: CleverCloudCredentials;
  readonly apiUrl?: string;
}

export type ProviderConfig = ScalingoConfig | CleverCloudConfig;

export type AccessLevel = 'everyone' | 'operators' | 'admins';

/** One rule; the first whose `match` fits speaks for an app, and what it leaves out comes from the defaults. */
export interface RuleConfig {
  readonly match: string;
  readonly protect?: boolean;
  readonly manage?: boolean;
  readonly idleAfterMs?: number | 'never';
  /** As written: `Mon-Fri 08:00-19:00`, in the settings' time zone. */
  readonly hours?: string;
  readonly wakeAtStart?: boolean;
  readonly needs?: readonly string[];
  readonly group?: string;
  readonly formation?: Formation;
  readonly ready?: { readonly path: string; readonly timeoutMs: number };
  readonly channel?: string;
  readonly courtesyMs?: number | 'off';
  readonly wakeAccess?: AccessLevel;
  readonly sleepAccess?: AccessLevel;
}
