import type { Translate } from '../../i18n/index.ts';
import type { Actor } from '../../model/actor.ts';

/** `terminal:ana` is ana to people; a rule and our own recovery are said to be what they are. */
export function actorText(actor: Actor, translate: Translate): string {
  const at = actor.indexOf(':');
  const kind = at < 0 ? actor : actor.slice(0, at);
  const id = at < 0 ? '' : actor.slice(at + 1);
  if (kind === 'rule') return translate('actor.rule', { id });
  if (kind === 'recovery') return translate('actor.recovery');
  return id === '' ? actor : id;
}
