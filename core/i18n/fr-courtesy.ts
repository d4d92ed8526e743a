import type { enCourtesy } from './en-courtesy.ts';
import type { Text } from './text.ts';

/** The same in French. */
export const frCourtesy: Readonly<Record<keyof typeof enCourtesy, Text>> = {
  'decision.announced': 'annoncé, il est encore temps de dire non',
  'why.announced': 'Annoncé : elle s’endort à {look}, sauf si quelqu’un l’utilise ou la garde éveillée.',
  'check.courtesy': 'annonce',
  'fact.announced_at': 'annoncé {value}',
  'fact.sleeps_at': 's’endort {value}',
  'fault.courtesy': 'attendu : une durée comme 90s, 10m ou 1h, ou off',
};
