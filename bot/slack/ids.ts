import * as z from 'zod';

/**
 * Every name under which Slack sends something back. `action_id` carries the verb, `value` the object, as JSON with a
 * version: buttons of old messages are clicked for years.
 */
export const actionIds = {
  /** A link: acknowledged, nothing else. */
  open: 'app.open',
  wake: 'app.wake',
  sleep: 'app.sleep',
  /** Keeps awake for two hours. */
  keep: 'app.keep',
  /** Keeps awake until an end that is chosen: a select or an overflow whose options hold a value of `keepValue`. */
  keepUntil: 'app.keep_until',
  why: 'app.why',
  /** An overflow whose options hold a value of `appValue` with its `verb`. */
  more: 'app.more',
  /** Runs a line of the command language, as if it had been typed; `line.run.0`, `.1`: unique in their block. */
  run: 'line.run',
  /** A select of lines: the chosen option's value is one of `lineValue`. */
  pick: 'line.pick',
  /** Runs the line of an operation again and edits its message. */
  retry: 'line.retry',
  digestSleepAll: 'digest.sleep_all',
  digestMore: 'digest.more',
  digestEnforce: 'digest.enforce',
  courtesyKeep: 'courtesy.keep',
  courtesyTomorrow: 'courtesy.tomorrow',
  courtesySleep: 'courtesy.sleep',
  homeWake: 'home.wake',
  homeSleep: 'home.sleep',
  homeFavourite: 'home.favourite',
  homeMore: 'home.more',
  homeFilter: 'home.filter',
  homePage: 'home.page',
  homeSearch: 'home.search',
  homeSettings: 'home.settings',
  homeMode: 'home.mode',
  homeRefresh: 'home.refresh',
  homeDigestOff: 'home.digest_off',
  /** The searching select of apps, in any form. */
  appSelect: 'select.apps',
} as const;

export const callbackIds = {
  /** A form for a command whose target is missing. */
  command: 'form.command',
  search: 'form.search',
  settings: 'form.settings',
  /** Global shortcut. */
  wakeApp: 'wake_app',
  /** Message shortcut. */
  wakeFromMessage: 'wake_from_message',
} as const;

/** Fields of forms, by block and, where it is not the searching select, by element: read when the form is sent. */
export const inputIds = {
  apps: 'apps',
  /** Until when to keep awake. */
  end: 'end',
} as const;

const ref = z.string().min(1).max(255);

/** One or several apps, by their qualified names. */
export const appValue = z.object({
  v: z.literal(1),
  apps: z.array(ref).min(1).max(50),
  /** Of an option of an overflow. */
  verb: z.enum(['wake', 'sleep', 'keep', 'why', 'status']).exactOptional(),
});

/** Apps kept awake for a while, `2h`, or until then, `tomorrow 8:00`. */
export const keepValue = z.object({
  v: z.literal(1),
  apps: z.array(ref).min(1).max(50),
  for: z.string().max(20).exactOptional(),
  until: z.string().max(40).exactOptional(),
});

/** A line to run as it stands. */
export const lineValue = z.object({ v: z.literal(1), line: z.string().min(1).max(1_500) });

/** `undefined` when the JSON cannot be used: it may be of another version, or nobody's. */
export function readValue<Schema extends z.ZodType>(
  text: string | null | undefined,
  schema: Schema,
): z.infer<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Slack's limit of a button's value, in characters. */
const VALUE_LIMIT = 2_000;

/** @returns undefined when it is too long for a button */
export function writeValue(value: object): string | undefined {
  const text = JSON.stringify(value);
  return text.length <= VALUE_LIMIT ? text : undefined;
}
