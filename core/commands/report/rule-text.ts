import { formatDuration } from '../../i18n/format.ts';
import type { Terms } from '../../policy/policy.ts';
import type { Reader } from './event-text.ts';

/**
 * The rule that speaks for an app, or the defaults, with what they say.
 * @param hours as written in the settings
 */
export function ruleText(terms: Terms, hours: string | undefined, reader: Reader): string {
  const { translate } = reader;
  const says = termTexts(terms, hours, reader).join(', ');
  if (terms.rule === undefined) return translate('rule.defaults', { says });
  return translate('rule.matched', { number: terms.rule.index + 1, match: terms.rule.match, says });
}

function termTexts(terms: Terms, hours: string | undefined, { timezone, translate }: Reader): readonly string[] {
  if (terms.protected) return [translate('rule.protected')];
  if (!terms.managed) return [translate('rule.unmanaged')];
  return [
    ...(terms.trial ? [translate('rule.trial')] : []),
    terms.idleAfterMs === 'never'
      ? translate(hours === undefined ? 'rule.never' : 'rule.never_inside')
      : translate('rule.idle_after', { duration: formatDuration(terms.idleAfterMs, translate) }),
    ...(hours === undefined ? [] : [translate('rule.hours', { hours, timezone })]),
    ...(terms.wakeAtStart ? [translate('rule.wake_at_start')] : []),
    ...(terms.group === undefined ? [] : [translate('rule.group', { group: terms.group })]),
    ...(terms.needs.length === 0 ? [] : [translate('rule.needs', { needs: terms.needs.join(', ') })]),
  ];
}
