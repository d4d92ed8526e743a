import type { Clock } from '../clock.ts';
import { eventNames, type PaastisEvent } from '../model/event.ts';
import type { EventRecord } from '../store/records.ts';
import type { EventQuery, Store, StoreChange } from '../store/store.ts';
import type { EventBus } from './bus.ts';
import { createIdMaker } from './ids.ts';

/** An event before it is kept: the audit adds its id and its instant. */
export type NewEvent = Omit<PaastisEvent, 'id' | 'at'>;

/** Who did what, when and why: kept with the changes it tells of, then published. */
export interface Audit {
  /** Shared by all events of one operation. Sorts by time. */
  newCorrelationId(): string;
  /**
   * Writes the events together with the changes they tell of, all or none, and publishes them once they are durable.
   * @throws {StoreError} and then nothing was published
   */
  keep(events: readonly NewEvent[], changes?: readonly StoreChange[]): Promise<readonly PaastisEvent[]>;
  /** Newest first. Events whose name only a newer Paastis knows are left out. */
  list(query?: EventQuery): Promise<readonly PaastisEvent[]>;
}

export interface AuditDeps {
  readonly store: Store;
  readonly bus: EventBus;
  readonly clock: Clock;
}

export function createAudit({ store, bus, clock }: AuditDeps): Audit {
  const newId = createIdMaker(clock);
  return {
    newCorrelationId: newId,
    async keep(newEvents, changes = []) {
      const at = clock.now().toISOString();
      const events = newEvents.map((event) => ({ ...event, id: newId(), at }));
      await store.write([...changes, ...events.map((event) => ({ append: eventRecordFrom(event) }))]);
      for (const event of events) bus.publish(event);
      return events;
    },
    async list(query) {
      const records = await store.listEvents(query);
      return records.flatMap((record) => eventFrom(record) ?? []);
    },
  };
}

function eventRecordFrom(event: PaastisEvent): EventRecord {
  const { formation, ...rest } = event;
  return { v: 1, ...rest, ...(formation === undefined ? {} : { formation: { ...formation } }) };
}

function eventFrom({ v: _version, name, ...rest }: EventRecord): PaastisEvent | undefined {
  const known = eventNames.find((candidate) => candidate === name);
  return known === undefined ? undefined : { ...rest, name: known };
}
