import type { enSlackDigest } from './en-slack-digest.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frSlackDigest: Readonly<Record<keyof typeof enSlackDigest, Text>> = {};
