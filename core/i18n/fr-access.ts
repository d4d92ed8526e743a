import type { enAccess } from './en-access.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frAccess: Readonly<Record<keyof typeof enAccess, Text>> = {};
