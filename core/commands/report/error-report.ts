import { type ErrorContext, isPaastisError, type PaastisError } from '../../errors.ts';
import { formatDuration } from '../../i18n/format.ts';
import { isTextKey, type TextKey, type TextValues, type Translate } from '../../i18n/index.ts';
import { actorText } from './actor-text.ts';
import type { ErrorReport, ExitCode } from './report.ts';

/**
 * Any error in the reader's words: what happened, then what to do. A bug shows a reference and nothing of its inside.
 * @param reference what the log line of a bug carries too, such as the correlation id
 */
export function errorReport(error: unknown, translate: Translate, reference = '-'): ErrorReport {
  if (!isPaastisError(error))
    return {
      code: 'bug',
      message: translate('error.bug.message', { reference }),
      remedy: translate('error.bug.remedy'),
    };
  const values = valuesOf(error.context, translate);
  const message = translate(findKey(error, 'message'), values);
  return {
    code: error.code,
    message: withDetails(message, error.context, translate),
    remedy: translate(findKey(error, 'remedy'), values),
  };
}

/** How a program ends after this error: 2 wrong use, 4 refused, 1 anything else. */
export function errorExitCode(code: string): ExitCode {
  if (['config_invalid', 'command_invalid', 'app_unknown', 'app_ambiguous'].includes(code)) return 2;
  if (['not_allowed', 'sleep_refused', 'wake_refused'].includes(code)) return 4;
  return 1;
}

/** The most telling text there is: by code, reason and close names or holder, then with less of these. */
function findKey(error: PaastisError, part: 'message' | 'remedy'): TextKey {
  const { reason, candidates = [], holder } = error.context;
  const stems = reason === undefined ? [error.code] : [`${error.code}.${reason}`, error.code];
  const variants = [...(candidates.length > 0 ? ['.close'] : []), ...(holder === undefined ? [] : ['.held']), ''];
  const keys = stems.flatMap((stem) => variants.map((variant) => `error.${stem}${variant}.${part}`));
  return keys.find(isTextKey) ?? `error.bug.${part}`;
}

function valuesOf(context: ErrorContext, translate: Translate): TextValues {
  const faults = context.faults ?? [];
  const app = context.app ?? translate('error.this_app');
  return {
    app,
    where: context.app ?? context.region ?? context.subject ?? app,
    region: context.region ?? translate('error.this_app'),
    subject: context.subject ?? translate('error.the_settings'),
    ...attemptValue(context.attempt, translate),
    holder: context.holder === undefined ? translate('error.somebody') : actorText(context.holder, translate),
    candidates: alternatives(context.candidates ?? [], translate),
    faults: faults.length > 1 ? faults.map((fault) => `\n  ${fault}`).join('') : (faults[0] ?? context.detail ?? ''),
    paste: context.paste ?? '',
    count: context.refusal?.limit ?? Math.max(1, faults.length),
    ...refusalValues(context, translate),
    wait:
      context.retryAfterMs === undefined ? translate('error.a_while') : formatDuration(context.retryAfterMs, translate),
  };
}

function attemptValue(attempt: string | undefined, translate: Translate): TextValues {
  const key = `error.attempt.${attempt}`;
  return isTextKey(key) ? { attempt: translate(key) } : {};
}

/** What was refused, by which rules, and whom to ask: people stay ids here, front ends show who they are. */
function refusalValues({ refusal }: ErrorContext, translate: Translate): TextValues {
  if (refusal === undefined) return {};
  const { apps, ask } = refusal;
  const app = apps.length === 0 ? translate('error.this_app') : someOf(apps, translate);
  return {
    app,
    deed: deedText(refusal, app, translate),
    ask: ask.length === 0 ? translate('access.workspace_admin') : alternatives(ask.slice(0, MOST_NAMED), translate),
  };
}

type Refusal = NonNullable<ErrorContext['refusal']>;

function deedText({ action, apps, rules }: Refusal, app: string, translate: Translate): string {
  const deed = translate(deedKey(action), { app });
  // What concerns no app is said by no rule either.
  if (apps.length === 0) return deed;
  if (rules.length === 0) return translate('access.by_default', { deed });
  return translate('access.by_rules', { deed, rules: rulesText(rules, translate) });
}

function deedKey(action: string): TextKey {
  const key = `access.deed.${action}`;
  return isTextKey(key) ? key : 'access.deed.read';
}

function rulesText(rules: Refusal['rules'], translate: Translate): string {
  const texts = rules.map(({ number, match }) => translate('access.rule', { number, match }));
  return someOf(texts, translate);
}

/** More names than that are not read. */
const MOST_NAMED = 5;

function someOf(words: readonly string[], translate: Translate): string {
  const shown = words.slice(0, MOST_NAMED).join(', ');
  const left = words.length - MOST_NAMED;
  return left <= 0 ? shown : translate('access.and_more', { shown, count: left });
}

/** `a`, `a or b`, `a, b or c`. */
function alternatives(words: readonly string[], translate: Translate): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} ${translate('error.or')} ${last}`;
}

/** What the provider said and the number of the request: its support asks for both. */
function withDetails(message: string, context: ErrorContext, translate: Translate): string {
  const { detail, requestId } = context;
  const withDetail =
    detail === undefined || message.includes(detail) ? message : translate('error.detail', { message, detail });
  return requestId === undefined ? withDetail : translate('error.request', { message: withDetail, requestId });
}
