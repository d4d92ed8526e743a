import { nearest } from '../../model/near.ts';
import { compilePattern, LONGEST_PATTERN } from '../../model/pattern.ts';
import type { Finding } from '../faults.ts';

const captures = ['pr', 'branch'];

/** What is wrong with the `match` of a rule, without repeating it. */
export function patternFault(text: string): Finding | undefined {
  if (text.length > LONGEST_PATTERN) return { key: 'fault.pattern_long', values: { most: LONGEST_PATTERN } };
  if (/^\/[^/]*$/.test(text)) return { key: 'fault.pattern_slash' };
  try {
    compilePattern(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return explain(text, error);
  }
}

function explain(text: string, error: RangeError): Finding {
  if (text.startsWith('/')) return { key: 'fault.pattern', values: { detail: describe(error.cause) } };
  const unknown = [...text.matchAll(/\{([^{},]*)\}/g)].map(([, name = '']) => name);
  const [meant] = unknown.flatMap((name) => nearest(name, captures, 1));
  return { key: 'fault.pattern_capture', ...(meant !== undefined && { meant: `{${meant}}` }) };
}

/** The matcher says in few words what it stumbled over, and quotes the pattern after them. */
function describe(cause: unknown): string {
  const described = typeof cause === 'object' && cause !== null && 'error' in cause ? cause.error : undefined;
  return typeof described === 'string' ? described : '/…/';
}

/** The captures that a `match` brings: those written in braces, or the named groups of a regular expression. */
export function capturesOf(match: string): readonly string[] {
  const named = match.startsWith('/') ? /\(\?P?<(\w+)>/g : /\{(\w+)\}/g;
  return [...match.matchAll(named)].map(([, name = '']) => name);
}

/** The captures that a text asks for. */
export function capturesIn(text: string): readonly string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}
