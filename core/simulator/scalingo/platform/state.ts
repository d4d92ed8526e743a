import type { Formation } from '../../../model/formation.ts';

/** What a user may do on an app grows with the role: limited collaborators neither scale nor delete. */
export type Role = 'owner' | 'collaborator' | 'limited';

export interface SimUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
}

export interface SimProcessType {
  amount: number;
  size: string;
  readonly command: string;
}

export interface SimContainer {
  readonly id: string;
  readonly type: string;
  readonly index: number;
  readonly createdAtMs: number;
  readonly size: string;
  readonly command: string;
  state: 'booting' | 'running' | 'stopping';
}

export interface SimOperation {
  readonly id: string;
  readonly appId: string;
  readonly userId: string;
  readonly type: 'scale' | 'restart' | 'start-one-off';
  readonly createdAtMs: number;
  status: 'pending' | 'running' | 'done' | 'error';
  finishedAtMs: number | undefined;
  error: string | undefined;
}

export interface SimAutoscaler {
  readonly id: string;
  readonly containerType: string;
  minContainers: number;
  maxContainers: number;
  metric: string;
  target: number;
  disabled: boolean;
  readonly createdAtMs: number;
  updatedAtMs: number;
  lastScaleAtMs: number | undefined;
}

export interface SimDeployment {
  readonly id: string;
  /** The older id of 24 hexadecimal digits, which the app's `last_deployment_id` shows. */
  readonly shortId: string;
  readonly pusher: SimUser;
  readonly gitRef: string;
  readonly createdAtMs: number;
  finishedAtMs: number | undefined;
  status: string;
}

export interface SimEvent {
  readonly id: string;
  readonly createdAtMs: number;
  readonly user: SimUser;
  readonly appId: string;
  readonly appName: string;
  readonly type: string;
  typeData: Readonly<Record<string, unknown>>;
}

export interface SimPull {
  readonly number: number;
  readonly title: string;
  readonly branch: string;
  readonly createdAtMs: number;
  closedAtMs: number | undefined;
}

export interface SimLink {
  readonly id: string;
  readonly owner: string;
  readonly repo: string;
  branch: string;
  autoDeploy: boolean;
  deployReviewApps: boolean;
  deleteOnClose: boolean;
  hoursBeforeDeleteOnClose: number;
  readonly createdAtMs: number;
  updatedAtMs: number;
  /** Pull requests the forge knows, by number. */
  readonly pulls: Map<number, SimPull>;
}

export interface SimNotifier {
  readonly id: string;
  readonly platformId: string;
  name: string;
  active: boolean;
  sendAllEvents: boolean;
  selectedEventIds: readonly string[];
  readonly webhookUrl: string | undefined;
}

export interface SimReview {
  readonly id: string;
  readonly parentId: string;
  readonly pull: SimPull;
  readonly createdAtMs: number;
  deletionAtMs: number | undefined;
}

export interface SimApp {
  readonly id: string;
  readonly owner: SimUser;
  readonly parentName: string;
  readonly createdAtMs: number;
  /** Address on loopback where the app listens. */
  readonly url: string;
  readonly roles: Map<string, Role>;
  readonly formation: Map<string, SimProcessType>;
  readonly autoscalers: SimAutoscaler[];
  readonly deployments: SimDeployment[];
  readonly events: SimEvent[];
  readonly notifiers: SimNotifier[];
  /** Manager and router lines, oldest first. */
  readonly logs: string[];
  /** Requests served, by minute since the epoch. */
  readonly requests: Map<number, number>;
  /** Containers without one-offs. Replaced as a whole, never changed in place: what comes and goes is billed. */
  containers: readonly SimContainer[];
  oneOffs: SimContainer[];
  operation: SimOperation | undefined;
  name: string;
  status: string;
  /** Earlier statuses, oldest first, for stale reads. */
  statusLog: { readonly atMs: number; readonly status: string }[];
  project: string;
  updatedAtMs: number;
  lastDeployedAtMs: number | undefined;
  lastDeployedBy: string | undefined;
  lastDeploymentId: string | undefined;
  review: SimReview | undefined;
  link: SimLink | undefined;
  cronTasks: readonly { readonly command: string; readonly size: string }[];
  routerLogs: boolean;
  forceHttps: boolean;
  stickySession: boolean;
  bootMs: number;
  stopMs: number;
  deployMs: number;
  /** How many of the next starts fail; Infinity for all. */
  failingStarts: number;
  failingDeployments: number;
  /** Operations never end while this is on. */
  stuck: boolean;
  /** Scaling up answers 402. */
  unpaid: boolean;
  /** What the app itself answers to visitors once its web container runs. */
  answerStatus: number;
}

