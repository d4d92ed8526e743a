import type { AppResult } from '../../action/result.ts';

/** An app that was woken, but for what the test is about. */
export function makeResult(name: string, facts: Partial<AppResult> = {}): AppResult {
  return {
    ref: `scalingo/osc-fr1/${name}`,
    name,
    provider: 'scalingo',
    region: 'osc-fr1',
    before: 'asleep',
    after: 'running',
    changed: true,
    seconds: 32,
    reason: 'woke in 32 s with web: 1:M',
    url: `https://${name}.example.test`,
    pricePerHour: 0.0166,
    ...facts,
  };
}
