import type { SnoozeRecord } from '../store/records.ts';

/** Somebody keeps an app awake, as the forge remembers it for a door without a store. */
export type ForgeKeep = Omit<SnoozeRecord, 'v'>;

/** One pull request, as the forge that keeps it tells. Instants are ISO 8601, UTC. */
export interface PullRequestFacts {
  readonly number: number;
  readonly closed: boolean;
  readonly closedAt?: string;
  /** When people last did something there: commits, comments, reviews, labels. Absent: nothing since it was asked about. */
  readonly activeAt?: string;
  /** What people did there could not be read, though the rest could: counts as if nothing were known. */
  readonly activityUnknown?: boolean;
  /** It carries the label that keeps its apps awake. */
  readonly heldAwake?: boolean;
  /** The page people read. */
  readonly url?: string;
  readonly title?: string;
}

export interface ForgeOptions {
  /** Pull requests whose apps run: of the others nobody needs to know what people do there. */
  readonly activityOf: ReadonlySet<number>;
  /** Activity before this keeps nothing awake any more, ISO 8601, UTC. */
  readonly since: string;
  readonly signal: AbortSignal;
}

/** Where the pull requests of the watched apps are kept: one repository. */
export interface Forge {
  /**
   * What holds for each of these now; a number it does not know is left out, and tells nothing of the app: it may belong
   * to another repository. Whatever it throws means that nothing is known.
   */
  readPullRequests(numbers: readonly number[], options: ForgeOptions): Promise<ReadonlyMap<number, PullRequestFacts>>;
  /**
   * Who keeps apps of this pull request awake. Asked once in a pass, and only where one of them would sleep otherwise;
   * left out: nobody. Whatever it throws means that nothing is known, and they stay awake.
   */
  readKeeps?(number: number, signal: AbortSignal): Promise<readonly ForgeKeep[]>;
}
