import type { Text } from './text.ts';

/** English sentences: who may do what. */
export const enAccess = {} as const satisfies Readonly<Record<string, Text>>;
