import { en } from '../../../core/i18n/en.ts';
import { fr } from '../../../core/i18n/fr.ts';
import type { Text } from '../../../core/i18n/text.ts';

const english: Readonly<Record<string, Text>> = en;
const french: Readonly<Record<string, Text>> = fr;
const keys = Object.keys(english);

/** Words that are the same in both languages. */
const shared = [
  'error.command_invalid.arguments.message',
  'list.count',
  'comment.several',
  'table.name',
  'table.review',
  'detail.review',
  'savings.asleep_value',
  'savings.percent',
  'savings.bar',
  'savings.method.baseline',
  'range.plain',
  'summary.pull_request',
  ...keys.filter((key) => key.startsWith('unit.')),
];

function forms(text: Text | undefined): readonly string[] {
  if (text === undefined) return [];
  return typeof text === 'string' ? [text] : [text.one, text.other];
}

function placeholders(text: Text | undefined): readonly string[] {
  return [...new Set(forms(text).flatMap((form) => form.match(/\{\w+\}/g) ?? []))].sort();
}

describe('the texts in both languages', () => {
  it('have the same keys', () => {
    expect(Object.keys(french).sort()).toEqual([...keys].sort());
  });

  it.each(keys)('%s has the same placeholders and plural forms', (key) => {
    expect(placeholders(french[key])).toEqual(placeholders(english[key]));
    expect(typeof french[key]).toBe(typeof english[key]);
  });

  it('leave nothing untranslated', () => {
    const same = keys.filter(
      (key) => !shared.includes(key) && forms(english[key]).join() === forms(french[key]).join(),
    );

    expect(same).toEqual([]);
  });

  it('use typographic apostrophes in French', () => {
    expect(keys.filter((key) => forms(french[key]).some((form) => form.includes("'")))).toEqual([]);
  });
});
