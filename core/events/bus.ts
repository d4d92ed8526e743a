import { describeError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { PaastisEvent } from '../model/event.ts';

/** May return a promise; nobody waits for it, and its rejection is logged like a throw. */
export type EventListener = (event: PaastisEvent) => unknown;

export interface EventBus {
  /** Tells every listener, in the order they came. Never throws. */
  publish(event: PaastisEvent): void;
  /** Returns what ends the subscription. */
  subscribe(listener: EventListener): () => void;
}

export function createEventBus({ log }: { readonly log: Log }): EventBus {
  // Keyed by a fresh object, so that a function subscribed twice is two subscriptions.
  const listeners = new Map<object, EventListener>();
  const tell = async (listener: EventListener, event: PaastisEvent) => {
    try {
      await listener(event);
    } catch (error) {
      log.error({ event: event.name, id: event.id, error: describeError(error) }, 'a listener of events failed');
    }
  };
  return {
    publish(event) {
      const current = [...listeners.values()];
      for (const listener of current) void tell(listener, event);
    },
    subscribe(listener) {
      const subscription = {};
      listeners.set(subscription, listener);
      return () => {
        listeners.delete(subscription);
      };
    },
  };
}
