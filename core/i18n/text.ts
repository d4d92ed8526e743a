/** A sentence with `{name}` placeholders; with plural forms, `count` chooses among them by the language's rules. */
export type Text = string | { readonly one: string; readonly other: string };

type KeyOf<Part> = Part extends unknown ? keyof Part : never;

/**
 * All texts of these parts. Not spread into one literal: of a thousand keys V8 makes a thousand shapes, which takes longer
 * than all else at the start; an object without a prototype is a plain table from its first key on.
 */
export function gather<const Parts extends readonly Readonly<Record<string, Text>>[]>(
  ...parts: Parts
): Readonly<Record<KeyOf<Parts[number]>, Text>> {
  return Object.assign(Object.create(null), ...parts);
}
