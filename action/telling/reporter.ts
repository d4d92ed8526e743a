import type { Clock, ErrorReport, KeepRecord, ProgressReport, Translate } from '../../core/index.ts';
import type { Told } from '../comment/merge.ts';
import { isGone, mergeState } from '../comment/merge.ts';
import type { CommentState } from '../comment/state.ts';
import { Sticky } from '../comment/sticky.ts';
import { viewComment } from '../comment/view.ts';
import { placeOf } from '../flow/operate.ts';
import { GitHubError } from '../github/errors.ts';
import type { GitHub } from '../github/github.ts';
import type { Inputs } from '../inputs.ts';
import type { AppResult, RunResult } from '../result.ts';
import type { Runner } from '../runner.ts';
import { Deployments } from './deployments.ts';
import type { Hand } from './progress.ts';

export interface ReporterDeps {
  readonly github: GitHub | undefined;
  /** Of the pull request; absent: there is none to comment on. */
  readonly number: number | undefined;
  readonly inputs: Pick<Inputs, 'comment' | 'deployment' | 'dryRun' | 'sleepAfter'>;
  readonly runner: Runner;
  readonly timezone: string;
  readonly idleAfterMs?: number;
  readonly translate: Translate;
  readonly clock: Clock;
  /** What the post step must know, should this one break off. */
  readonly save: (left: LeftOpen) => void;
}

/** What only the post step can bring to an end. */
export interface LeftOpen {
  /** Qualified names. */
  readonly woken: readonly string[];
  /** Those of them that the comment tells are woken for this job: only there can somebody else have asked for them since. */
  readonly lent: readonly string[];
  readonly deployments: readonly number[];
  /** Environments with a deployment whose number is not known yet. */
  readonly creating: readonly string[];
}

/** What is told beside the apps. */
export interface Extras {
  readonly keeps?: readonly KeepRecord[];
  readonly answer?: Omit<NonNullable<CommentState['answer']>, 'at'>;
  /** The apps may be of another pull request: of those without a row only the answer tells. */
  readonly guests?: boolean;
  /** Makes no comment where there is none: an end is not worth one. */
  readonly quiet?: boolean;
  /** The pull request is closed: whatever was ever deployed for these apps is retired. */
  readonly closed?: boolean;
  /** The commit that what runs shows; left out: unknown. */
  readonly sha?: string;
}

/** Eleven apps begin to wake within this: they are told of in one edit. */
const GATHER_MS = 1_500;

const downStates: readonly string[] = ['asleep', 'stopped', 'falling_asleep'];

/**
 * Tells GitHub how a run goes, beside it and never in its way: nothing here throws, nothing is waited for before an app
 * has been asked to wake, and what GitHub refuses is one warning. With deployments the deployment says at once that
 * something is under way, and the comment is written once, at the end: a wake stays within six calls.
 */
export class Reporter {
  readonly #deps: ReporterDeps;
  readonly #sticky: Sticky | undefined;
  readonly #deployments: Deployments | undefined;
  /** Under way, as far as told. */
  readonly #moving = new Map<string, AppResult>();
  /** On their way up, by whoever's hand, and those of them by ours. */
  readonly #waking = new Set<string>();
  readonly #woken = new Set<string>();
  readonly #problems: unknown[] = [];
  readonly #others = new Map<number | undefined, Reporter>();
  readonly #ending = new AbortController();
  #movedAt = new Date(0);
  #interim: Promise<void> | undefined;

  constructor(deps: ReporterDeps) {
    const { github, number, inputs, clock } = deps;
    this.#deps = deps;
    if (github === undefined) return;
    if (inputs.deployment && !inputs.dryRun) this.#deployments = new Deployments(github);
    if (!inputs.comment || number === undefined) return;
    const view = (state: CommentState) => this.#view(state);
    this.#sticky = new Sticky({ github, number, view, clock, findOwnLogin: () => github.findOwnLogin() });
  }

