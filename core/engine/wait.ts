import type { Clock, Deadline } from '../clock.ts';
import { OperationError, ProviderError } from '../errors.ts';
import type { Prober } from '../http/probe.ts';
import type { Priority } from '../http/request.ts';
import { type App, appRef } from '../model/app.ts';
import type { Formation } from '../model/formation.ts';
import { isTransitional } from '../model/status.ts';
import type { Change, Provider } from '../providers/provider.ts';

/** Between two looks at a state that passes by itself: each costs a call of the account's allowance. */
export const STATE_POLL_MS = [2_000, 3_000, 5_000, 5_000, 10_000] as const;

/** Looks at a change while the app's own address is probed: only to hear early of a failure, so they are few. */
const PROBED_POLL_MS = [8_000, 10_000, 10_000] as const;

/** An address that takes longer than this to answer is asked again. */
const PROBE_TIMEOUT_MS = 10_000;

/** Waits of growing length; the last one is repeated. */
export function* growing(steps: readonly number[]): Generator<number, never> {
  for (const step of steps) yield step;
  for (;;) yield steps.at(-1) ?? 0;
}

/** 250 ms, widening slowly while somebody may watch, and to a second once it lasts longer than a minute. */
export function* probeIntervals(): Generator<number, never> {
  let passedMs = 0;
  let intervalMs = 250;
  for (;;) {
    yield intervalMs;
    passedMs += intervalMs;
    intervalMs = passedMs < 60_000 ? Math.min(intervalMs * 1.05, 400) : Math.min(intervalMs * 1.5, 1_000);
  }
}

export interface WaitOptions {
  readonly clock: Clock;
  readonly provider: Provider;
  readonly signal: AbortSignal;
  readonly priority: Priority;
}

/** Reads the app again until its state no longer passes by itself. */
export async function waitUntilStable(app: App, options: WaitOptions, onWait: () => void): Promise<App> {
  const { clock, priority, provider, signal } = options;
  let current = app;
  const waits = growing(STATE_POLL_MS);
  while (isTransitional(current.status)) {
    onWait();
    await clock.delay(waits.next().value, signal);
    current = await provider.getApp(app.id, { priority, signal });
  }
  return current;
}

/**
 * Asks the provider for a change; waits and asks again while something else runs on the app.
 * @param lookAgain called before it is asked again; what it gives takes the place of the change
 */
export async function requestWhenFree<Instead = never>(
  request: () => Promise<Change>,
  options: Pick<WaitOptions, 'clock' | 'signal'>,
  onWait: () => void,
  lookAgain: () => Promise<Instead | undefined> = async () => undefined,
): Promise<Change | Instead> {
  for (const waitMs of growing(STATE_POLL_MS)) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ProviderError) || error.code !== 'provider_conflict' || !error.retryable) throw error;
      onWait();
      await options.clock.delay(waitMs, options.signal);
      const instead = await lookAgain();
      if (instead !== undefined) return instead;
    }
  }
  throw new Error('unreachable: the waits never end');
}

/** Between two tries of a change that the provider accepted and then did not begin, such as beyond a quota. */
const AGAIN_MS = [5_000, 10_000, 15_000, 20_000, 30_000, 30_000, 30_000] as const;

/** Tries a change, its end included, again a few times where the provider says that this does no harm. */
export async function untilBegun<Value>(
  change: () => Promise<Value>,
  options: Pick<WaitOptions, 'clock' | 'signal'>,
  onWait: () => void,
): Promise<Value> {
  for (const waitMs of AGAIN_MS) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof OperationError) || !error.retryable) throw error;
      onWait();
      await options.clock.delay(waitMs, options.signal);
    }
  }
  return change();
}

/** Follows a change at the provider to its end. */
export async function waitUntilDone(
  app: App,
  change: Change,
  options: WaitOptions,
  steps: readonly number[] = STATE_POLL_MS,
): Promise<void> {
  for (const waitMs of growing(steps)) {
    if ((await lookAt(app, change, options)) === 'done') return;
    await options.clock.delay(waitMs, options.signal);
  }
}

async function lookAt(
  app: App,
  change: Change,
  { priority, provider, signal }: WaitOptions,
): Promise<'pending' | 'done'> {
  try {
    const progress = await provider.getProgress(app.id, change, { priority, signal });
    if (progress.state !== 'failed') return progress.state;
    throw new OperationError('wake_failed', `${appRef(app)} did not come up: ${progress.detail ?? 'no explanation'}`, {
      retryable: progress.retryable === true,
      context: { app: appRef(app), reason: 'provider_failed', ...(progress.detail && { detail: progress.detail }) },
    });
  } catch (error) {
    // A provider that cannot be reached for a moment says nothing about the app: look again later.
    if (error instanceof ProviderError && error.retryable) return 'pending';
    throw error;
  }
}

export interface ReadyOptions extends WaitOptions {
  readonly prober: Prober;
  /** The address to ask; undefined: no web process, the provider's word must do. */
  readonly address: string | undefined;
  /** Called once the provider says that the containers run. */
  readonly onRunning: () => void;
}

/** How the wait for readiness ended: the app answered, and whether the provider had already confirmed. */
export interface Ready {
  readonly confirmed: boolean;
  readonly status?: number;
}

/**
 * Ready means that the app's own address answers below 500, not merely that the provider says so.
 * Two things run side by side: cheap probes of the address, and rare looks at the change to hear of a failure.
 */
export async function waitUntilReady(app: App, change: Change, options: ReadyOptions): Promise<Ready> {
  const { address } = options;
  if (address === undefined) {
    if (change.kind === 'accepted') await waitUntilDone(app, change, options);
    return { confirmed: true };
  }
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  let confirmed = change.kind === 'none';
  const follow = async (): Promise<never> => {
    if (!confirmed) {
      await options.clock.delay(PROBED_POLL_MS[0], signal);
      await waitUntilDone(app, change, { ...options, signal }, PROBED_POLL_MS.slice(1));
      confirmed = true;
    }
    options.onRunning();
    return new Promise(() => undefined);
  };
  try {
    const status = await Promise.race([probeUntilGood(address, { ...options, signal }), follow()]);
    return { confirmed, status };
  } finally {
    stop.abort();
  }
}

/** Where readiness is asked for; none when no web container will run. */
export function addressOf(app: App, formation: Formation, readyPath = '/'): string | undefined {
  if (app.url === undefined || (formation.web?.amount ?? 0) === 0) return undefined;
  return new URL(readyPath, app.url).href;
}

/** Until the app's own address answers; without one the provider's word must do, and nothing is waited for. */
export async function waitUntilAnswered(
  address: string | undefined,
  options: WaitOptions & Pick<ReadyOptions, 'prober'>,
): Promise<void> {
  if (address !== undefined) await probeUntilGood(address, options);
}

async function probeUntilGood(address: string, options: WaitOptions & Pick<ReadyOptions, 'prober'>): Promise<number> {
  const { clock, prober, provider, signal } = options;
  for (const waitMs of probeIntervals()) {
    const answer = await prober.probe(address, { timeoutMs: PROBE_TIMEOUT_MS, signal });
    if (answer !== undefined && answer.status < 500 && !provider.isPlaceholder(answer)) return answer.status;
    await clock.delay(waitMs, signal);
  }
  throw new Error('unreachable: the waits never end');
}

/** Turns the end of the one deadline into the given error; everything else passes. */
export async function within<Value>(deadline: Deadline, work: Promise<Value>, onTimeout: () => Error): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (deadline.signal.aborted && error === deadline.signal.reason) throw onTimeout();
    throw error;
  } finally {
    deadline.cancel();
  }
}
