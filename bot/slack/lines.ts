import { isPaastisError, parse } from '../../core/index.ts';
import type { FormVerb } from './forms/app-options.ts';

const formVerbs: readonly FormVerb[] = ['wake', 'sleep', 'keep', 'status', 'why'];

/** The verb of a line that says what to do and not to which app: the rest is asked in a form. */
export function findFormVerb(line: string): FormVerb | undefined {
  try {
    parse(line);
    return undefined;
  } catch (error) {
    if (!isPaastisError(error) || error.context.reason !== 'missing_target') return undefined;
    return formVerbs.find((verb) => verb === error.context.subject);
  }
}

/**
 * A line for apps by their qualified names, which a button brought: nothing in them may be read as anything else.
 * @returns undefined when one of them is no such name
 */
export function composeLine(
  verb: string,
  refs: readonly string[],
  options: readonly string[] = [],
): string | undefined {
  if (refs.length === 0 || !refs.every(isNameable)) return undefined;
  return [verb, ...refs.map(quote), ...options].join(' ');
}

/**
 * `scalingo/osc-fr1/shop-pr42` or `@shop`, and a line that names it means it and nothing else: it is read back to find
 * out. A vendor may let a name be `*`: once that app is gone, the same line would mean every app there is.
 */
export function isNameable(ref: string): boolean {
  return /^(?:[a-z][a-z-]*\/[\w.-]+\/|@)\S/i.test(ref) && !/[*?]/.test(ref) && isReadAs(ref);
}

function isReadAs(ref: string): boolean {
  try {
    const { words } = parse(`status ${quote(ref)}`);
    return words.length === 1 && words[0] === ref;
  } catch (error) {
    if (!isPaastisError(error)) throw error;
    return false;
  }
}

/** Some vendors let names hold spaces and quotes. */
function quote(ref: string): string {
  if (!/[\s"']/u.test(ref)) return ref;
  return ref.includes('"') ? `'${ref}'` : `"${ref}"`;
}

/** `--for 2h` or `--until "tomorrow 8:00"`; undefined when it is neither. */
export function composeEnd(end: { readonly for?: string; readonly until?: string }): readonly string[] | undefined {
  if (end.for !== undefined) return /^\d{1,4}[smhd]$/.test(end.for) ? ['--for', end.for] : undefined;
  if (end.until === undefined) return [];
  return /^[\p{L}\d][\p{L}\d:.+ -]*$/u.test(end.until) ? ['--until', `"${end.until}"`] : undefined;
}
