import type { enHome } from './en-home.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frHome: Readonly<Record<keyof typeof enHome, Text>> = {};
