import type { TextKey } from '../i18n/index.ts';

export const commandNames = ['help', 'list', 'status', 'wake', 'sleep', 'history'] as const;

export type CommandName = (typeof commandNames)[number];

export type OptionName = 'for' | 'until' | 'force' | 'json';

/** What the words after the verb are. */
export type WordKind = 'targets' | 'filters' | 'topic';

/** A command as people type it; one file each, gathered in `index.ts`. */
export interface CommandSpec {
  readonly name: CommandName;
  /** As `help` shows it, without `paastis`. */
  readonly usage: string;
  readonly example: string;
  readonly words: { readonly kind: WordKind; readonly least: number; readonly most: number };
  readonly options: readonly OptionName[];
  /** Changes apps, so that it may be refused to people who only read. */
  readonly changes: boolean;
}

export function summaryKey(name: CommandName): TextKey {
  return `help.${name}`;
}

/** How an option is typed; those that take a value show it. */
export const optionFlags: Readonly<Record<OptionName, string>> = {
  for: '--for <duration>',
  until: '--until <when>',
  force: '--force',
  json: '--json',
};

export const optionsWithValue: readonly OptionName[] = ['for', 'until'];

/** The most targets one line may name: more is a list, and a list is a glob or a group. */
export const MOST_WORDS = 50;
