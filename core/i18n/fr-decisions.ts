import type { Text } from './text.ts';

/** French sentences of decisions: `why`, `plan`, `idle`, `keep`, `sweep`. */
export const frDecisions = {} as const satisfies Readonly<Record<string, Text>>;
