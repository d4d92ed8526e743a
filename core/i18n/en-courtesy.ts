import type { Text } from './text.ts';

/** English sentences: what is told before an app sleeps by itself. */
export const enCourtesy = {} as const satisfies Readonly<Record<string, Text>>;
