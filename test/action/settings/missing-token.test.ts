import { readInputs } from '../../../action/inputs.ts';
import { findMissingToken } from '../../../action/settings/missing-token.ts';
import { errorReport } from '../../../core/commands/report/error-report.ts';
import { defaultConfig } from '../../../core/config.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { Secret } from '../../../core/log.ts';

const own = { fork: false, dependabot: false };

function missing(given: Readonly<Record<string, string>>, trust = own, missingVariables: readonly string[] = []) {
  const { inputs } = readInputs((name) => given[name] ?? '');
  return inputs && findMissingToken({ config: defaultConfig, missingVariables }, inputs, trust);
}

const told = (found: ReturnType<typeof missing>) => errorReport(found?.error, createTranslate('en'));

describe('a run without a token', () => {
  it.each([
    ['a branch of the repository', {}, own, 'fail', 'asked'],
    ['a fork', {}, { ...own, fork: true }, 'skip', 'fork'],
    ['Dependabot', {}, { ...own, dependabot: true }, 'skip', 'dependabot'],
    ['a fork that must not pass', { 'missing-token': 'fail' }, { ...own, fork: true }, 'fail', 'fork'],
    ['a branch that may', { 'missing-token': 'skip' }, own, 'skip', 'asked'],
  ])('ends, for %s', (_, given, trust, verdict, notice) => {
    expect(missing(given, trust)).toMatchObject({ verdict, notice: `input.no_token.${notice}` });
  });

  it('tells what to paste, and all of it', () => {
    expect(told(missing({ provider: 'clever-cloud' }))).toMatchObject({
      code: 'config_invalid',
      message: 'No API token of a provider reaches this step.',
      remedy: expect.stringMatching(
        /\nwith:\n {2}provider: clever-cloud\n {2}token: \$\{\{ secrets\.CLEVER_API_TOKEN \}\}\n {2}apps: shop-pr\{pr\}$/,
      ),
    });
    expect(told(missing({ apps: '#{pr}' })).remedy).toMatch(
      /\nwith:\n {2}token: \$\{\{ secrets\.SCALINGO_API_TOKEN \}\}$/,
    );
  });

  it('names the variables that the settings file waits for', () => {
    expect(told(missing({}, own, ['A_TOKEN', 'B']))).toMatchObject({
      message: 'The settings take a token from A_TOKEN, B, and nothing of that name reaches this step.',
      remedy: expect.stringMatching(
        /\nenv:\n {2}A_TOKEN: \$\{\{ secrets\.A_TOKEN \}\}\n {2}B: \$\{\{ secrets\.B \}\}$/,
      ),
    });
  });

  it('is none where an account is there', () => {
    const { inputs } = readInputs(() => '');
    const providers = [{ type: 'scalingo' as const, region: 'osc-fr1', token: new Secret('a') }];

    expect(
      inputs && findMissingToken({ config: { ...defaultConfig, providers }, missingVariables: [] }, inputs, own),
    ).toBe(undefined);
  });
});
