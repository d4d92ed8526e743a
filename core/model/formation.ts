/** How many containers of which size run for one process type. */
export interface ProcessScale {
  readonly amount: number;
  /** The vendor's name of the size: `M`, `XS`. Absent where the vendor did not tell. */
  readonly size?: string;
  /** Id of the autoscaler that was enabled on this type; absent when there is none or it is disabled. */
  readonly autoscaler?: string;
}

/** Process type to its scale; types at zero are part of it. */
export type Formation = Readonly<Record<string, ProcessScale>>;

/** What is started when nothing at all is known; always announced as assumed. */
export const assumedFormation: Formation = { web: { amount: 1 } };

/** Number of containers over all types. */
export function totalAmount(formation: Formation): number {
  return Object.values(formation).reduce((sum, scale) => sum + scale.amount, 0);
}

export function isEmpty(formation: Formation): boolean {
  return totalAmount(formation) === 0;
}

/** Same types with the same amounts, zeros included; sizes and autoscalers only where both know them. */
export function sameAmounts(a: Formation, b: Formation): boolean {
  const types = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...types].every((type) => (a[type]?.amount ?? 0) === (b[type]?.amount ?? 0));
}

/** `web:2:M worker:0:S`, in the order of the names. */
export function printFormation(formation: Formation): string {
  return Object.entries(formation)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([type, { amount, size }]) => (size === undefined ? `${type}:${amount}` : `${type}:${amount}:${size}`))
    .join(' ');
}
