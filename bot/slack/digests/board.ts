import { type Clock, describeError } from '../../../core/index.ts';
import type { Card } from '../cards/pieces.ts';
import type { SlackContext } from '../context.ts';
import { retrySlack } from '../web-calls.ts';
import { type Going, leftOut, linesNow } from './lines.ts';
import { type DigestNote, findDigest, listDigests, listSuggestions, type Place, removeDigest } from './notes.ts';
import { digestCard } from './view.ts';

/** `chat.update` is allowed about 50 times a minute in a whole workspace. */
const BETWEEN_EDITS_MS = 2_000;

const EDIT_PAUSES_MS = [1_000, 5_000, 15_000];

/** Apps often change together, such as a group that falls asleep. */
const FOLLOW_MS = 2_000;

/** What was written last is remembered for a while, so that nothing is written twice. */
const REMEMBERED_MS = 60_000;

/** The message will never take an edit again. */
const lost = new Set(['message_not_found', 'cant_update_message', 'edit_window_closed']);

interface Drawing {
  /** By app: who has asked for it to sleep. */
  readonly going: Map<string, string>;
  wanted: number;
  drawn: number;
  earliestMs: number;
  drained: Promise<void>;
  draining: boolean;
  /** What stands there, as far as this process has written it. */
  last: string | undefined;
}

export type BoardDeps = Pick<
  SlackContext,
  'paastis' | 'clock' | 'layout' | 'log' | 'redact' | 'track' | 'translate' | 'web'
>;

/**
 * The digests that were posted, each drawn anew from what holds now, never from what stood there. Edits of one message
 * go out one after the other; what happens meanwhile is in the next.
 */
export class DigestBoard {
  readonly #deps: BoardDeps;
  readonly #drawings = new Map<string, Drawing>();
  readonly #changed = new Set<string>();

  constructor(deps: BoardDeps) {
    this.#deps = deps;
  }

  /** Resolves once the message shows what held when this was called, or something newer. Never rejects. */
  refresh(place: Place): Promise<void> {
    const drawing = this.#drawingOf(place);
    drawing.wanted += 1;
    if (!drawing.draining) {
      drawing.draining = true;
      drawing.drained = this.#drain(place, drawing);
    }
    return drawing.drained;
  }

  /** Shows these apps on their way to sleep for as long as the work takes. */
  async during<T>(place: Place, apps: readonly string[], actor: string, work: () => Promise<T>): Promise<T> {
    const drawing = this.#drawingOf(place);
    const mine = apps.filter((app) => !drawing.going.has(app));
    for (const app of mine) drawing.going.set(app, actor);
    void this.refresh(place);
    try {
      return await work();
    } finally {
      for (const app of mine) drawing.going.delete(app);
      await this.refresh(place);
    }
  }

  /** Something has become of an app, here or elsewhere: every digest that names it shows so. */
  follow(app: string): void {
    this.#changed.add(app);
    if (this.#changed.size === 1) this.#deps.track(this.#showChanges().catch((error: unknown) => this.#tell(error)));
  }

  async #showChanges(): Promise<void> {
    await this.#deps.clock.delay(FOLLOW_MS);
    const changed = new Set(this.#changed);
    this.#changed.clear();
    const stale = (await listDigests(this.#deps.paastis.notes)).filter(({ place, note }) => {
      // Those on their way are shown when they have arrived.
      const going = this.#drawings.get(keyOf(place))?.going;
      return note.closed !== true && note.refs.some((app) => changed.has(app) && going?.has(app) !== true);
    });
    await Promise.all(stale.map(({ place }) => this.refresh(place)));
  }

  async #drain(place: Place, drawing: Drawing): Promise<void> {
    try {
      while (drawing.drawn < drawing.wanted) {
        await pauseUntil(drawing.earliestMs, this.#deps.clock);
        const revision = drawing.wanted;
        await this.#draw(place, drawing).catch((error: unknown) => this.#tell(error));
        drawing.drawn = revision;
        drawing.earliestMs = this.#deps.clock.now().getTime() + BETWEEN_EDITS_MS;
      }
    } finally {
      drawing.draining = false;
      this.#forget();
    }
  }

  async #draw(place: Place, drawing: Drawing): Promise<void> {
    const { paastis, clock, layout, log, web } = this.#deps;
    const note = await findDigest(paastis.notes, place);
    if (note === undefined) return;
    const shown = await this.cardOf(note, drawing.going);
    const written = JSON.stringify(shown);
    if (written === drawing.last) return;
    const tries = { clock, pausesMs: EDIT_PAUSES_MS };
    const answer = await layout.send(shown, (card) => retrySlack(() => web.chat.update({ ...place, ...card }), tries));
    if (answer.ok) {
      drawing.last = written;
      return;
    }
    log.warn({ ...place, error: answer.failure.error }, 'a digest could not be edited');
    if (lost.has(answer.failure.error)) await removeDigest(paastis.notes, place);
  }

  #tell(error: unknown): void {
    const { log, redact } = this.#deps;
    log.error({ error: redact(describeError(error)) }, 'a digest could not be drawn');
  }

  /** A digest that was posted, as things stand now. */
  async cardOf(note: DigestNote, going: Going = new Map()): Promise<Card> {
    const { paastis, translate } = this.#deps;
    const { channel, since, until, refs, language, closed } = note;
    const report = await paastis.digestOf({ channel, since, until, refs }, language);
    const suggestions = await listSuggestions(paastis.notes);
    const lines = linesNow(report.apps ?? [], suggestions, going);
    const left = leftOut(report.digest, lines, suggestions);
    const buttons = closed === true ? 'none' : 'all';
    return digestCard({ report, lines, left, buttons, mentions: true, mode: paastis.mode() }, translate(language));
  }

  #drawingOf(place: Place): Drawing {
    const key = keyOf(place);
    const known = this.#drawings.get(key);
    if (known !== undefined) return known;
    const fresh = {
      going: new Map(),
      wanted: 0,
      drawn: 0,
      earliestMs: 0,
      drained: Promise.resolve(),
      draining: false,
      last: undefined,
    };
    this.#drawings.set(key, fresh);
    return fresh;
  }

  /** What was drawn a while ago and waits for nothing may be drawn at once the next time. */
  #forget(): void {
    const nowMs = this.#deps.clock.now().getTime();
    for (const [key, { draining, going, earliestMs }] of this.#drawings)
      if (!draining && going.size === 0 && earliestMs + REMEMBERED_MS <= nowMs) this.#drawings.delete(key);
  }
}

function keyOf({ channel, ts }: Place): string {
  return `${channel}:${ts}`;
}

async function pauseUntil(ms: number, clock: Clock): Promise<void> {
  const leftMs = ms - clock.now().getTime();
  if (leftMs > 0) await clock.delay(leftMs);
}
