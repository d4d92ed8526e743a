import type { Translate } from '../../i18n/index.ts';
import type { Actor } from '../../model/actor.ts';

/** Doors whose people are known by what follows. */
const doors = ['slack', 'github', 'terminal'];

/** `terminal:ana` is ana to people; a rule and our own recovery are said to be what they are. */
export function actorText(actor: Actor, translate: Translate): string {
  const at = actor.indexOf(':');
  const kind = at < 0 ? actor : actor.slice(0, at);
  const id = at < 0 ? '' : actor.slice(at + 1);
  if (actor === 'rule:defaults') return translate('actor.defaults');
  if (kind === 'rule') return translate('actor.rule', { id });
  if (kind === 'recovery') return translate('actor.recovery');
  // Any other text, such as the name of a process, may hold a colon of its own.
  return doors.includes(kind) && id !== '' ? id : actor;
}
