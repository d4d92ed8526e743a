import { hasMarker } from '../comment/marker.ts';
import { type BoxChange, newlyTicked } from './boxes.ts';
import { findCommandLine } from './command-line.ts';
import type { PullRequest, TriggerEvent } from './event.ts';

/** Why nothing is done; each is a text of `i18n` under `action.nothing.<reason>`. */
export type NothingReason =
  /** Neither the event nor its activity asks for anything; `subject` names them. */
  | 'event'
  /** It should, but what GitHub sent lacks what it takes; `subject` names it. */
  | 'payload'
  /** A label that is not ours. */
  | 'label'
  /** A comment that is no command, or one on an issue that is no pull request. */
  | 'comment'
  /** By a bot, ourselves included. */
  | 'bot'
  /** No box changed. */
  | 'boxes'
  | 'closed'
  | 'merge_group'
  /** A workflow run without success; `subject` is its conclusion. */
  | 'run_failed'
  /** A workflow run of no pull request, or of a fork's. */
  | 'run_unlinked'
  /** A workflow run of several pull requests; `subject` names them. */
  | 'run_ambiguous';

/** Where a decision came from, for reasons people read: `opened`, `labeled`, `closed`. */
export type Cause = string;

/** The pull request that is meant; from a comment only its number is known. */
export interface Subject {
  readonly number: number;
  readonly pullRequest?: PullRequest;
}

/** What a run is for: decided from event, payload and inputs alone, without any call. */
export type Intent =
  | { readonly kind: 'nothing'; readonly reason: NothingReason; readonly subject?: string }
  /** `fork_code`: a privileged trigger with the code of a fork checked out. */
  | { readonly kind: 'refused'; readonly reason: 'fork_code' }
  | { readonly kind: 'wake'; readonly cause: Cause; readonly subject: Subject }
  | { readonly kind: 'sleep'; readonly cause: Cause; readonly subject: Subject }
  /** `cron`: what fired, as written in the workflow. */
  | { readonly kind: 'sweep'; readonly cron?: string }
  /** The workflow's own `command`; targets of the pull request, if there is one, are added where the line names none. */
  | { readonly kind: 'line'; readonly line: string; readonly subject?: Subject }
  | {
      readonly kind: 'comment';
      /** The first line, from `/paastis` on. */
      readonly line: string;
      readonly subject: Subject;
      readonly commentId: number;
      /** Login of who wrote it. */
      readonly login: string;
    }
  | {
      readonly kind: 'boxes';
      readonly changes: readonly BoxChange[];
      readonly subject: Subject;
      readonly commentId: number;
      /** Login of who ticked. */
      readonly login: string;
      /** Whose comment it is, where no bot's: ours only if the token is theirs. */
      readonly author?: string;
    };

/** What is known of the trigger's trust. */
export interface Trust {
  /** The pull request comes from another repository. From a comment this is not known: then it is false. */
  readonly fork: boolean;
  /** Started by Dependabot, whose runs get no secrets. */
  readonly dependabot: boolean;
  /** The trigger has secrets and a write token whatever code is checked out. */
  readonly privileged: boolean;
}

export interface Decision {
  readonly intent: Intent;
  readonly trust: Trust;
}

/** What the workflow asks for, and who caused the run. */
export interface Ask {
  /** `auto`, or a line of the command language. */
  readonly command: string;
  /** Login; empty: not known. */
  readonly actor: string;
  /** The token for GitHub is a person's: our comment is theirs. Default: a bot's. */
  readonly personal?: boolean;
}

/** The one place that says what an event means. Pure, and good for any payload. */
export function decide(event: TriggerEvent, ask: Ask): Decision {
  const line = ask.command.trim();
  const auto = line === '' || line.toLowerCase() === 'auto';
  return { intent: auto ? intentOf(event, ask) : lineIntent(line, event), trust: trustOf(event, ask.actor) };
}

function intentOf(event: TriggerEvent, ask: Ask): Intent {
  switch (event.kind) {
    case 'pull_request':
      return pullRequestIntent(event);
    case 'comment':
      return commentIntent(event, ask);
    case 'schedule':
      return { kind: 'sweep', ...(event.cron === undefined ? {} : { cron: event.cron }) };
    case 'dispatch':
      return { kind: 'sweep' };
    case 'workflow_run':
      return workflowRunIntent(event);
    case 'merge_group':
      return nothing('merge_group');
    case 'broken':
      return nothing('payload', printEvent(event));
    case 'review':
    case 'other':
      return nothing('event', printEvent(event));
  }
}

type EventOf<Kind extends TriggerEvent['kind']> = Extract<TriggerEvent, { kind: Kind }>;

/**
 * Drafts are no exception: who pushes to one works on it. Only the step back to a draft sleeps, as it says that nobody
 * need look for now.
 */
const verbs: ReadonlyMap<string, 'wake' | 'sleep'> = new Map([
  ['opened', 'wake'],
  ['reopened', 'wake'],
  ['synchronize', 'wake'],
  ['ready_for_review', 'wake'],
  ['review_requested', 'wake'],
  ['converted_to_draft', 'sleep'],
  ['closed', 'sleep'],
]);

/** GitHub holds two labels that differ in capitals for the same. */
const verbsByLabel: ReadonlyMap<string, 'wake' | 'sleep'> = new Map([
  ['paastis:wake', 'wake'],
  ['paastis:sleep', 'sleep'],
]);

