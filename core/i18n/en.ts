import type { Text } from './text.ts';

/** Every English sentence a person reads. `fr.ts` has the same keys; a test compares the two. */
export const en = {
  'phase.queued': 'waiting for its turn',
  'phase.reading': 'reading its state',
  'phase.needs': 'waking what it needs first',
  'phase.waiting': 'waiting for what runs on it',
  'phase.saving': 'noting what runs',
  'phase.requesting': 'asking the provider',
  'phase.booting': 'booting',
  'phase.answering': 'waiting for its first answer',
  'phase.ready': 'ready',
  'phase.stopping': 'stopping',
  'phase.asleep': 'asleep',
} as const satisfies Readonly<Record<string, Text>>;

export type TextKey = keyof typeof en;
