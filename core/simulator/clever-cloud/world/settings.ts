/** How the simulated vendor behaves; tests change these in place, at any time. Durations but the heartbeat's are divided by `speed`. */
export interface WorldSettings {
  /** An accepted start, stop or cancel shows in no answer before this. */
  visibilityLagMs: number;
  /** How long a deployment that begins is still `QUEUED` in v4. */
  queuedMs: number;
  /** From the accepted start to the first instance. */
  instanceAfterMs: number;
  /** From the first `UP` instance to the end of the deployment. */
  settleMs: number;
  /** What a second start does while a deployment runs; no source tells which is true. */
  startWhileBusy: 'queue' | 'conflict';
  stopWhileBusy: 'cancel' | 'conflict';
  /** State of an app whose start failed: the official status function and another client disagree. */
  failedStartState: string;
  cancelledStartState: string;
  /** `replaced`: the row vanishes and a `CANCEL` row comes; `kept`: it settles as `CANCELLED`. */
  cancelledRow: 'replaced' | 'kept';
  cancelRowState: string;
  /** False: `POST …/instances` answers without a `deploymentId`, which its schema does not promise. */
  tellsDeploymentId: boolean;
  refusedCredentialsStatus: number;
  foreignAppStatus: number;
  neverDeployedStatus: number;
  /** Answer to a start of a moderated or unpaid app. */
  blockedStatus: number;
  /** Every access to the organisation's apps fails with 6201. */
  missingRight: boolean;
  /** The user's role in the organisation, as the summary tells it. */
  role: string;
  /** How far the `Date` of answers is ahead. */
  clockSkewMs: number;
  /** The summary lists the personal space among the organisations too. */
  personalSpaceTwice: boolean;
  /** Bare LF line ends in the router's 404, as captured in 2022: no strict parser reads them. */
  bareLineEnds: boolean;
  /** The signals count requests to stopped apps too. */
  countsStoppedVisits: boolean;
  accessLogLagMs: number;
  statsLagMs: number;
  /** Adds the hour in progress, dated by its end in the future, when `to` reaches into it. */
  partialBuckets: boolean;
  /** The next events are lost, or sent twice. */
  dropEvents: number;
  duplicateEvents: number;
  heartbeatMs: number;
  /** `data` as an object, as on the socket; or split over `application` and `deployment`. */
  webhookForm: 'socket' | 'split';
}

/** Durations: section 5.1 of the vendor's observed behaviour; the other values are the likeliest. */
export function defaultSettings(): WorldSettings {
  return {
    visibilityLagMs: 1_000,
    queuedMs: 1_000,
    instanceAfterMs: 5_000,
    settleMs: 2_000,
    startWhileBusy: 'queue',
    stopWhileBusy: 'cancel',
    failedStartState: 'WANTS_TO_BE_UP',
    cancelledStartState: 'WANTS_TO_BE_UP',
    cancelledRow: 'replaced',
    cancelRowState: 'OK',
    tellsDeploymentId: true,
    refusedCredentialsStatus: 401,
    foreignAppStatus: 404,
    neverDeployedStatus: 400,
    blockedStatus: 403,
    missingRight: false,
    role: 'ADMIN',
    clockSkewMs: 0,
    personalSpaceTwice: false,
    bareLineEnds: false,
    countsStoppedVisits: false,
    accessLogLagMs: 30_000,
    statsLagMs: 120_000,
    partialBuckets: false,
    dropEvents: 0,
    duplicateEvents: 0,
    heartbeatMs: 10_000,
    webhookForm: 'socket',
  };
}
