import { actorText, formatInstant, type ModeInEffect, type Translate } from '../core/index.ts';

/** What it does by itself; where somebody has switched that, who and when. */
export function modeText(
  { mode, switched }: ModeInEffect,
  reader: { readonly translate: Translate; readonly timezone: string; readonly now: Date },
): string {
  const { translate } = reader;
  const text = translate(`program.${mode}`);
  if (switched === undefined) return text;
  const { fileMode, at } = switched;
  const shown = formatInstant(at, reader);
  const actor = actorText(switched.actor, translate);
  return `${text} ${translate('doctor.mode.switched', { mode, fileMode, actor, at: shown })}`;
}
