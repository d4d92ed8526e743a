import type { Translate } from '../../core/i18n/index.ts';
import type { Intent } from './decide.ts';

/** Why a run does nothing, in one sentence. */
export function explain(intent: Extract<Intent, { kind: 'nothing' | 'refused' }>, translate: Translate): string {
  if (intent.kind === 'refused') return translate(`action.refused.${intent.reason}`);
  return translate(`action.nothing.${intent.reason}`, { subject: intent.subject ?? '' });
}
