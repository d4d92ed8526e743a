import type { Text } from './text.ts';

/** English sentences: forms and shortcuts of Slack. */
export const enModals = {} as const satisfies Readonly<Record<string, Text>>;
