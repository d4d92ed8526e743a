import type { Clock } from '../clock.ts';
import { describeError } from '../errors.ts';
import { joinSignals, untilAborted } from '../http/abort.ts';
import type { Log } from '../log.ts';
import type { PullRequestReading } from '../policy/facts.ts';
import type { Policy } from '../policy/policy.ts';
import { pullRequestOf } from '../policy/pull-request.ts';
import type { WatchRecord } from '../store/records.ts';
import type { Forge, ForgeOptions, PullRequestFacts } from './forge.ts';
import { later } from './watch-facts.ts';
import type { WatchMemory } from './watch-memory.ts';

/** A watch that goes on asks this often: forges count calls by the hour. */
export const PULL_REQUESTS_MAX_AGE_MS = 5 * 60_000;

/** A forge that waits out a limit of its own answers within this; one that hangs must not hold a sweep up. */
const PATIENCE_MS = 2 * 60_000;

/** What was asked about no app since is of no use any more. */
const FORGOTTEN_AFTER_MS = 60 * 60_000;

/** Limits may be doubled, and are at least this long outside hours. */
const LEAST_PERIOD_MS = 20 * 60_000;

export interface PullRequestsDeps {
  /** Absent: nothing is asked and nothing is known. */
  readonly forge?: Forge;
  readonly memory: WatchMemory;
  readonly policy: () => Policy;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RefreshOptions {
  /** Answers this recent are not asked for again; default 0. */
  readonly maxAgeMs?: number;
  readonly signal?: AbortSignal;
}

interface Answer {
  readonly atMs: number;
  /** Absent: the forge does not know the number. */
  readonly reading?: PullRequestReading;
}

interface Wanted {
  readonly record: WatchRecord;
  readonly number: number;
}

/** What people do on the pull requests of the watched apps, where a forge tells. */
export class PullRequests {
  readonly #deps: PullRequestsDeps;
  readonly #answers = new Map<number, Answer>();

  constructor(deps: PullRequestsDeps) {
    this.#deps = deps;
  }

  /** What an earlier process was told holds no app awake once nobody is asked any more. */
  forgetWithoutForge(): void {
    const { forge, memory } = this.#deps;
    if (forge !== undefined) return;
    for (const { key, pullRequest } of memory.all)
      if (pullRequest !== undefined) memory.update(key, withoutPullRequest);
  }

  /**
   * Asks about the pull requests of these apps, each number once. What cannot be asked is unknown from then on.
   * @returns why nothing could be learnt; undefined: it could, or nothing had to be
   */
  async refresh(records: readonly WatchRecord[], options: RefreshOptions = {}): Promise<unknown> {
    const { forge, memory } = this.#deps;
    if (forge === undefined) return undefined;
    const wanted = records.flatMap((record) => this.#want(record));
    const error = await this.#ask(forge, wanted, options);
    const numbers = new Map(wanted.map(({ record, number }) => [record.key, number]));
    for (const { key } of records) {
      const number = numbers.get(key);
      const reading = number === undefined ? undefined : this.#answers.get(number)?.reading;
      memory.update(key, (record) => withReading(record, reading));
    }
    return error;
  }

  /** Whose pull request could change what is decided, or told of what it costs. */
  #want(record: WatchRecord): readonly Wanted[] {
    const { app } = record;
    const policy = this.#deps.policy();
    if (!policy.termsOf(app).managed || app.status === 'new') return [];
    if (app.status === 'stopped' && app.review?.closed === false) return [];
    const number = pullRequestOf(app, policy.ruleFor(app));
    return number === undefined ? [] : [{ record, number }];
  }

  async #ask(forge: Forge, wanted: readonly Wanted[], { maxAgeMs = 0, signal }: RefreshOptions): Promise<unknown> {
    const { clock, log } = this.#deps;
    const nowMs = clock.now().getTime();
    const isOld = (number: number) => {
      const ageMs = nowMs - (this.#answers.get(number)?.atMs ?? Number.NEGATIVE_INFINITY);
      return ageMs < 0 || ageMs >= maxAgeMs;
    };
    for (const [number, { atMs }] of this.#answers) {
      if (nowMs - atMs > FORGOTTEN_AFTER_MS) this.#answers.delete(number);
    }
    const numbers = [...new Set(wanted.map(({ number }) => number))].filter(isOld);
    if (numbers.length === 0) return undefined;
    const limit = clock.timeout(PATIENCE_MS);
    const ended = joinSignals(limit.signal, signal);
    try {
      const options = { ...this.#periodOf(wanted, nowMs), signal: ended.signal };
      const facts = await untilAborted(forge.readPullRequests(numbers, options), ended.signal);
      for (const number of numbers) this.#note(number, nowMs, facts.get(number));
      return undefined;
    } catch (error) {
      log.warn({ numbers: numbers.length, detail: describeError(error) }, 'pull requests not read');
      for (const number of numbers) this.#answers.set(number, { atMs: nowMs, reading: { known: false, number } });
      return error;
    } finally {
      ended.release();
      limit.cancel();
    }
  }

  /** What matters of their activity: that of apps which run, as far back as the longest limit. */
  #periodOf(wanted: readonly Wanted[], nowMs: number): Pick<ForgeOptions, 'activityOf' | 'since'> {
    const policy = this.#deps.policy();
    const running = wanted.filter(({ record }) => record.app.status !== 'stopped');
    const limitsMs = running.map(({ record }) => {
      const { idleAfterMs } = policy.termsOf(record.app);
      return idleAfterMs === 'never' ? 0 : 2 * idleAfterMs;
    });
    const since = new Date(nowMs - Math.max(LEAST_PERIOD_MS, ...limitsMs)).toISOString();
    return { activityOf: new Set(running.map(({ number }) => number)), since };
  }

  #note(number: number, atMs: number, facts: PullRequestFacts | undefined): void {
    this.#answers.set(number, { atMs, ...(facts !== undefined && { reading: readingOf(number, facts) }) });
  }
}

/** Instants as they are stored; an activity whose time cannot be read is one that is not known. */
function readingOf(number: number, facts: PullRequestFacts): PullRequestReading {
  const { activityUnknown, closed, heldAwake, title, url } = facts;
  const [activeAt, closedAt] = [instantOf(facts.activeAt), instantOf(facts.closedAt)];
  if (activityUnknown === true || (facts.activeAt !== undefined && activeAt === undefined)) {
    return { known: false, number };
  }
  return {
    known: true,
    number,
    closed,
    ...(closedAt !== undefined && { closedAt }),
    ...(activeAt !== undefined && { activeAt }),
    ...(heldAwake === true && { heldAwake }),
    ...(url !== undefined && { url }),
    ...(title !== undefined && { title }),
  };
}

function instantOf(text: string | undefined): string | undefined {
  const ms = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

function withReading(record: WatchRecord, reading: PullRequestReading | undefined): WatchRecord {
  const before = record.pullRequest;
  if (reading === undefined) return before === undefined ? record : withoutPullRequest(record);
  const same = reading.known && before?.known === true && before.number === reading.number;
  // Asked about a shorter period, a forge may not tell what it told before.
  const activeAt = same ? later(before.activeAt, reading.activeAt) : undefined;
  return { ...record, pullRequest: { ...reading, ...(activeAt !== undefined && { activeAt }) } };
}

function withoutPullRequest({ pullRequest: _pullRequest, ...record }: WatchRecord): WatchRecord {
  return record;
}
