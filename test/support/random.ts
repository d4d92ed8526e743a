import { seededWords } from '../../core/simulator/random.ts';

/** A repeatable sequence of numbers from 0 to below 1, for runs that must be repeated by their seed. */
export function seededRandom(seed: number): () => number {
  const next = seededWords(seed);
  return () => next() / 4_294_967_296;
}
