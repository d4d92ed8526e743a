import type { Secret } from './log.ts';
import type { Formation } from './model/formation.ts';

/** Settings after checking, frozen. People write `30m`; here it is milliseconds. */
export interface Config {
  readonly providers: readonly ProviderConfig[];
  readonly mode: 'observe' | 'enforce';
  readonly language: 'en' | 'fr';
  /** IANA name. */
  readonly timezone: string;
  readonly rules: readonly RuleConfig[];
  readonly warnings: readonly string[];
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

/** A rule as far as waking and sleeping by hand read it. */
export interface RuleConfig {
  readonly match: string;
  readonly protect?: boolean;
  readonly manage?: boolean;
  readonly needs?: readonly string[];
  readonly group?: string;
  readonly formation?: Formation;
  readonly ready?: { readonly path: string; readonly timeoutMs: number };
}