function pullRequestIntent(event: EventOf<'pull_request'>): Intent {
  const { activity = '', label = '', pullRequest } = event;
  const { number } = pullRequest;
  if (activity !== 'labeled' && !verbs.has(activity)) return nothing('event', printEvent(event));
  if (pullRequest.state === 'closed' && activity !== 'closed') return nothing('closed', `#${number}`);
  const kind = activity === 'labeled' ? verbsByLabel.get(label.toLowerCase()) : verbs.get(activity);
  if (kind === undefined) return nothing('label', label);
  return { kind, cause: activity, subject: { number, pullRequest } };
}

/** On closed pull requests too: to sleep what is left there, to ask. */
function commentIntent(event: EventOf<'comment'>, ask: Ask): Intent {
  const { activity, number, author, sender } = event;
  if (activity !== 'created' && activity !== 'edited') return nothing('event', printEvent(event));
  if (number === undefined) return nothing('comment');
  if (sender?.bot === true) return nothing('bot', sender.login);
  return activity === 'created' ? createdIntent(event, number, author?.login) : editedIntent(event, number, ask);
}

function createdIntent(event: EventOf<'comment'>, number: number, login: string | undefined): Intent {
  const line = findCommandLine(event.body);
  if (line === undefined) return nothing('comment');
  if (event.author?.bot === true) return nothing('bot', event.author.login);
  // Whose account is gone cannot be asked what they may do.
  if (login === undefined) return nothing('payload', printEvent(event));
  return { kind: 'comment', line, subject: { number }, commentId: event.commentId, login };
}

/**
 * A command that is edited stays as it was answered. Of what people write with our marker nothing is taken, unless we
 * write in a person's name: whether it is this one's is asked before anything is done.
 */
function editedIntent(event: EventOf<'comment'>, number: number, { personal = false }: Ask): Intent {
  const { author, body, bodyBefore = '', commentId, sender } = event;
  const mayBeOurs = author?.bot === true || (personal && author !== undefined);
  if (!mayBeOurs || !hasMarker(body)) return nothing('event', printEvent(event));
  const changes = newlyTicked(bodyBefore, body);
  if (changes.length === 0) return nothing('boxes');
  if (sender === undefined) return nothing('payload', printEvent(event));
  const person = author.bot ? {} : { author: author.login };
  return { kind: 'boxes', changes, subject: { number }, commentId, login: sender.login, ...person };
}

/** A deployment by another workflow, say: what it deployed is awake once that has gone well. */
function workflowRunIntent(event: EventOf<'workflow_run'>): Intent {
  const { activity, conclusion, pullRequests } = event;
  if (activity !== 'completed') return nothing('event', printEvent(event));
  if (conclusion !== 'success') return nothing('run_failed', conclusion ?? '–');
  const [number, ...others] = pullRequests;
  if (number === undefined) return nothing('run_unlinked');
  if (others.length > 0) return nothing('run_ambiguous', pullRequests.map((each) => `#${each}`).join(', '));
  return { kind: 'wake', cause: 'workflow_run', subject: { number } };
}

function nothing(reason: NothingReason, subject?: string): Intent {
  return { kind: 'nothing', reason, ...(subject === undefined ? {} : { subject: plain(subject) }) };
}

function lineIntent(line: string, event: TriggerEvent): Intent {
  const subject = subjectOf(event);
  return { kind: 'line', line, ...(subject === undefined ? {} : { subject }) };
}

/** The pull request that the event is about, whatever happened to it. */
function subjectOf(event: TriggerEvent): Subject | undefined {
  switch (event.kind) {
    case 'pull_request':
    case 'review':
      return { number: event.pullRequest.number, pullRequest: event.pullRequest };
    case 'comment':
    case 'merge_group':
      return event.number === undefined ? undefined : { number: event.number };
    case 'workflow_run': {
      const [number, ...others] = event.pullRequests;
      return number === undefined || others.length > 0 ? undefined : { number };
    }
    default:
      return undefined;
  }
}

const privilegedEvents: readonly string[] = ['pull_request_target', 'issue_comment', 'workflow_run'];

const dependabot = 'dependabot[bot]';

/** Dependabot's branches are in the repository itself, so that no comparison of repositories finds them. */
function trustOf(event: TriggerEvent, actor: string): Trust {
  const author = 'pullRequest' in event ? event.pullRequest.author : undefined;
  return {
    fork: isFork(event),
    dependabot: [actor, event.sender?.login, author].includes(dependabot),
    privileged: privilegedEvents.includes(event.name),
  };
}

/** `head.repo.fork` would say that the whole repository is a fork. A fork that was deleted, or is not told, is one. */
function isFork(event: TriggerEvent): boolean {
  switch (event.kind) {
    case 'pull_request':
    case 'review':
      return event.pullRequest.headRepository !== event.pullRequest.baseRepository;
    case 'workflow_run':
      return event.fork;
    case 'broken':
      return true;
    default:
      return false;
  }
}

function printEvent({ name, activity }: TriggerEvent): string {
  return activity === undefined ? name : `${name}.${activity}`;
}

const LONGEST_SUBJECT = 60;

/** Labels and the like are written by anybody: one short line, nothing invisible. */
function plain(text: string): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  return line.length > LONGEST_SUBJECT ? `${line.slice(0, LONGEST_SUBJECT).toWellFormed()}…` : line;
}
