/** One row of an app's deployments. `state` is v2's word, any text when injected. */
export interface SimulatedDeployment {
  readonly uuid: string;
  /** v2's integer; absent until the row shows in v2. */
  number?: number;
  /**
   * `unseen`: accepted, visible nowhere; `waiting`: behind another one, v4 alone shows it; `queued`: v2 shows `WIP`,
   * v4 `QUEUED`; `running`: both agree.
   */
  phase: 'unseen' | 'waiting' | 'queued' | 'running' | 'ended';
  state: string;
  action: string;
  commit: string | null;
  cause: string;
  instances: number;
  /** None on deployments the platform makes by itself. */
  author: { readonly id: string; readonly name: string } | null;
  startedAtMs: number;
  runningAtMs?: number;
  endedAtMs?: number;
}

export interface SimulatedInstance {
  readonly id: string;
  state: string;
  readonly deploymentId: string;
  readonly deployNumber: number;
  /** 0 for the first one of its deployment. */
  readonly index: number;
  readonly flavor: string;
  readonly commit: string | null;
  readonly createdAtMs: number;
  deletedAtMs?: number;
  readonly isBuildVm: boolean;
}

export interface Scaling {
  readonly minInstances: number;
  readonly maxInstances: number;
  /** Names of flavors: `XS`. */
  readonly minFlavor: string;
  readonly maxFlavor: string;
}

/** An API token as the bridge lists it; the value itself shows nowhere. */
export interface SimulatedToken {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** An app of the simulated account, as it is now. */
export interface SimulatedApp {
  readonly id: string;
  name: string;
  readonly ownerId: string;
  readonly zone: string;
  /** One of the vendor's states, or any text. */
  state: string;
  scaling: Scaling;
  commitId: string | null;
  homogeneous: boolean;
  lifetime: string;
  archived: boolean;
  branch: string;
  /** With their trailing slash. */
  readonly vhosts: string[];
  env: Readonly<Record<string, string>>;
  tags: readonly string[];
  readonly createdAtMs: number;
  /** From the accepted start to the first `UP` instance. */
  bootMs: number;
  /** From the accepted stop to the last instance gone. */
  stopMs: number;
  /** So many of the next starts end `FAIL`. */
  failingStarts: number;
  /** Oldest first; injected and vanished rows included or left out as the vendor would. */
  deployments: SimulatedDeployment[];
  instances: SimulatedInstance[];
  /** Accepted and not ended; the first one runs, the others wait for it. */
  pending: SimulatedDeployment[];
  lastNumber: number;
  /** Starts and stops the API accepted, for tests that count. */
  starts: number;
  stops: number;
  /** `http://127.0.0.1:<port>`; absent when the app does not listen. */
  readonly url?: string;
}

export function isServing(app: SimulatedApp): boolean {
  return app.instances.some((instance) => instance.state === 'UP');
}

/** The default domain: the id with a dash for its underscore. */
export function defaultDomain(appId: string): string {
  return `${appId.replace('_', '-')}.cleverapps.io`;
}
