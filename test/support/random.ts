import { seededWords } from '../../core/simulator/random.ts';

/** A repeatable sequence of numbers from 0 to below 1, for runs that must be repeated by their seed. */
export function seededRandom(seed: number): () => number {
  const next = seededWords(seed);
  return () => next() / 4_294_967_296;
}

export function pick<Value>(values: readonly Value[], random: () => number): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('Nothing to pick from');
  return value;
}
