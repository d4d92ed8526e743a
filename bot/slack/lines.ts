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
  if (refs.length === 0 || !refs.every(isRef)) return undefined;
  return [verb, ...refs.map((ref) => (/[ ']/.test(ref) ? `"${ref}"` : ref)), ...options].join(' ');
}

/** What the reading of lines takes for something else: quotes, patterns, lists, options, markup, what nobody sees. */
const misread = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}"“”„«»‘’‚–—,*?{}<>\\]|&(?:amp|lt|gt);| {2}| $/u;

/** `scalingo/osc-fr1/shop-pr42`, and nothing that could be read as anything else. */
function isRef(text: string): boolean {
  return /^[a-z][a-z-]*\/[\w.-]+\/\S/i.test(text) && !misread.test(text) && !/[^\S ]/.test(text);
}

/**
 * Whether a line that names this app can mean no other one. A vendor may let a name be `*`: once that app is gone, the
 * same line would mean every app there is.
 */
export function isNameable(ref: string): boolean {
  return !/[*?]/.test(ref);
}

/** `--for 2h` or `--until "tomorrow 8:00"`; undefined when it is neither. */
export function composeEnd(end: { readonly for?: string; readonly until?: string }): readonly string[] | undefined {
  if (end.for !== undefined) return /^\d{1,4}[smhd]$/.test(end.for) ? ['--for', end.for] : undefined;
  if (end.until === undefined) return [];
  return /^[\p{L}\d][\p{L}\d:.+ -]*$/u.test(end.until) ? ['--until', `"${end.until}"`] : undefined;
}
