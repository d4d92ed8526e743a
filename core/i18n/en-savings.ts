import type { Text } from './text.ts';

/** English sentences of `savings` and the digest. */
export const enSavings = {} as const satisfies Readonly<Record<string, Text>>;
