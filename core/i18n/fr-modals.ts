import type { enModals } from './en-modals.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frModals: Readonly<Record<keyof typeof enModals, Text>> = {};
