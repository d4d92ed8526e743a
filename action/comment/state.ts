import type { AppStatus } from '../../core/index.ts';

/** One app as the comment last told of it. */
export interface ToldApp {
  readonly ref: string;
  readonly name: string;
  readonly status: AppStatus;
  readonly url?: string;
  readonly pricePerHour?: number;
  /** Since when it is as it is, ISO 8601, UTC. */
  readonly since: string;
  readonly seconds?: number;
  readonly reason?: string;
  readonly error?: { readonly message: string; readonly remedy: string };
}

/** Somebody keeps an app awake. */
export interface ToldKeep {
  readonly key: string;
  readonly ref: string;
  readonly until: string;
  readonly actor: string;
  readonly at: string;
}

/**
 * What the comment carries for the next run, hidden and versioned. Anybody with write access can change it: it is checked
 * when read, and nothing in it can do more than the commands those people have anyway.
 */
export interface CommentState {
  readonly v: 1;
  readonly apps: readonly ToldApp[];
  readonly keeps: readonly ToldKeep[];
  /** Our latest deployment of each app. */
  readonly deployments: readonly { readonly ref: string; readonly id: number; readonly sha: string }[];
  /** Woken for the length of one job, which puts it back to sleep unless somebody else has asked for it since. */
  readonly borrowed: readonly { readonly ref: string; readonly run: string }[];
  /** The last command by comment or box, and its answer as Markdown. */
  readonly answer?: { readonly line: string; readonly login: string; readonly at: string; readonly text: string };
  /** Why the last run could do nothing at all. */
  readonly problem?: { readonly message: string; readonly remedy: string };
}