/** A scale call as it came in, whatever was answered. */
export interface ScaleCall {
  readonly appId: string;
  readonly app: string;
  readonly user: string;
  readonly atMs: number;
  readonly containers: readonly { readonly name: string; readonly amount?: number; readonly size?: string }[];
  readonly status: number;
}

/** Switches of the simulated platform; tests write to them. */
export interface ScalingoSettings {
  /** Requests per minute and user on the regional API; Infinity for none. */
  rateLimit: number;
  /** Full minutes of the clock, or any 60 s. The vendor publishes neither. */
  rateWindow: 'fixed' | 'sliding';
  /** Simultaneous operations of one user before further ones end in `error`. */
  maxOperations: number;
  /** Adds unknown fields to every answer. */
  noise: boolean;
  unknownTypeStatus: 404 | 422;
  quietMinutes: 'zero' | 'null';
  /** Counts the 503s of sleeping apps as requests, too. */
  countSleepingVisits: boolean;
  /** App statuses are shown as they were this long ago. */
  staleReadsMs: number;
  /** How far the `Date` of answers is ahead. */
  clockSkewMs: number;
  /** Status of an app none of whose containers came up. */
  failedStartStatus: 'crashed' | 'stopped';
  /** Times of apps that do not set their own, before division by the speed. */
  bootMs: number;
  stopMs: number;
  deployMs: number;
}

export function defaultSettings(): ScalingoSettings {
  return {
    rateLimit: 60,
    rateWindow: 'fixed',
    maxOperations: Number.POSITIVE_INFINITY,
    noise: false,
    unknownTypeStatus: 404,
    quietMinutes: 'zero',
    countSleepingVisits: false,
    staleReadsMs: 0,
    clockSkewMs: 0,
    failedStartStatus: 'crashed',
    bootMs: 2_000,
    stopMs: 4_000,
    deployMs: 10_000,
  };
}

/** An app put into the world as it is, without the rules for names. */
export interface NewApp {
  readonly name: string;
  /** Default: `web` 1:M. */
  readonly formation?: Formation;
  /** Default: `running` with any container, else `stopped`. Any text, known to the vendor or not. */
  readonly status?: string;
  /** Name of the parent app. */
  readonly parent?: string;
  /** Makes it a review app of `parent`, which must be linked to a repository. */
  readonly pullRequest?: NewPull;
  readonly link?: NewLink;
  readonly project?: string;
  readonly owner?: SimUser;
  /** ISO 8601; default: now. */
  readonly createdAt?: string;
  /** ISO 8601; default: when it was created, or never for `new`. */
  readonly lastDeployedAt?: string;
  readonly bootMs?: number;
  readonly stopMs?: number;
  readonly deployMs?: number;
  readonly failingStarts?: number;
  readonly cronTasks?: readonly { readonly command: string; readonly size: string }[];
}

export interface NewPull {
  readonly number: number;
  readonly title?: string;
  readonly branch?: string;
  /** ISO 8601; left out: open. */
  readonly closedAt?: string;
}

export interface NewLink {
  readonly owner?: string;
  readonly repo?: string;
  readonly branch?: string;
  readonly deleteOnClose?: boolean;
  readonly hoursBeforeDeleteOnClose?: number;
}
