import { errorExitCode, errorReport } from '../../../../core/commands/report/error-report.ts';
import {
  ConfigError,
  OperationError,
  type OperationErrorCode,
  ProviderError,
  type ProviderErrorCode,
  type StoreError,
  UserError,
} from '../../../../core/errors.ts';
import { createTranslate, isTextKey } from '../../../../core/i18n/index.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');

type Code = ConfigError['code'] | UserError['code'] | StoreError['code'] | ProviderErrorCode | OperationErrorCode;

/** A record, so that a code that is added or taken away does not compile here. */
const codes: Readonly<Record<Code, true>> = {
  config_invalid: true,
  app_unknown: true,
  app_ambiguous: true,
  not_allowed: true,
  command_invalid: true,
  provider_auth: true,
  provider_not_found: true,
  provider_conflict: true,
  provider_refused: true,
  provider_rate_limited: true,
  provider_unavailable: true,
  provider_timeout: true,
  provider_contract: true,
  wake_timeout: true,
  sleep_timeout: true,
  wake_failed: true,
  wake_refused: true,
  sleep_failed: true,
  sleep_refused: true,
  operation_cancelled: true,
  store_locked: true,
  store_unwritable: true,
  store_invalid: true,
};

describe('an error in words', () => {
  it.each(Object.keys(codes))('%s has a message and a remedy', (code) => {
    expect([`error.${code}.message`, `error.${code}.remedy`].map(isTextKey)).toEqual([true, true]);
  });

  it('names the app, what the provider said and the request', () => {
    const error = new ProviderError('provider_refused', 'no', {
      context: { app: 'scalingo/osc-fr1/shop', region: 'scalingo/osc-fr1', detail: 'limit reached', requestId: 'r-1' },
    });

    expect(errorReport(error, en)).toEqual({
      code: 'provider_refused',
      message: 'scalingo/osc-fr1/shop: the provider refuses. Details: limit reached (request r-1)',
      remedy: 'Look at the app on the provider’s dashboard; repeating the command alone will not help.',
    });
  });

  it('says more when the reason is known, and still something when it is not', () => {
    const refused = (reason: string) =>
      errorReport(new OperationError('sleep_refused', 'no', { context: { app: 'shop', reason } }), en).message;

    expect(refused('protected')).toBe('shop is protected by a rule: nobody puts it to sleep.');
    expect(refused('something_new')).toBe('shop is not put to sleep.');
  });

  it('proposes the closest names', () => {
    const error = new UserError('app_unknown', 'no', { context: { app: 'shp', candidates: ['shop', 'shop-back'] } });

    expect(errorReport(error, en).remedy).toBe('Did you mean shop or shop-back? `list` shows every app.');
    expect(errorReport(error, fr)).toEqual({
      code: 'app_unknown',
      message: 'Aucune app ne s’appelle shp.',
      remedy: 'Vouliez-vous dire shop ou shop-back ? `list` montre toutes les apps.',
    });
  });

  it('lists every fault of the settings, a line each', () => {
    const error = new ConfigError('config_invalid', 'no', {
      context: { subject: 'paastis.yml', faults: ['1:1 a', '2:1 b'] },
    });

    expect(errorReport(error, en).message).toBe('paastis.yml cannot be used, 2 faults:\n  1:1 a\n  2:1 b');
  });

  it('tells when the provider takes requests again', () => {
    const error = new ProviderError('provider_rate_limited', 'no', {
      context: { region: 'scalingo/osc-fr1', retryAfterMs: 42_000 },
    });

    expect(errorReport(error, en).remedy).toBe('Repeat the command in 42 s.');
  });

  it('lists several close names like a sentence', () => {
    const error = new UserError('app_unknown', 'no', { context: { app: 'sho', candidates: ['shop', 'shoe', 'show'] } });

    expect(errorReport(error, en).remedy).toContain('shop, shoe or show');
  });

  it('shows of a bug its reference and nothing from inside', () => {
    const report = errorReport(new TypeError('secret is undefined'), en, 'c-7');

    expect(report).toEqual({
      code: 'bug',
      message: 'Something went wrong inside Paastis (reference c-7).',
      remedy: expect.stringContaining('reference'),
    });
  });
});

describe('how a program ends after an error', () => {
  it.each([
    ['config_invalid', 2],
    ['app_ambiguous', 2],
    ['sleep_refused', 4],
    ['not_allowed', 4],
    ['provider_auth', 1],
    ['bug', 1],
  ])('%s: %i', (code, expected) => {
    expect(errorExitCode(code)).toBe(expected);
  });
});
