import type { Clock } from '../../core/clock.ts';
import { describeError, isPaastisError, PaastisError } from '../../core/errors.ts';
import { GitHubError } from '../github/errors.ts';
import type { Comment, GitHub } from '../github/github.ts';
import { waitBeforeRetryMs } from '../github/retry.ts';
import { boundState, decodeState } from './hidden.ts';
import { hasMarker } from './marker.ts';
import { combineStates } from './merge.ts';
import { sameTelling } from './same.ts';
import type { CommentState } from './state.ts';

export interface StickyDeps {
  readonly github: GitHub;
  /** Of the pull request. */
  readonly number: number;
  readonly view: (state: CommentState) => string;
  readonly clock: Pick<Clock, 'now' | 'delay'>;
  /** Whose personal token we write with, asked once; undefined: a bot's. */
  readonly findOwnLogin?: () => Promise<string | undefined>;
}

/** What the next state is, made from the one the comment has now. Asked again whenever that has changed meanwhile. */
export type NextState = (before: CommentState | undefined) => CommentState;

/** What was read longer ago may have been overtaken by another run. */
const FRESH_MS = 2_000;

/** Others may go on writing for ever; we do not. */
const MOST_ROUNDS = 4;

/** GitHub could not be reached for several tries in a row: it is not asked again right after. */
const PAUSE_MS = 2_000;

/** From the look of another run to its edit, GitHub being slow. */
const OTHERS_WRITE_MS = 1_500;

/** Two clocks of GitHub's may differ. */
const OVERLAP_MS = 60_000;

/** Codes after which no other try can end differently. */
const finalCodes = ['github_forbidden', 'github_auth', 'github_not_found', 'github_contract'];

/** What we know of our comment. */
interface Known {
  readonly id: number;
  readonly createdAt: string;
  readonly body: string;
  /** With what other comments of ours told. */
  readonly state: CommentState | undefined;
  readonly readAtMs: number;
  /** Ours as well, and to be deleted once this one tells what they told. */
  readonly extras: readonly Comment[];
  /** Somebody else writes it too. */
  readonly disturbed: boolean;
}

/**
 * The one comment of a pull request. Several runs may write it at the same time and know nothing of each other: the oldest
 * of ours is the one, whoever finds another takes over what it says and deletes it. Never throws: telling must not break
 * what is told of.
 */
export class Sticky {
  readonly #deps: StickyDeps;
  #known: Known | undefined;
  #searched = false;
  #searchedAtMs = Number.NEGATIVE_INFINITY;
  #ownLogin: string | undefined;
  /** Just created: another run may have done the same at the same moment. */
  #unchecked = false;
  #state: CommentState | undefined;
  #problem: PaastisError | undefined;
  #over = false;
  #failedAtMs = Number.NEGATIVE_INFINITY;
  #turn = Promise.resolve();
  /** Another run was seen to write. */
  #crowded = false;

  constructor(deps: StickyDeps) {
    this.#deps = deps;
  }

  /** The first thing that went wrong, for one warning. */
  get problem(): PaastisError | undefined {
    return this.#problem;
  }

  /** What the comment told when it was last read or written. */
  get state(): CommentState | undefined {
    return this.#state;
  }

  /** Undefined until it is found or created. */
  get commentId(): number | undefined {
    return this.#known?.id;
  }

