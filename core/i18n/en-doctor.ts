import type { Text } from './text.ts';

/** English sentences of `doctor`. */
export const enDoctor = {} as const satisfies Readonly<Record<string, Text>>;
