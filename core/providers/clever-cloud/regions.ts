import type { CleverCloudConfig } from '../../config.ts';

/**
 * The API is global: a zone has no host of its own, so a provider filters on the `zone` of the apps. Zones are not
 * listed here, because private and retired ones exist: any name is taken.
 */
const API_URL = 'https://api.clever-cloud.com';

/** The only host that takes API tokens; a proxy in front of the same paths. */
const BRIDGE_URL = 'https://api-bridge.clever-cloud.com';

/** Where the API is reached, without a trailing slash. */
export function apiUrlFor(config: CleverCloudConfig): string {
  if (config.apiUrl !== undefined) return config.apiUrl.replace(/\/+$/, '');
  return config.credentials.kind === 'api_token' ? BRIDGE_URL : API_URL;
}
