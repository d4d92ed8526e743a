import * as z from 'zod';
import type { Actor } from '../../model/actor.ts';
import type { Store, StoreChange } from '../../store/store.ts';

export type Mode = 'observe' | 'enforce';

/** Somebody has switched the mode by hand; it holds while the settings file says what it said then. */
export interface ModeSwitch {
  readonly mode: Mode;
  readonly actor: Actor;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** What the settings file says, which is another one. */
  readonly fileMode: Mode;
}

const KEY = 'mode';

const mode = z.enum(['observe', 'enforce']);

const noteValue = z.object({
  v: z.literal(1),
  mode,
  actor: z.string().min(1),
  at: z.iso.datetime(),
  fileMode: mode,
});

/** Undefined when nobody has, and when it cannot be read: then the settings file is believed. */
export async function findModeSwitch(store: Pick<Store, 'find'>): Promise<ModeSwitch | undefined> {
  const note = await store.find('note', KEY);
  if (note?.value === undefined) return undefined;
  try {
    const { data } = noteValue.safeParse(JSON.parse(note.value));
    if (data === undefined) return undefined;
    const { v: _version, ...found } = data;
    return found;
  } catch {
    return undefined;
  }
}

/** @param to undefined: the settings file is believed again */
export function modeSwitchChange(to: ModeSwitch | undefined, at: Date): StoreChange {
  if (to === undefined) return { remove: 'note', key: KEY };
  return { put: 'note', record: { v: 1, key: KEY, at: at.toISOString(), value: JSON.stringify({ v: 1, ...to }) } };
}
