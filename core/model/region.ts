export const providerTypes = ['scalingo', 'clever-cloud'] as const;

export type ProviderType = (typeof providerTypes)[number];

/** Where a provider runs apps. One provider instance serves exactly one. */
export interface Region {
  readonly type: ProviderType;
  /** The vendor's own name: `osc-fr1`, `par`. */
  readonly name: string;
}

/** `scalingo/osc-fr1` */
export function printRegion(region: Region): string {
  return `${region.type}/${region.name}`;
}

export function sameRegion(a: Region, b: Region): boolean {
  return a.type === b.type && a.name === b.name;
}
