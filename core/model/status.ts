/** The states people see. `asleep`: we put it there; `stopped`: somebody else did. */
export const appStatuses = [
  'running',
  'asleep',
  'stopped',
  'waking',
  'falling_asleep',
  'deploying',
  'crashed',
  'new',
  'blocked',
  'unknown',
] as const;

export type AppStatus = (typeof appStatuses)[number];

/**
 * What a provider can tell by itself. It cannot tell who stopped an app, and `scaling` has no direction there:
 * only our own record of the operation makes `asleep`, `waking` or `falling_asleep` of it.
 */
export const providerStatuses = [...appStatuses.filter((status) => status !== 'asleep'), 'scaling'] as const;

export type ProviderStatus = (typeof providerStatuses)[number];

/** States that pass by themselves: wait, then look again. */
export function isTransitional(status: ProviderStatus): boolean {
  return status === 'waking' || status === 'falling_asleep' || status === 'deploying' || status === 'scaling';
}
