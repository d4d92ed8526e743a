import { modeText } from '../../bot/mode-text.ts';
import { createTranslate, type Language } from '../../core/i18n/index.ts';

const reader = (language: Language) => ({
  translate: createTranslate(language),
  timezone: 'Europe/Paris',
  now: new Date('2026-11-24T09:00:00.000Z'),
});

describe('the mode, told at the start', () => {
  it('is that of the settings', () => {
    expect(modeText({ mode: 'observe' }, reader('en'))).toMatch(/^Observe mode: nothing is touched by itself/);
  });

  it('is the one somebody has switched to, with who, when, and what the settings say', () => {
    const switched = { actor: 'slack:U0ADMIN00', at: '2026-11-23T08:05:00.000Z', fileMode: 'observe' } as const;

    expect(modeText({ mode: 'enforce', switched }, reader('en'))).toMatch(
      / Mode enforce since 23 Nov 09:05, switched by U0ADMIN00; the settings file says observe\.$/,
    );
    expect(modeText({ mode: 'enforce', switched }, reader('fr'))).toMatch(/choisi par U0ADMIN00 ; /);
  });
});
