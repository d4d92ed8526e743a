import type { Store, StoreChange } from '../../store/store.ts';

/** Slack's own name of a channel, which settings may use instead of `#dev`. */
const ID = /^[CDG][A-Z0-9]{6,}$/;

/** What the channel of the settings is called where commands are typed, `slack:C0123456`; undefined: not known yet. */
export async function findPlace(store: Pick<Store, 'find'>, channel: string): Promise<string | undefined> {
  if (ID.test(channel)) return `slack:${channel}`;
  return (await store.find('note', keyOf(channel)))?.value;
}

export function placeNote(channel: string, place: string, at: Date): StoreChange {
  return { put: 'note', record: { v: 1, key: keyOf(channel), at: at.toISOString(), value: place } };
}

function keyOf(channel: string): string {
  return `digest_place:${channel}`;
}
