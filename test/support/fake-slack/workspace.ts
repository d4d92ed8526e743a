import type { Clock } from '../../../core/clock.ts';

export const fakeTeam = 'T0FAKE00001';
export const fakeChannel = 'C0FAKE00001';
export const fakeUser = 'U0FAKE00001';
export const fakeAppId = 'A0FAKE00001';
export const botUser = 'U0BOT000001';
export const botId = 'B0BOT000001';

/** Who could be asked about with `users.info`. */
export interface FakePerson {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly tz: string;
  /** `fr-FR` */
  readonly locale: string;
  readonly admin: boolean;
  /** `single`: of one channel only. */
  readonly guest: false | 'multi' | 'single';
  readonly bot: boolean;
  readonly deleted: boolean;
}

export interface FakeConversation {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly members: Set<string>;
  archived: boolean;
  /** With another company. */
  shared: boolean;
}

export interface FakeGroup {
  readonly id: string;
  readonly handle: string;
  readonly members: readonly string[];
}

export interface FakeVersion {
  readonly at: number;
  readonly text: string;
  readonly blocks: unknown;
}

/** A message in a channel, as its members see it now. */
export interface FakeMessage {
  readonly kind: 'message';
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** Links were told to be left alone. */
  readonly unfurls: boolean;
  /** Oldest first: the post, then every edit. */
  readonly versions: FakeVersion[];
}

/** What only one person sees, as they see it now. */
export interface FakeWhisper {
  readonly kind: 'whisper';
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly threadTs?: string;
  /** Oldest first: the post, then every edit through a write-back address. */
  readonly versions: FakeVersion[];
  readonly at: number;
  readonly text: string;
  readonly blocks: unknown;
}

/** A form, or somebody's Home, as it is open now. */
export interface FakeView {
  readonly kind: 'view';
  readonly id: string;
  readonly user: string;
  readonly rootId: string;
  readonly previousId: string | null;
  hash: string;
  /** As the bot sent it last. */
  content: ViewContent;
  /** Every content, oldest first. */
  readonly versions: { readonly at: number; readonly content: ViewContent }[];
}

export interface ViewContent {
  readonly type: 'modal' | 'home';
  readonly blocks: readonly unknown[];
  readonly title?: { readonly text: string };
  readonly submit?: { readonly text: string };
  readonly callback_id?: string;
  readonly external_id?: string;
  readonly private_metadata?: string;
  readonly notify_on_close?: boolean;
}

/** What can be looked at, and clicked in. */
export type Seen = FakeMessage | FakeWhisper | FakeView;

interface WriteBack {
  readonly user: string;
  readonly channel: string;
  readonly origin?: FakeMessage | FakeWhisper;
  readonly until: number;
  left: number;
}

interface Trigger {
  readonly at: number;
  readonly user: string;
  used: boolean;
}

/** Slack's limits of a write-back address. */
const RESPONSE_POSTS = 5;
const RESPONSE_LIFE_MS = 30 * 60_000;

/** Everything one Slack workspace knows. */
export class Workspace {
  readonly people = new Map<string, FakePerson>();
  readonly channels = new Map<string, FakeConversation>();
  readonly groups = new Map<string, FakeGroup>();
  readonly memberOf = new Set<string>([fakeChannel]);
  readonly messages: FakeMessage[] = [];
  readonly whispers: FakeWhisper[] = [];
  /** Of every person, the last one is on top. */
  readonly views = new Map<string, FakeView[]>();
  readonly homes = new Map<string, FakeView>();
  readonly writeBacks = new Map<string, WriteBack>();
  readonly triggers = new Map<string, Trigger>();
  readonly #clock: Clock;
  #serial = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.addChannel({ id: fakeChannel, name: 'dev' });
    this.addPerson({ id: fakeUser, name: 'ana' });
  }

  nowMs(): number {
    return this.#clock.now().getTime();
  }

  next(): number {
    this.#serial += 1;
    return this.#serial;
  }

  newTs(): string {
    return `${Math.floor(this.nowMs() / 1_000)}.${String(this.next()).padStart(6, '0')}`;
  }

  addChannel(given: Partial<FakeConversation> & { readonly id: string; readonly name: string }): FakeConversation {
    const everybody = [...this.people.keys()];
    const channel = {
      kind: 'public' as const,
      members: new Set(everybody),
      archived: false,
      shared: false,
      ...given,
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** A colleague in every channel there is, unless told otherwise. */
  addPerson(given: Partial<FakePerson> & { readonly id: string }): FakePerson {
    const person = {
      name: `user ${given.id}`,
      teamId: fakeTeam,
      tz: 'Europe/Paris',
      locale: 'en-US',
      admin: false,
      guest: false as const,
      bot: false,
      deleted: false,
      ...given,
    };
    this.people.set(person.id, person);
    for (const { kind, members } of this.channels.values()) if (kind !== 'im') members.add(person.id);
    return person;
  }

  /** The conversation of somebody with the bot alone. */
  openDirect(user: string): FakeConversation {
    const id = `D${user.slice(1)}`;
    return (
      this.channels.get(id) ?? this.addChannel({ id, name: 'directmessage', kind: 'im', members: new Set([user]) })
    );
  }

  newTrigger(user: string): string {
    const id = `${this.next()}.1.${user.toLowerCase()}`;
    this.triggers.set(id, { at: this.nowMs(), user, used: false });
    return id;
  }

  /** The path of an address that writes back to this person; five times, for half an hour. */
  newWriteBack(given: Pick<WriteBack, 'user' | 'channel' | 'origin'>): string {
    const kind = given.origin === undefined ? 'commands' : 'actions';
    const path = `/${kind}/${fakeTeam}/${this.next()}/secretpart`;
    this.writeBacks.set(path, { ...given, left: RESPONSE_POSTS, until: this.nowMs() + RESPONSE_LIFE_MS });
    return path;
  }

  post(given: Pick<FakeMessage, 'channel' | 'threadTs' | 'unfurls'>, version: Omit<FakeVersion, 'at'>): FakeMessage {
    const { channel, threadTs, unfurls } = given;
    const message: FakeMessage = {
      kind: 'message',
      channel,
      ts: this.newTs(),
      ...(threadTs === undefined ? {} : { threadTs }),
      unfurls,
      versions: [this.#stamp(version)],
    };
    this.messages.push(message);
    return message;
  }

  whisper(
    given: Pick<FakeWhisper, 'user' | 'channel' | 'threadTs'>,
    version: Omit<FakeVersion, 'at'>,
    listed = true,
  ): FakeWhisper {
    const versions = [this.#stamp(version)];
    const newest = () => versions[versions.length - 1] ?? { at: 0, text: '', blocks: undefined };
    const whisper: FakeWhisper = {
      kind: 'whisper',
      ...given,
      ts: this.newTs(),
      versions,
      get at() {
        return newest().at;
      },
      get text() {
        return newest().text;
      },
      get blocks() {
        return newest().blocks;
      },
    };
    if (listed) this.whispers.push(whisper);
    return whisper;
  }

  edit(seen: FakeMessage | FakeWhisper, version: Omit<FakeVersion, 'at'>): void {
    seen.versions.push(this.#stamp(version));
  }

  remove(seen: FakeMessage | FakeWhisper): void {
    const list: (FakeMessage | FakeWhisper)[] = seen.kind === 'message' ? this.messages : this.whispers;
    const index = list.indexOf(seen);
    if (index >= 0) list.splice(index, 1);
  }

  #stamp(version: Omit<FakeVersion, 'at'>): FakeVersion {
    return { at: this.nowMs(), ...version };
  }
}
