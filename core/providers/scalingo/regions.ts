import { ConfigError } from '../../errors.ts';

/** Accounts, tokens and credentials live on one host for all regions. */
const AUTH_URL = 'https://auth.scalingo.com';

/**
 * What the vendor documents; the list is not closed: any well-formed name is accepted, since a region is opened
 * by the vendor without asking us. @see https://developers.scalingo.com/regions, read 2026-09
 */
export const knownRegions = [
  { name: 'osc-fr1', title: 'Paris - Outscale' },
  { name: 'osc-secnum-fr1', title: 'Paris - SecNumCloud - Outscale' },
] as const;

export interface Hosts {
  /** Without a trailing slash and without `/v1`. */
  readonly apiUrl: string;
  readonly authUrl: string;
}

/** @throws {ConfigError} for a name that could lead to a foreign host, or an address that is none */
export function hostsOf(config: { region: string; apiUrl?: string; authUrl?: string }): Hosts {
  const { region } = config;
  const faults = [
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(region) ? [] : [`region: "${region}" is no region of Scalingo`]),
    ...[config.apiUrl, config.authUrl]
      .filter((url) => url !== undefined && !isHttpUrl(url))
      .map((url) => `"${url}" is no address`),
  ];
  if (faults.length > 0) {
    throw new ConfigError('config_invalid', `The settings of Scalingo cannot be used: ${faults.join('; ')}`, {
      context: { region: `scalingo/${region}`, faults },
    });
  }
  return {
    apiUrl: withoutSlash(config.apiUrl ?? `https://api.${region}.scalingo.com`),
    authUrl: withoutSlash(config.authUrl ?? AUTH_URL),
  };
}

function isHttpUrl(text: string): boolean {
  return ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? '');
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
