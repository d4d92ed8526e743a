import type { Text } from './text.ts';

/** English sentences: digests in Slack. */
export const enSlackDigest = {} as const satisfies Readonly<Record<string, Text>>;
