import type { RuleConfig } from '../config.ts';
import type { WakeOptions } from './wake.ts';

/** What a rule says about waking its apps. */
export function wakeOptionsOf(rule: RuleConfig | undefined): WakeOptions {
  return {
    ...(rule?.formation && { formation: rule.formation }),
    ...(rule?.ready && { readyPath: rule.ready.path, timeoutMs: rule.ready.timeoutMs }),
  };
}
