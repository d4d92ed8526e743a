import type { Clock } from '../clock.ts';
import { describeError, ProviderError, type ProviderErrorCode } from '../errors.ts';
import type { Audit, NewEvent } from '../events/audit.ts';
import type { Prober } from '../http/probe.ts';
import type { Priority } from '../http/request.ts';
import type { Log } from '../log.ts';
import type { Actor, EntryPoint } from '../model/actor.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import type { PaastisEvent } from '../model/event.ts';
import type { Formation } from '../model/formation.ts';
import type { AppStatus } from '../model/status.ts';
import type { Provider } from '../providers/provider.ts';
import type { OperationRecord } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Ledger } from './ledger.ts';
import type { OnProgress } from './progress.ts';

/** Who asks for an operation and how he hears of it. */
export interface Requester {
  readonly actor: Actor;
  readonly entryPoint: EntryPoint;
  /** Where it was asked for, `slack:C0123456`, where that is known. */
  readonly channel?: string;
  readonly onProgress?: OnProgress;
  /** Ends the waiting of this requester, not the operation. */
  readonly signal?: AbortSignal;
}

type AskedBy = Pick<Requester, 'actor' | 'entryPoint' | 'channel'>;

/** So much of a requester as events and records keep. */
export function askedBy({ actor, entryPoint, channel }: AskedBy): AskedBy {
  return { actor, entryPoint, ...(channel !== undefined && { channel }) };
}

/** Why an operation that did not fail ended as it did. */
export type OutcomeReason =
  | 'woken'
  /** The provider has taken the start; nobody waited for the app. */
  | 'requested'
  /** Somebody else had started it already. */
  | 'woken_elsewhere'
  /** A deployment was under way, and it answers after that. */
  | 'deployed'
  | 'already_awake'
  | 'slept'
  | 'already_asleep'
  | 'already_stopped'
  | 'woken_instead';

export interface Outcome {
  readonly app: App;
  readonly before: AppStatus;
  readonly after: AppStatus;
  readonly changed: boolean;
  readonly durationMs: number;
  readonly reason: OutcomeReason;
  readonly formation?: Formation;
  /** Where the formation of a wake came from. */
  readonly source?: FormationSource;
  /** Somebody else had asked first. */
  readonly joined?: { readonly actor: Actor };
}

export type FormationSource = 'snapshot' | 'history' | 'settings' | 'assumed';

/** What the operations work with. */
export interface EngineDeps {
  /** Those of the settings that hold now. */
  readonly providers: () => readonly Provider[];
  readonly store: Store;
  readonly audit: Audit;
  readonly prober: Prober;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Log;
}

/** One operation on one app: its parts, for `wake.ts`, `sleep.ts` and `recover.ts`. */
export interface OperationScope {
  readonly deps: EngineDeps;
  readonly provider: Provider;
  readonly app: App;
  readonly actor: Actor;
  readonly entryPoint: EntryPoint;
  readonly channel?: string;
  readonly correlationId: string;
  /** Of every call to the provider: nobody waits for what a sweep does. */
  readonly priority: Priority;
  /** When our last operation on this app ended; what was read before says nothing about now. */
  readonly changedAtMs: number;
  /** Aborts when the program ends: what is cut off then is no failure, its record waits for the next start. */
  readonly closing: AbortSignal;
}

/** An event about the app of this operation. */
export function makeEvent(
  scope: Pick<OperationScope, 'app' | 'actor' | 'entryPoint' | 'channel' | 'correlationId'>,
  name: PaastisEvent['name'],
  facts: Partial<Omit<NewEvent, 'name' | 'app' | 'correlationId'>> = {},
): NewEvent {
  return {
    actor: scope.actor,
    entryPoint: scope.entryPoint,
    ...(scope.channel !== undefined && { channel: scope.channel }),
    ...facts,
    name,
    app: { key: appKey(scope.app), ref: appRef(scope.app) },
    correlationId: scope.correlationId,
  };
}

/** How long it took; nothing at the least, where the system has set its time back meanwhile. */
export function elapsedMs(clock: Pick<Clock, 'now'>, since: Date): number {
  return Math.max(0, clock.now().getTime() - since.getTime());
}

/**
 * Notes how far an operation has come. Never rejects: what was noted before the request is durable already and is
 * enough to take the operation up.
 */
export async function noteRequested({ deps, app }: OperationScope, record: OperationRecord): Promise<void> {
  await deps.store.write([{ put: 'operation', record }]).catch((error: unknown) => {
    deps.log.error({ app: appRef(app), detail: describeError(error) }, 'the step of an operation was not noted');
  });
}

/** The provider took nothing. After any other failure the request may have been taken all the same. */
const refusals: readonly ProviderErrorCode[] = [
  'provider_auth',
  'provider_not_found',
  'provider_refused',
  'provider_conflict',
  'provider_rate_limited',
];

/** True when a request that failed with this was certainly not taken. */
export function isRefusal(error: unknown): error is ProviderError {
  return error instanceof ProviderError && refusals.includes(error.code);
}
