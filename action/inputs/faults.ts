import { ConfigError } from '../../core/errors.ts';
import {
  createTranslate,
  type Language,
  type TextKey,
  type TextValues,
  type Translate,
} from '../../core/i18n/index.ts';

/** The inputs of `action.yml`. */
export type InputName =
  | 'command'
  | 'apps'
  | 'config'
  | 'provider'
  | 'region'
  | 'owner'
  | 'token'
  | 'idle-after'
  | 'wait'
  | 'timeout'
  | 'ready-path'
  | 'sleep-after'
  | 'comment'
  | 'deployment'
  | 'dry-run'
  | 'missing-token'
  | 'language'
  | 'github-token';

/** Something wrong with an input, in no language yet. */
export interface InputFault {
  readonly input: InputName;
  readonly key: Extract<TextKey, `fault.${string}` | `input.fault.${string}`>;
  readonly values?: TextValues;
  /** What was probably meant: a word the program knows. */
  readonly meant?: string;
  /** What was given, as `shown` makes it; left out of secrets. */
  readonly given?: string;
  /** What stands below `with:` where it is right. */
  readonly example: readonly string[];
}

/** More letters of what was given tell nothing more. */
const MOST_SHOWN = 60;

/** One short line without what must not be told: inputs may be filled from anywhere. */
export function shown(text: string, secrets: readonly string[] = []): string {
  const line = blotted(text, secrets)
    .replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}

/** A token that was written in another input's place. The runner masks it too, but not once Markdown has escaped it. */
export function blotted(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '***'), text);
}

/** All of them in one error, with one block to paste. */
export function inputError(faults: readonly InputFault[], language: Language): ConfigError {
  const told = (translate: Translate) => faults.map((fault) => faultSentence(fault, translate));
  // Logs are read by whoever searches for their words: they stay English.
  return new ConfigError('config_invalid', `Inputs: ${told(createTranslate('en')).join(' ')}`, {
    context: { reason: 'inputs', faults: told(createTranslate(language)), paste: pasted(faults).join('\n') },
  });
}

function faultSentence({ input, key, values, meant, given }: InputFault, translate: Translate): string {
  const plain = translate(key, values);
  const fault = meant === undefined ? plain : translate('fault.meant', { fault: plain, meant });
  const told =
    given === undefined
      ? translate('input.unfit', { input, fault })
      : translate('input.given', { input, given, fault });
  // A question needs no full stop.
  return told.replace(/\?\.$/, '?');
}

/** Several faults of one input have one right way. */
function pasted(faults: readonly InputFault[]): readonly string[] {
  const lines = new Set(faults.map(({ example }) => example.map((line) => `  ${line}`).join('\n')));
  return ['with:', ...lines];
}
