/** A sentence with `{name}` placeholders; with plural forms, `count` chooses among them by the language's rules. */
export type Text = string | { readonly one: string; readonly other: string };
