import type { enCourtesy } from './en-courtesy.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frCourtesy: Readonly<Record<keyof typeof enCourtesy, Text>> = {};
