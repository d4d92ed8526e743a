import type * as z from 'zod';
import { nearest } from '../model/near.ts';
import type { SettingsDocument } from './document.ts';
import { knownKeys } from './json-schema.ts';

type Issue = z.core.$ZodIssue;

/** What the schema found, as lines that name the place and what was expected there. */
export function describeIssues(issues: readonly Issue[], document: SettingsDocument): readonly string[] {
  return issues.flatMap((issue) => describeIssue(issue, document));
}

function describeIssue(issue: Issue, document: SettingsDocument): readonly string[] {
  const { path } = issue;
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${document.place(path, key)}: unknown key${suggestion(key, knownKeys(path))}`);
  return [`${document.place(path)}: ${expectation(issue, valueAt(document.value, path))}`];
}

function expectation(issue: Issue, value: unknown): string {
  if (value === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_value':
      return choice(value, issue.values.map(String));
    case 'invalid_union':
      // The only union that is chosen by a key is the provider's type.
      return issue.discriminator === undefined ? issue.message : choice(value, ['scalingo', 'clever-cloud']);
    case 'invalid_type':
      return issue.message.startsWith('expected')
        ? issue.message
        : `expected ${kindNames[issue.expected] ?? 'another kind of value'}`;
    default:
      return issue.message;
  }
}

const kindNames: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'keys with values',
  record: 'keys with values',
  number: 'a number',
  boolean: 'true or false',
  string: 'a text',
};

function choice(value: unknown, values: readonly string[]): string {
  return `expected ${values.join(' or ')}${typeof value === 'string' ? suggestion(value, values) : ''}`;
}

function suggestion(typed: string, known: readonly string[]): string {
  const [best] = nearest(typed, known, 1);
  return best === undefined ? '' : `, did you mean ${best}?`;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inside, step) => {
    if (typeof inside !== 'object' || inside === null || !Object.hasOwn(inside, step)) return undefined;
    return Object.entries(inside).find(([key]) => key === String(step))?.[1];
  }, value);
}
