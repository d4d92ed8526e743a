import { seededWords } from '../../random.ts';

/** Ids that are the same for the same seed. */
export type Ids = () => string;

/** Lower-case UUIDs of version 4 from a seeded generator; unique enough for a simulation. */
export function createIds(seed: number): Ids {
  const next = seededWords(seed);
  return () => {
    const hex = [next(), next(), next(), next()].map((word) => word.toString(16).padStart(8, '0')).join('');
    const parts = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20)];
    return parts.join('-');
  };
}
