import type { Text } from './text.ts';

/** French sentences of `savings` and the digest. */
export const frSavings = {} as const satisfies Readonly<Record<string, Text>>;
