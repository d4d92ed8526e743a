import type { TextKey, TextValues, Translate } from '../i18n/index.ts';

/** The texts for what is wrong, and for what is only worth a warning. */
export type FaultKey = Extract<TextKey, `fault.${string}` | `warning.${string}`>;

export interface Place {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** `rules[1].idle_after`; empty for the file as a whole. */
  readonly path: string;
}

/** Something wrong at a place of the settings, in no language yet. */
export interface Fault extends Place {
  readonly key: FaultKey;
  /** Never taken from the file or the environment: they may hold secrets. */
  readonly values?: TextValues;
  /** What was probably meant: a word the program knows. */
  readonly meant?: string;
  /** Words the program knows, of which one was expected. */
  readonly choices?: readonly string[];
}

/** What is told apart from its place. */
export type Finding = Omit<Fault, keyof Place>;

export function byPlace(a: Fault, b: Fault): number {
  return a.line - b.line || a.column - b.column || a.path.localeCompare(b.path);
}

/** `unknown key, did you mean idle_after?` */
export function faultMessage({ key, values, meant, choices = [] }: Finding, translate: Translate): string {
  const fault = translate(key, { ...values, choices: choices.join(` ${translate('fault.or')} `) });
  return meant === undefined ? fault : translate('fault.meant', { fault, meant });
}

/** `paastis.yml:6:5 rules[0].idle_afer: unknown key, did you mean idle_after?` */
export function renderFault(fault: Fault, fileName: string, translate: Translate): string {
  const place = `${fileName}:${fault.line}:${fault.column}`;
  const message = faultMessage(fault, translate);
  return fault.path === '' ? `${place} ${message}` : `${place} ${fault.path}: ${message}`;
}
