import type { Text } from './text.ts';

/** English sentences of decisions: `why`, `plan`, `idle`, `keep`, `sweep`. */
export const enDecisions = {} as const satisfies Readonly<Record<string, Text>>;
