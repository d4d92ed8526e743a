import { en, type TextKey } from './en.ts';
import { fr } from './fr.ts';
import { agreeWithDays } from './french-dates.ts';
import type { Text } from './text.ts';

export const languages = ['en', 'fr'] as const;

export type Language = (typeof languages)[number];

export type { TextKey };

export type TextValues = Readonly<Record<string, string | number>>;

/** A sentence in the reader's language. */
export type Translate = (key: TextKey, values?: TextValues) => string;

const catalogues: Readonly<Record<Language, Readonly<Record<TextKey, Text>>>> = { en, fr };

/** @param door `github`: where that door has a text of its own, a remedy as a rule, it takes the place of the common one */
export function createTranslate(language: Language, door?: string): Translate {
  const plurals = new Intl.PluralRules(language);
  return (key, values = {}) => {
    const own = `github.${key}`;
    const text: Text = catalogues[language][door === 'github' && isTextKey(own) ? own : key];
    const sentence = typeof text === 'string' ? text : pickPlural(text, plurals.select(Number(values.count ?? 0)));
    const filled = sentence.replace(/\{(\w+)\}/g, (placeholder, name: string) => String(values[name] ?? placeholder));
    return language === 'fr' ? agreeWithDays(filled) : filled;
  };
}

function pickPlural(text: Exclude<Text, string>, rule: Intl.LDMLPluralRule): string {
  return rule === 'one' ? text.one : text.other;
}

/** For keys put together at run time: errors by code and reason, reasons by the word the core knows. */
export function isTextKey(key: string): key is TextKey {
  return Object.hasOwn(en, key);
}
