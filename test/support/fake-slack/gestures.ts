import type { FakeOption } from './elements.ts';
import type { FakeWhisper, Seen } from './workspace.ts';

/** One thing that Slack sends to the bot. */
export interface Delivery {
  readonly kind: 'command' | 'interactive' | 'event';
  readonly payload: Readonly<Record<string, unknown>>;
  /** Of an event that was not answered well the first time. */
  readonly retry?: { readonly num: number; readonly reason: string };
}

export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** How Slack reaches the bot: signed over HTTP, or through a socket. */
export type Deliver = (delivery: Delivery) => Promise<Answered>;

/** Who does it and where; left out: the usual person, where the thing is. */
export interface By {
  readonly user?: string;
  /** Of the person; other than the workspace in shared channels. */
  readonly team?: string;
  readonly channel?: string;
  readonly blockId?: string;
  /** A part of the element's `value`, where several look alike. */
  readonly value?: string;
}

export interface Submitted extends Answered {
  readonly action: 'close' | 'clear' | 'update' | 'push' | 'errors' | 'refused';
  /** By block. */
  readonly errors: Readonly<Record<string, string>>;
}

export interface Suggested extends Answered {
  readonly options: readonly FakeOption[];
  /** Labels of the groups, in their order. */
  readonly groups: readonly string[];
}

/** What people do in Slack. Every gesture is sent to the bot as Slack sends it, and hands back what the bot answered. */
export interface Hands {
  /** `/paastis …` */
  type(text: string, fields?: Readonly<Record<string, string>>): Promise<Answered & { readonly whisper?: FakeWhisper }>;
  /** Clicks a button, by its `action_id` or its words. */
  click(on: Seen, what: string, by?: By): Promise<Answered>;
  /** Chooses in a select, an overflow, a picker; options by their value or their words. */
  choose(on: Seen, what: string, chosen: string | readonly string[], by?: By): Promise<Answered>;
  /** Types into a searching select. */
  suggest(on: Seen, what: string, typed: string, by?: By): Promise<Suggested>;
  /** Fills in the form on top, by `action_id` or label, and sends it. Throws where Slack's own client keeps it open. */
  submit(values?: Readonly<Record<string, string | readonly string[]>>, by?: By): Promise<Submitted>;
  /** Closes the form on top. */
  closeView(by?: By): Promise<Answered | undefined>;
  globalShortcut(callbackId: string, by?: By): Promise<Answered>;
  /** On a message of anybody; `thread_ts` when it is in a thread. */
  messageShortcut(callbackId: string, message: Readonly<Record<string, unknown>>, by?: By): Promise<Answered>;
  /** Visits the app's Home. */
  openHome(by?: By & { readonly tab?: 'home' | 'messages' }): Promise<Answered>;
  /** `repeats`: so many more deliveries under the same `event_id`. */
  event(event: Readonly<Record<string, unknown>>, repeats?: number): Promise<Answered>;
}
