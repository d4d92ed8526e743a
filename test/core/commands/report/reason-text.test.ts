import { reasonText } from '../../../../core/commands/report/reason-text.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { decisionReasons } from '../../../../core/policy/decision.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');

describe('a reason', () => {
  it('is said in the words of its reader', () => {
    expect(reasonText('protected', en)).toBe('protected by a rule');
    expect(reasonText('outside_hours', fr)).toBe('hors de ses heures');
  });

  it('stays as it is where it is already a sentence', () => {
    expect(reasonText('Quota exceeded', en)).toBe('Quota exceeded');
  });

  it.each(decisionReasons)('has words for every decision: %s', (reason) => {
    expect(reasonText(reason, en)).not.toBe(reason === 'idle' ? '' : reason);
    expect(fr(`why.${reason}`)).not.toBe('');
  });
});
