import {
  type Caller,
  type Clock,
  errorReport,
  OperationError,
  type Paastis,
  ProviderError,
  type Report,
  type Translate,
} from '../../core/index.ts';

export interface LimitedDeps {
  readonly clock: Clock;
  /** What the step may wait for its apps. */
  readonly timeoutMs: number;
  /** `scalingo/osc-fr1`: who did not answer, where nothing more is known. */
  readonly where: string;
  readonly translate: Translate;
}

/** Beyond what the apps are given: the words of the core tell more, so they come first. */
const SLACK_MS = 2_000;

/** A cancelled run has seven seconds and a half, and something to tidy up in them. */
const CANCEL_MS = 1_500;

/**
 * Answers in time whatever a provider does: one that hangs while its apps are listed takes as long as the core's own limits
 * allow, which is longer than a job is patient, and much longer than a runner that cancels it. From an app's first progress
 * on, the limits of that app hold.
 */
export function limited(paastis: Paastis, deps: LimitedDeps): Paastis {
  return { ...paastis, run: (line, caller) => runWithin(paastis, line, caller, deps) };
}

async function runWithin(paastis: Paastis, line: string, caller: Caller, deps: LimitedDeps): Promise<Report> {
  const { signal, onProgress } = caller;
  const begun = new AbortController();
  const over = new AbortController();
  const run = paastis.run(line, {
    ...caller,
    onProgress: (progress) => {
      begun.abort();
      onProgress?.(progress);
    },
  });
  try {
    return await Promise.race([
      run,
      slow(deps, AbortSignal.any([begun.signal, over.signal])),
      cancelled(deps, signal, over.signal),
    ]);
  } finally {
    over.abort();
  }
}

/** @param settled then it does not matter any more */
async function slow({ clock, timeoutMs, where, translate }: LimitedDeps, settled: AbortSignal): Promise<Report> {
  await delayUnless(clock, timeoutMs + SLACK_MS, settled);
  const error = new ProviderError('provider_timeout', `${where} did not answer in time`, {
    context: { region: where },
  });
  return { kind: 'error', error: errorReport(error, translate) };
}

async function cancelled(
  { clock, translate }: LimitedDeps,
  signal: AbortSignal | undefined,
  settled: AbortSignal,
): Promise<Report> {
  if (signal?.aborted !== true) {
    await new Promise<void>((resolve) =>
      signal?.addEventListener('abort', () => resolve(), { once: true, signal: settled }),
    );
  }
  await delayUnless(clock, CANCEL_MS, settled);
  return { kind: 'error', error: errorReport(new OperationError('operation_cancelled', 'Cancelled'), translate) };
}

/** Never comes to an end once that does not matter any more: nobody waits for it then. */
async function delayUnless(clock: Clock, ms: number, settled: AbortSignal): Promise<void> {
  await clock.delay(ms, settled).catch(() => new Promise<never>(() => undefined));
}