  /** Finds the comment: a call for every hundred comments before it. */
  async read(): Promise<CommentState | undefined> {
    await this.#guarded(async () => {
      await this.#look();
    });
    return this.#state;
  }

  /** Creates the comment or edits it; does nothing where nothing that matters has changed. */
  tell(next: NextState): Promise<void> {
    return this.#guarded(() => this.#write(next, { create: true }));
  }

  /** The same, but for a pull request without a comment it makes none: its end is not worth one. */
  editOnly(next: NextState): Promise<void> {
    return this.#guarded(() => this.#write(next, { create: false }));
  }

  /**
   * At the end of a run. One that has created a comment and not written since looks whether it is the only one; one that
   * was not alone looks whether its rows are still there.
   */
  settle(): Promise<void> {
    return this.#guarded(async () => {
      const own = this.#state;
      if (own === undefined || !(this.#unchecked || this.#crowded)) return;
      // Whoever had read before we wrote has written by then.
      if (this.#crowded) await this.#deps.clock.delay(OTHERS_WRITE_MS);
      this.#distrust();
      const withOwnRows = (state: CommentState | undefined) => {
        const { apps } = combineStates(own, state) ?? own;
        return { ...(state ?? own), apps };
      };
      await this.#write(withOwnRows, { create: false });
    });
  }

  /** One after the other, in the order asked for: a run need not wait for one telling before the next. */
  #guarded(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(async () => {
      const { clock } = this.#deps;
      if (this.#over || clock.now().getTime() - this.#failedAtMs < PAUSE_MS) return;
      try {
        await work();
      } catch (error) {
        const problem = isPaastisError(error) ? error : unexpected(error);
        this.#problem ??= problem;
        this.#over = finalCodes.includes(problem.code);
        if (problem.code === 'github_unavailable') this.#failedAtMs = clock.now().getTime();
      }
    });
    return this.#turn;
  }

  async #write(next: NextState, { create }: { readonly create: boolean }): Promise<void> {
    // Whoever creates one looks afterwards for others; who only edits must not miss what came after the look.
    if (!create && !this.#isFresh(this.#searchedAtMs)) this.#searched = false;
    const startedMs = this.#nowMs();
    for (let round = 1; round <= MOST_ROUNDS; round += 1) {
      const known = await this.#look();
      if (known === undefined) {
        if (create) await this.#create(next);
        return;
      }
      const made = { tries: round, sinceMs: this.#nowMs() - startedMs };
      const wrote = await this.#edit(known, boundState(next(known.state)), made);
      if (wrote === 'not_written') continue;
      await this.#deleteAll(known.extras);
      if (wrote === 'same' || !known.disturbed) return;
      // Whoever else writes may have read before we wrote: what we told could be gone already.
      this.#distrust();
    }
  }

  /** Not repeated as it is: what another run tells meanwhile would be lost. */
  async #edit(
    known: Known,
    after: CommentState,
    made: { readonly tries: number; readonly sinceMs: number },
  ): Promise<'same' | 'written' | 'not_written'> {
    if (sameTelling(known.body, after)) return 'same';
    const { github, view } = this.#deps;
    try {
      this.#remember(await github.updateComment(known.id, view(after)), after);
      return 'written';
    } catch (error) {
      if (isGone(error)) this.#forget();
      else {
        await this.#waitAfter(error, made);
        this.#distrust();
      }
      return 'not_written';
    }
  }

  async #waitAfter(error: unknown, made: { readonly tries: number; readonly sinceMs: number }): Promise<void> {
    if (!(error instanceof GitHubError)) throw error;
    const { retryAfterMs } = error.context;
    const failure = { error, ...(typeof retryAfterMs === 'number' && { waitMs: retryAfterMs }) };
    const waitMs = waitBeforeRetryMs(failure, 'always', made);
    if (waitMs === undefined) throw error;
    await this.#deps.clock.delay(waitMs);
  }

  /** Not repeated when the answer is lost: looked for instead. */
  async #create(next: NextState): Promise<void> {
    const { github, number, view } = this.#deps;
    const state = boundState(next(this.#state));
    try {
      this.#remember(await github.createComment(number, view(state)), state);
      this.#unchecked = true;
    } catch (error) {
      this.#forget();
      const lost = isPaastisError(error) && error.code === 'github_unavailable';
      if (!lost || (await this.#look()) === undefined) throw error;
      this.#unchecked = true;
    }
  }

  async #deleteAll(extras: readonly Comment[]): Promise<void> {
    for (const { id } of extras) {
      await this.#deps.github.deleteComment(id).catch((error: unknown) => {
        // Whoever found it too was faster.
        if (!isGone(error)) throw error;
      });
    }
    if (this.#known !== undefined) this.#known = { ...this.#known, extras: [], disturbed: false };
  }

  async #look(): Promise<Known | undefined> {
    if (this.#known === undefined) return this.#searched ? undefined : this.#search();
    if (this.#unchecked) return this.#compare(this.#known);
    return this.#readAgain(this.#known);
  }

  async #search(): Promise<Known | undefined> {
    const ours = await this.#listOurs();
    this.#searched = true;
    this.#searchedAtMs = this.#nowMs();
    return this.#adopt(ours);
  }

  /** Comments come in the order they were made: ours is on the first page that has one, and the oldest is the first. */
  async #listOurs(since?: string): Promise<readonly Comment[]> {
    const { github, number, findOwnLogin } = this.#deps;
    this.#ownLogin ??= await findOwnLogin?.();
    for await (const page of github.listComments(number, since)) {
      const ours = page.filter((comment) => this.#isOurs(comment));
      if (ours.length > 0) return ours;
    }
    return [];
  }

  /** Whoever may comment can write our marker: nobody but a bot, or ourselves, can be its author. */
  #isOurs({ body, bot, author }: Comment): boolean {
    const own = this.#ownLogin;
    return hasMarker(body) && (bot || (own !== undefined && author === own));
  }

  async #compare(created: Known): Promise<Known | undefined> {
    const since = new Date(Date.parse(created.createdAt) - OVERLAP_MS).toISOString();
    const ours = await this.#listOurs(since);
    this.#unchecked = false;
    // GitHub does not promise that a list holds what was just made.
    return ours.length === 0 ? created : this.#adopt(ours, created);
  }

  async #readAgain(known: Known): Promise<Known | undefined> {
    // Beside others what was read a second ago says nothing.
    if (!this.#crowded && this.#isFresh(known.readAtMs)) return known;
    try {
      const comment = await this.#deps.github.getComment(known.id);
      // Edited into something else, it is nobody's.
      if (hasMarker(comment.body)) return this.#adopt([comment], known);
    } catch (error) {
      if (!isGone(error)) throw error;
    }
    this.#forget();
    return this.#search();
  }

  #nowMs(): number {
    return this.#deps.clock.now().getTime();
  }

  #isFresh(readAtMs: number): boolean {
    const ageMs = this.#nowMs() - readAtMs;
    return ageMs >= 0 && ageMs <= FRESH_MS;
  }

  /** @param before as we left it */
  #adopt(ours: readonly Comment[], before?: Known): Known | undefined {
    const [oldest, ...others] = ours.toSorted((a, b) => a.id - b.id);
    if (oldest === undefined) return undefined;
    const { id, createdAt, body } = oldest;
    // What is still to be deleted has told something that the oldest may not hold yet.
    const extras = [...(before?.extras ?? []), ...others];
    const state = [oldest, ...extras].map((comment) => decodeState(comment.body)).reduce(combineStates);
    const disturbed = others.length > 0 || (before !== undefined && body !== before.body);
    this.#crowded ||= disturbed;
    const readAtMs = this.#nowMs();
    this.#known = { id, createdAt, body, state, readAtMs, extras, disturbed };
    this.#state = state ?? this.#state;
    return this.#known;
  }

  #remember({ id, createdAt, body }: Comment, state: CommentState): void {
    const readAtMs = this.#nowMs();
    this.#known = { id, createdAt, body, state, readAtMs, extras: [], disturbed: false };
    this.#state = state;
  }

  #distrust(): void {
    this.#known = this.#known && { ...this.#known, readAtMs: Number.NEGATIVE_INFINITY };
  }

  #forget(): void {
    this.#known = undefined;
    this.#searched = false;
    this.#unchecked = false;
  }
}

function isGone(error: unknown): boolean {
  return isPaastisError(error) && error.code === 'github_not_found';
}

/** A fault of ours is told as one, and breaks nothing. */
function unexpected(error: unknown): PaastisError {
  return new PaastisError('github_contract', 'The comment could not be written', {
    context: { detail: describeError(error) },
    cause: error,
  });
}
