import type { Text } from './text.ts';

/** English sentences: what is told before an app sleeps by itself. */
export const enCourtesy = {
  'decision.announced': 'announced, people may still say no',
  'why.announced': 'Announced: it sleeps at {look} unless somebody uses or keeps it.',
  'check.courtesy': 'announced',
  'fact.announced_at': 'announced {value}',
  'fact.sleeps_at': 'sleeps {value}',
  'fault.courtesy': 'expected a duration such as 90s, 10m or 1h, or off',
} as const satisfies Readonly<Record<string, Text>>;
