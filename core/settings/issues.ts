import type * as z from 'zod';
import { isTextKey } from '../i18n/index.ts';
import { nearest } from '../model/near.ts';
import { providerTypes } from '../model/region.ts';
import type { SettingsDocument } from './document.ts';
import type { Fault, FaultKey, Finding } from './faults.ts';
import { knownKeys } from './json-schema.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found, with its place. */
export function describeIssues(issues: readonly Issue[], document: SettingsDocument): readonly Fault[] {
  return issues.flatMap((issue) => describeIssue(issue, document));
}

function describeIssue(issue: Issue, document: SettingsDocument): readonly Fault[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path);
    return issue.keys.map((name) => ({
      ...document.place(path, name),
      key: 'fault.unknown_key' as const,
      ...meantOf(name, known),
    }));
  }
  // A key that is wrong is told where it stands, not where its value does.
  if (issue.code === 'invalid_key')
    return [{ ...document.place(path.slice(0, -1), String(path.at(-1))), ...finding(issue, '') }];
  return [{ ...document.place(path), ...finding(issue, valueAt(document.value, path)) }];
}

function finding(issue: Issue, value: unknown): Finding {
  if (value === undefined) return { key: 'fault.missing' };
  if (value === null) return { key: 'fault.null' };
  switch (issue.code) {
    case 'invalid_value':
      return choice(value, issue.values.map(String));
    case 'invalid_union':
      // The only union that is chosen by a key is the provider's type.
      return issue.discriminator === undefined ? ours(issue) : choice(value, providerTypes);
    case 'invalid_type':
      if (issue.path.length === 0) return { key: 'fault.top' };
      return isFaultKey(issue.message) ? ours(issue) : { key: kindNames[issue.expected] ?? 'fault.kind' };
    case 'invalid_key':
      return issue.issues.map(ours).at(0) ?? { key: 'fault.kind' };
    default:
      return ours(issue);
  }
}

const kindNames: Readonly<Record<string, FaultKey>> = {
  array: 'fault.list',
  object: 'fault.map',
  record: 'fault.map',
  number: 'fault.number',
  boolean: 'fault.flag',
  string: 'fault.text',
};

/** Our checks put the key of their text where others put a message, and what belongs to it beside. */
function ours(issue: Issue): Finding {
  const key = isFaultKey(issue.message) ? issue.message : 'fault.kind';
  const { meant, values } = issue.code === 'custom' ? (issue.params ?? {}) : {};
  return {
    key,
    ...(typeof meant === 'string' && { meant }),
    ...(typeof values === 'object' && values !== null && { values: { ...values } }),
  };
}

function isFaultKey(text: string): text is FaultKey {
  return isTextKey(text) && (text.startsWith('fault.') || text.startsWith('warning.'));
}

function choice(value: unknown, choices: readonly string[]): Finding {
  return { key: 'fault.choice', choices, ...(typeof value === 'string' && meantOf(value, choices)) };
}

function meantOf(typed: string, known: readonly string[]): { readonly meant?: string } {
  const [meant] = nearest(typed, known, 1);
  return meant === undefined ? {} : { meant };
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inside, step) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, step)) return undefined;
    return Object.entries(inside).find(([key]) => key === String(step))?.[1];
  }, value);
}
