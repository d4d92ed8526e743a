import { parse } from '../../../../core/commands/line/parse.ts';
import { questionReport } from '../../../../core/commands/report/question.ts';
import { createTranslate } from '../../../../core/i18n/index.ts';
import { buildApp } from '../../../support/build.ts';

describe('the question which app is meant', () => {
  const candidates = [buildApp({ name: 'blog' }), buildApp({ name: 'blog', type: 'clever-cloud' })];

  it('offers the typed command once per candidate', () => {
    const command = parse('wake blog shop --for 2h');

    const report = questionReport(command, { typed: 'blog', candidates }, createTranslate('en'));

    expect(report).toMatchObject({
      kind: 'question',
      text: '2 apps are called blog. Which one?',
      candidates: [
        { ref: 'scalingo/osc-fr1/blog', command: 'wake scalingo/osc-fr1/blog shop --for 2h' },
        { ref: 'clever-cloud/par/blog', command: 'wake clever-cloud/par/blog shop --for 2h' },
      ],
      error: { code: 'app_ambiguous' },
    });
  });

  it('offers commands that read back as the one that was typed', () => {
    const command = parse('wake blog --until tomorrow 8:00');

    const report = questionReport(command, { typed: 'blog', candidates }, createTranslate('en'));

    const [first] = report.kind === 'question' ? report.candidates : [];
    expect(parse(first?.command ?? '')).toEqual({ ...command, words: ['scalingo/osc-fr1/blog'] });
  });
});