  /** Each thing that could not be told, or read, once. */
  get problems(): readonly unknown[] {
    const sticky = this.#sticky?.problem;
    const own = [...this.#problems, ...(this.#deployments?.problems ?? []), ...(sticky === undefined ? [] : [sticky])];
    return [...own, ...this.#others.values().flatMap(({ problems }) => problems)];
  }

  /** The same for another pull request; what it cannot tell is told here. */
  of(number: number | undefined): Reporter {
    const other = this.#others.get(number) ?? new Reporter({ ...this.#deps, number });
    this.#others.set(number, other);
    return other;
  }

  note(problem: unknown): void {
    this.#problems.push(problem);
  }

  /** Whether anything told here is there for the next run. */
  get remembers(): boolean {
    return this.#sticky !== undefined && !this.#deps.inputs.dryRun;
  }

  /** Woken for this job, and asked for by somebody else since, whose run has said so in the comment. */
  isReturned(ref: string): boolean {
    return this.#sticky?.state !== undefined && !this.#isLent(ref);
  }

  #isLent(ref: string): boolean {
    const { borrowed = [] } = this.#sticky?.state ?? {};
    return borrowed.some((loan) => loan.ref === ref && loan.run === this.#deps.runner.runId);
  }

  /** What the comment told last. */
  async read(): Promise<CommentState | undefined> {
    return this.#sticky?.read();
  }

  /** Who keeps what awake, as the comment tells. @throws {GitHubError} it could not be read */
  async readKeeps(): Promise<readonly KeepRecord[]> {
    const state = await this.read();
    const problem = this.#sticky?.problem;
    if (problem !== undefined) throw problem;
    return state?.keeps ?? [];
  }

  /** Something is under way at the provider: its own doing or somebody else's, which is waited for, or ours. */
  moving({ ref, name, text, verb }: ProgressReport, sha: string | undefined, hand: Hand = 'ours'): void {
    const after = verb === 'sleep' ? 'falling_asleep' : 'waking';
    const state = { before: 'unknown', after, changed: true, seconds: 0 } as const;
    this.#movedAt = this.#deps.clock.now();
    this.#moving.set(ref, { ref, name, ...placeOf(ref), ...state, reason: text });
    if (verb === 'wake' && hand === 'ours') this.#woken.add(ref);
    const deploys = this.#deployments !== undefined && sha !== undefined && verb === 'wake';
    if (!deploys) this.#tellSoon();
    else if (!this.#waking.has(ref)) void this.#deployments.begin({ ref, name }, sha).then(() => this.#save());
    // Before it is sent: whoever ends this process a moment later leaves one that nobody knows of.
    if (deploys || this.#deps.inputs.sleepAfter) this.#save();
    if (verb === 'wake') this.#waking.add(ref);
  }

  /** The end of a run, or of its part on this pull request. */
  async finish(result: Pick<RunResult, 'apps' | 'error' | 'gone' | 'report'>, extras: Extras = {}): Promise<void> {
    const { clock, inputs } = this.#deps;
    // Telling may take a while: GitHub has its hours, and other runs go on.
    const at = clock.now();
    // What is over before it was told of need not be told of twice.
    this.#ending.abort();
    await this.#interim;
    if (inputs.dryRun) return;
    const known = result.apps.filter(isKnown);
    // Joined, it was not this job that woke it.
    for (const { ref, changed, error } of known) if (!changed && error === undefined) this.#moving.delete(ref);
    if (this.#deps.github === undefined && known.length > 0) this.#noteNoToken();
    const { gone = [] } = result;
    if (this.#deployments !== undefined) await this.#finishDeployments(this.#deployments, { known, gone }, extras);
    this.#save();
    const nothing = known.length === 0 && gone.length === 0 && extras.answer === undefined;
    if (this.#sticky === undefined || nothing) return;
    const told = { ...this.#toldOf(result, known, extras), at };
    // What was done to the first app that is told of at all is told with a row.
    const lets = (before: CommentState | undefined) =>
      extras.guests === true && (result.report !== undefined || (before?.apps.length ?? 0) > 0);
    const next = (before: CommentState | undefined) =>
      mergeState(before, lets(before) ? withoutGuests(told, before) : told, clock.now());
    await (extras.quiet === true ? this.#sticky.editOnly(next) : this.#sticky.tell(next));
    await this.#sticky.settle();
    this.#save();
  }

  /** A secret that does not exist is an empty token: nobody would ever learn why there is no comment. */
  #noteNoToken(): void {
    const { inputs, number } = this.#deps;
    const comments = inputs.comment && number !== undefined;
    if (!comments && !inputs.deployment) return;
    const attempt = comments ? 'write_comment' : 'create_deployment';
    this.note(new GitHubError('github_auth', 'No GitHub token', { context: { reason: 'missing', attempt } }));
  }

  /** The run is cancelled: what GitHub would show as under way for ever is ended. */
  async abandon({ deployments, creating }: Partial<Omit<LeftOpen, 'woken' | 'lent'>> = {}): Promise<void> {
    const { runner, translate } = this.#deps;
    const description = translate('action.deployment.cancelled');
    await this.#deployments?.abandon({ logUrl: runner.runUrl, description }, deployments, creating);
    this.#save();
  }

  #save(): void {
    const { inputs, save } = this.#deps;
    const woken = inputs.sleepAfter ? [...this.#woken] : [];
    const lent = woken.filter((ref) => this.#isLent(ref));
    save({ woken, lent, deployments: this.#deployments?.pending ?? [], creating: this.#deployments?.creating ?? [] });
  }

  #tellSoon(): void {
    const { clock } = this.#deps;
    const sticky = this.#sticky;
    if (sticky === undefined || this.#deps.inputs.dryRun || this.#interim !== undefined) return;
    const tell = async () => {
      await clock.delay(GATHER_MS, this.#ending.signal);
      await sticky.tell((before) =>
        mergeState(before, { apps: [...this.#moving.values()], at: this.#movedAt }, clock.now()),
      );
    };
    this.#interim = tell().catch(() => undefined);
  }

  async #finishDeployments(
    deployments: Deployments,
    { known, gone }: { readonly known: readonly AppResult[]; readonly gone: readonly string[] },
    extras: Extras,
  ): Promise<void> {
    const { runner, translate } = this.#deps;
    const state = await this.#sticky?.read();
    deployments.recall(state?.deployments ?? []);
    const logUrl = runner.runUrl;
    await Promise.all([
      ...goneApps(gone, state).map((app) => deployments.retireAll(app, { logUrl })),
      ...known.map(async (app) => {
        const { url, error, after } = app;
        if (downStates.includes(after) && !this.#waking.has(app.ref)) {
          return app.changed || extras.closed === true ? deployments.retireAll(app, { logUrl }) : undefined;
        }
        // Awake already, and perhaps never told of: this commit has its address all the same.
        const { sha } = extras;
        if (after === 'running' && sha !== undefined && !deployments.isTold(app, sha))
          await deployments.begin(app, sha);
        if (error !== undefined) return deployments.fail(app, { logUrl, description: error.message });
        const key = after === 'running' ? 'action.deployment.awake' : 'action.deployment.started';
        const description = translate(key, { name: app.name });
        return deployments.succeed(app, { logUrl, description, ...(url !== undefined && { url }) });
      }),
    ]);
  }

  #toldOf(
    { apps, error, gone }: Pick<RunResult, 'apps' | 'error' | 'gone'>,
    known: readonly AppResult[],
    extras: Extras,
  ): Told {
    const { clock, inputs, runner } = this.#deps;
    const { keeps, answer } = extras;
    // What somebody has mistyped is told by the answer.
    const untold = answer === undefined ? apps.filter((app) => !isKnown(app)) : [];
    const problem = error ?? joined(untold.flatMap((app) => app.error ?? []));
    const borrowed = inputs.sleepAfter ? known.filter(({ ref }) => this.#woken.has(ref)) : [];
    return {
      apps: known.map(asLeft),
      gone: [...(gone ?? []), ...apps.flatMap(({ ref, error: lost }) => (lost?.code === 'app_unknown' ? [ref] : []))],
      ...(keeps !== undefined && { keeps }),
      ...(this.#deployments !== undefined && { deployments: this.#deployments.told }),
      borrowed: borrowed.map(({ ref }) => ({ ref, run: runner.runId })),
      ...(answer !== undefined && { answer: { ...answer, at: clock.now().toISOString() } }),
      ...(problem !== undefined && { problem: { message: problem.message, remedy: problem.remedy } }),
    };
  }

  #view(state: CommentState): string {
    const { clock, idleAfterMs, runner, timezone, translate } = this.#deps;
    return viewComment(state, {
      translate,
      timezone,
      now: clock.now(),
      runUrl: runner.runUrl,
      ...(idleAfterMs !== undefined && { idleAfterMs }),
    });
  }
}

/** Several as one: what each says to do goes with it. */
function joined(errors: readonly ErrorReport[]): Pick<ErrorReport, 'message' | 'remedy'> | undefined {
  const [only] = errors;
  if (errors.length < 2) return only;
  const parts = errors.flatMap(({ message, remedy }) => [message, remedy]).filter((part) => part !== '');
  return { message: [...new Set(parts)].join(' '), remedy: '' };
}

/** What was deployed of them is shown as active until somebody says otherwise. */
function goneApps(
  gone: readonly string[],
  state: CommentState | undefined,
): readonly Pick<AppResult, 'name' | 'ref'>[] {
  return (state?.apps ?? []).filter((app) => isGone(app, gone));
}

function withoutGuests(told: Told, before: CommentState | undefined): Told {
  const refs = new Set(before?.apps.map(({ ref }) => ref));
  return { ...told, apps: told.apps.filter(({ ref }) => refs.has(ref)) };
}

/** A target that means no app has no place among them: it would stay there for ever. */
function isKnown({ provider }: AppResult): boolean {
  return provider !== '';
}

/** Nobody follows it any more: a comment would say for ever that it is just waking up. */
function asLeft(app: AppResult): AppResult {
  return app.error?.code === 'operation_cancelled' ? { ...app, after: 'unknown' } : app;
}
