import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTranslate } from '../../../core/i18n/index.ts';
import { type Fault, faultMessage } from '../../../core/settings/faults.ts';
import { readSettings } from '../../../core/settings/parse.ts';

const env = {
  SCALINGO_API_TOKEN: 'tk-us-very-secret',
  CLEVER_API_TOKEN: 'very-secret-as-well',
  EMPTY: ' ',
  BROKEN_TOKEN: 'tk-us-very-secret\n',
};

/** Every file tells in its first lines what must be found in it, and where: `# expect 6:5 did you mean idle_after?` */
function corpus(folder: string) {
  return readdirSync(join(import.meta.dirname, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => {
      const text = readFileSync(join(import.meta.dirname, folder, name), 'utf8');
      const expected = Array.from(text.matchAll(/^# expect (\d+:\d+) (.*)$/gm), ([, place = '', fix = '']) => ({
        place,
        fix: fix.trim(),
      }));
      return { name, text, expected };
    });
}

function read(folder: string, text: string, language: 'en' | 'fr' = 'en') {
  return readSettings(text, {
    fileName: 'paastis.yml',
    env,
    now: new Date('2026-11-22T09:00:00Z'),
    fallback: { language },
    readCalendar: async (path) => {
      try {
        return readFileSync(join(import.meta.dirname, folder, path), 'utf8');
      } catch {
        return undefined;
      }
    },
  });
}

const told = (found: readonly Fault[], language: 'en' | 'fr' = 'en') =>
  found.map((fault) => ({
    place: `${fault.line}:${fault.column}`,
    message: faultMessage(fault, createTranslate(language)),
  }));

describe.each(['faults', 'warnings'])('the corpus of %s', (folder) => {
  const files = corpus(folder);

  it.each(files)('$name is told at its place, with the fix', async ({ text, expected }) => {
    const reading = await read(folder, text);

    const found = told(folder === 'faults' ? reading.faults : reading.warnings);
    expect(found.map(({ place }) => place)).toEqual(expected.map(({ place }) => place));
    for (const [index, { fix }] of expected.entries()) expect(found[index]?.message).toContain(fix);
    expect(reading.config === undefined).toBe(folder === 'faults');
  });

  it.each(files)('$name has another text in French', async ({ text }) => {
    const { faults, warnings } = await read(folder, text, 'fr');

    const found = [...faults, ...warnings];
    const [english, french] = [told(found), told(found, 'fr')].map((all) => all.map(({ message }) => message));
    expect(french).not.toEqual(english);
    // Every placeholder is filled; these are words of the settings themselves.
    expect([english, french].join().replace(/\{(pr|branch|NAME|number|n|num|g\d)\}/g, '')).not.toMatch(/\{\w+\}/);
  });

  it('never repeats a secret', async () => {
    const readings = await Promise.all(files.map(({ text }) => read(folder, text)));

    const messages = readings.flatMap(({ faults, warnings }) => told([...faults, ...warnings]));
    expect(messages.length).toBeGreaterThanOrEqual(files.length);
    expect(JSON.stringify(messages)).not.toMatch(/very-secret|tk-us/);
  });
});

describe('the corpus of faults', () => {
  it('is large enough to hold what people do', () => {
    expect(corpus('faults').length).toBeGreaterThanOrEqual(80);
  });
});
