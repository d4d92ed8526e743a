import { Secret } from '../../core/log.ts';
import { parseDuration } from '../../core/model/duration.ts';
import { nearest } from '../../core/model/near.ts';
import { type InputFault, type InputName, shown } from './faults.ts';

/** Reads one input after the other and notes what is wrong, so that all faults are told at once. */
export interface InputForm {
  readonly faults: InputFault[];
  /** Empty: not given. An absent secret arrives so. */
  text(name: InputName): string;
  /** As they were given, usable or not. */
  secrets(): readonly string[];
  /** The words of YAML 1.2. */
  flag(name: InputName, fallback: boolean): boolean;
  choice<Word extends string>(name: InputName, words: readonly Word[]): Word | undefined;
  duration(name: InputName, bounds: Bounds): number | undefined;
  secret(name: InputName, example: string): Secret | undefined;
  /** @param fault what is wrong with the text; undefined: nothing */
  checked(name: InputName, fault: (text: string) => Wrong | undefined): string | undefined;
}

export interface Bounds {
  readonly least: string;
  readonly most: string;
  readonly example: string;
}

export type Wrong = Omit<InputFault, 'input' | 'given' | 'example'> & { readonly example: string | readonly string[] };

/** @param get `getInput` of the toolkit: trimmed, missing gives `''` */
export function createForm(get: (name: string) => string): InputForm {
  const faults: InputFault[] = [];
  const text = (name: InputName) => get(name).trim();
  const secrets = () => [text('token'), text('github-token')].filter((value) => value !== '');

  const refuse = (input: InputName, { example, ...wrong }: Wrong, given?: string): undefined => {
    const lines = typeof example === 'string' ? [`${input}: ${example}`] : example;
    faults.push({ input, ...wrong, ...(given !== undefined && { given: shown(given, secrets()) }), example: lines });
  };

  return {
    faults,
    text,
    secrets,
    flag: (name, fallback) => {
      const given = text(name);
      if (given === '') return fallback;
      if (/^(true|True|TRUE)$/.test(given)) return true;
      if (!/^(false|False|FALSE)$/.test(given))
        refuse(name, { key: 'fault.flag', example: String(meantFlag(given) ?? !fallback) }, given);
      return false;
    },
    choice: (name, words) => {
      const given = text(name);
      const word = words.find((each) => each === given.toLowerCase());
      if (word === undefined && given !== '') refuse(name, notOneOf(given, words), given);
      return word;
    },
    duration: (name, bounds) => {
      const given = text(name);
      const ms = given === '0' ? 0 : parseDuration(given);
      if (given === '' || (ms !== undefined && isWithin(ms, bounds))) return ms;
      const { least, most, example } = bounds;
      const range = { key: 'fault.duration_range' as const, values: { least, most } };
      return refuse(name, { ...(ms === undefined ? { key: 'fault.duration' } : range), example }, given);
    },
    secret: (name, example) => {
      const value = text(name);
      if (value === '') return undefined;
      if (/^\$\w+$|\$\{/.test(value)) return refuse(name, { key: 'input.fault.secret_name', example });
      // No header takes anything else: a line break at its end is the usual slip, and is trimmed.
      if (!/^[\x21-\x7e]+$/.test(value)) return refuse(name, { key: 'fault.secret', example });
      return new Secret(value);
    },
    checked: (name, fault) => {
      const given = text(name);
      if (given === '') return undefined;
      const wrong = fault(given);
      return wrong === undefined ? given : refuse(name, wrong, given);
    },
  };
}

/** YAML of old, and shells, have more words for it. */
function meantFlag(given: string): boolean | undefined {
  if (/^(yes|y|on|1|enabled?)$/i.test(given)) return true;
  return /^(no|n|off|0|disabled?)$/i.test(given) ? false : undefined;
}

function isWithin(ms: number, { least, most }: Bounds): boolean {
  return ms >= (parseDuration(least) ?? 0) && ms <= (parseDuration(most) ?? 0);
}

function notOneOf(given: string, words: readonly string[]): Wrong {
  const [meant] = nearest(given, words, 1);
  const values = { choices: words.join(', ') };
  return { key: 'fault.choice', values, ...(meant !== undefined && { meant }), example: meant ?? words[0] ?? '' };
}
