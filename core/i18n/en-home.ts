import type { Text } from './text.ts';

/** English sentences: the App Home of Slack. */
export const enHome = {} as const satisfies Readonly<Record<string, Text>>;
