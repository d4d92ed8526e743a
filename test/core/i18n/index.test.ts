import { createTranslate, isTextKey } from '../../../core/i18n/index.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');

describe('looking up a text', () => {
  it('fills in what it is given', () => {
    expect(en('event.app_woken', { actor: 'ana', app: 'shop' })).toBe('ana woke shop');
  });

  it('shows the placeholder of what is missing rather than hiding it', () => {
    expect(en('event.app_ready')).toBe('{app} answers');
  });

  it('follows the plural rules of the language', () => {
    expect([0, 1, 2].map((count) => en('list.count', { count }))).toEqual(['0 apps', '1 app', '2 apps']);
    expect([0, 1, 2].map((count) => fr('list.count', { count }))).toEqual(['0 app', '1 app', '2 apps']);
  });

  it('takes values as they are, placeholders and dollars included', () => {
    expect(en('event.app_ready', { app: '$& {count}' })).toBe('$& {count} answers');
  });

  it('knows its keys, and nothing that every object has', () => {
    expect([isTextKey('phase.ready'), isTextKey('phase.other'), isTextKey('toString')]).toEqual([true, false, false]);
  });
});
