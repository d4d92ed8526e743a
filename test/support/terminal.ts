import type { RenderOptions } from '../../bot/terminal/drawing.ts';
import { createTranslate, type Language } from '../../core/i18n/index.ts';

/** A drawing on a Sunday at 10:00 in Paris, without colours. */
export function renderOptions(language: Language, width: number): RenderOptions {
  return {
    width,
    colour: false,
    translate: createTranslate(language),
    now: new Date('2026-11-22T09:00:00Z'),
    timezone: 'Europe/Paris',
  };
}
