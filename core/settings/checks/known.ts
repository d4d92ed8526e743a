import type { ProviderType } from '../../model/region.ts';

/**
 * What the vendors document today, for near matches and warnings only: both open regions and sizes without asking us.
 * @see https://developers.scalingo.com/regions and https://www.clever.cloud/developers/api, read 2026-09
 */
export const knownRegions: Readonly<Record<ProviderType, readonly string[]>> = {
  scalingo: ['osc-fr1', 'osc-secnum-fr1'],
  'clever-cloud': ['par', 'parhds', 'scw', 'grahds', 'rbx', 'rbxhds', 'ldn', 'mtl', 'sgp', 'syd', 'wsw'],
};

export const knownSizes: Readonly<Record<ProviderType, readonly string[]>> = {
  scalingo: ['S', 'M', 'L', 'XL', '2XL', '3XL'],
  'clever-cloud': ['pico', 'nano', 'XS', 'S', 'M', 'L', 'XL', '2XL', '3XL'],
};
