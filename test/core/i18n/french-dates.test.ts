import { agreeWithDays } from '../../../core/i18n/french-dates.ts';
import { createTranslate } from '../../../core/i18n/index.ts';

describe('French words before an instant', () => {
  it.each([
    ['endormie à 14:05', 'endormie à 14:05'],
    ['endormie à 20 nov. 01:40 ; puis rien', 'endormie le 20 nov. à 01:40 ; puis rien'],
    ['éveillée jusqu’à 2 janv. 2027 08:00', 'éveillée jusqu’au 2 janv. 2027 08:00'],
    ['Depuis 22 nov. 02:20', 'Depuis le 22 nov. 02:20'],
    ['depuis 3 mars 08:00', 'depuis le 3 mars 08:00'],
    ['aucune requête de 20 nov. 02:41 à 01:39.', 'aucune requête du 20 nov. 02:41 à 01:39.'],
    ['aucune requête de 20 nov. 02:41 à 21 nov. 01:39.', 'aucune requête du 20 nov. 02:41 au 21 nov. 01:39.'],
  ])('%s becomes %s', (written, read) => {
    expect(agreeWithDays(written)).toBe(read);
  });

  it('stay right in a sentence within a sentence', () => {
    const once = agreeWithDays('gardée jusqu’à 30 nov. 09:00, vue à 20 nov. 01:40');

    expect(agreeWithDays(once)).toBe(once);
  });

  it('are followed by every sentence, in French alone', () => {
    const until = { until: '30 nov. 09:00' };

    expect(createTranslate('fr')('keep.done', until)).toBe('gardée éveillée jusqu’au 30 nov. 09:00');
    expect(createTranslate('en')('keep.done', until)).toContain('until 30 nov. 09:00');
  });
});
