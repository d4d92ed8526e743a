import type { Text } from './text.ts';

/** French sentences of `doctor`. */
export const frDoctor = {} as const satisfies Readonly<Record<string, Text>>;
