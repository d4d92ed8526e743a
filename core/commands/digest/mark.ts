import type { Store, StoreChange } from '../../store/store.ts';

/** When a channel was last sent its digest: the next one begins there. */
export async function lastDigestAt(store: Pick<Store, 'find'>, channel: string): Promise<Date | undefined> {
  const note = await store.find('note', keyOf(channel));
  return note === undefined ? undefined : new Date(note.at);
}

/** To be written with the event `digest_sent`, or for one that was left out because it was empty. */
export function digestMark(channel: string, at: Date): StoreChange {
  return { put: 'note', record: { v: 1, key: keyOf(channel), at: at.toISOString() } };
}

function keyOf(channel: string): string {
  return `digest:${channel}`;
}
