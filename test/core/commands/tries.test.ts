import { ProviderError } from '../../../core/errors.ts';
import { type AnswersOptions, makeFacts, openAnswers } from '../../support/answers.ts';

const names = ['shop-pr42', 'shop-pr43', 'blog', 'My App', 'a,b'];

async function triesOf(line: string, options: Partial<AnswersOptions> = {}): Promise<readonly string[] | undefined> {
  const answers = openAnswers({ facts: names.map((name) => makeFacts({ name })), ...options });
  const report = await answers.run(line);
  if (report.kind !== 'error') throw new Error(`Expected an error, got ${JSON.stringify(report)}`);
  return report.tries;
}

describe('what may have been meant', () => {
  it.each([
    ['an app that does not exist', 'wake shop-pr24', ['wake shop-pr42', 'wake shop-pr43']],
    ['its options are kept', 'wake blgo --for 2h', ['wake blog --for 2h']],
    ['and the other words', 'keep blog blgo --until tomorrow 8:00', ['keep blog blog --until tomorrow 8:00']],
    ['without how it was to be printed', '/paastis why blgo --json', ['why blog']],
    ['a name with a space stays one', 'wake My-App', ['wake "My App"']],
    ['a command that does not exist', 'wkae shop-pr42 --for 2h', ['wake shop-pr42 --for 2h']],
    ['its words are kept together', 'paastis wkae "My App"', ['wake "My App"']],
    ['a topic of help', 'help wkae', ['help wake']],
  ])('is told of %s', async (_what, line, tries) => {
    expect(await triesOf(line)).toEqual(tries);
  });

  it.each([
    ['nothing comes close', 'wake zzzzzzzzzz'],
    ['nothing was meant but a wrong option', 'wake blog --fro 2h'],
    ['it would need more to run', 'wkae'],
    ['it could not be typed as one name', 'wake a-b'],
  ])('is not told where %s', async (_why, line) => {
    expect(await triesOf(line)).toBeUndefined();
  });

  it('is the same line again where the provider is at fault', async () => {
    const region = { type: 'scalingo', name: 'osc-fr1' } as const;
    const error = new ProviderError('provider_unavailable', 'down', { context: { region: 'scalingo/osc-fr1' } });
    const failed = [{ region, error }];

    expect(await triesOf('/paastis wake shop-pr24 --for 2h --json', { listing: { failed } })).toEqual([
      'wake shop-pr24 --for 2h',
    ]);
    expect(await triesOf('sleep "My Shop"', { facts: [], listing: { failed } })).toEqual(['sleep "My Shop"']);
  });

  it('is at most three lines', async () => {
    const facts = [1, 2, 3, 4, 5].map((number) => makeFacts({ name: `shop-pr${number}` }));

    expect(await triesOf('sleep shop-pr6', { facts })).toEqual(['sleep shop-pr1', 'sleep shop-pr2', 'sleep shop-pr3']);
  });
});
