import { describeError, OperationError, ProviderError } from '../errors.ts';
import type { Actor } from '../model/actor.ts';
import { type App, type AppKey, appKey, appRef } from '../model/app.ts';
import { printRegion } from '../model/region.ts';
import type { AppStatus } from '../model/status.ts';
import type { Provider } from '../providers/provider.ts';
import type { OperationRecord } from '../store/records.ts';
import {
  type OperationControl,
  type OperationKind,
  Operations,
  type RunningOperation,
  type RunOptions,
} from './lock.ts';
import { askedBy, type EngineDeps, makeEvent, type OperationScope, type Outcome, type Requester } from './operation.ts';
import { adoptRunning, finishWake, forgetVanished, recoverSleep } from './recover.ts';
import { Recovery } from './recovery.ts';
import { type SleepOptions, sleep } from './sleep.ts';
import { statusOf } from './status.ts';
import { type WakeOptions, wake } from './wake.ts';

/** Makes it happen: one operation per app, joined by later callers, safe to cut off at any instant. */
export interface Engine {
  /** @throws {OperationError} wake_refused, wake_failed, wake_timeout, operation_cancelled; {ProviderError} */
  wake(app: App, options: WakeOptions, requester: Requester): Promise<Outcome>;
  /** @throws {OperationError} sleep_refused, sleep_failed, sleep_timeout, operation_cancelled; {ProviderError} */
  sleep(app: App, options: SleepOptions, requester: Requester): Promise<Outcome>;
  /** Takes up an app that somebody else brought back after a sleep of ours. @throws {ProviderError} */
  adopt(app: App, requester: Requester): Promise<Outcome>;
  /** The operation under way on an app, if any. */
  findOperation(key: AppKey): RunningOperation | undefined;
  /** The state people see. */
  statusOf(app: App): Promise<AppStatus>;
  /**
   * Takes up what the end of the last process cut off; one failing app stops nothing. Resolves after the first try of
   * each; what failed is tried again with growing pauses.
   */
  recover(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
  /** From here on whatever fails was cut off: its record stays for the next start. */
  close(): void;
}

export function createEngine(deps: EngineDeps): Engine {
  const operations = new Operations(
    () => deps.clock.now(),
    () => deps.audit.newCorrelationId(),
    {
      onRest: (key) =>
        void recovery.check(key).catch((error: unknown) => {
          deps.log.error({ app: key, detail: describeError(error) }, 'what an operation left could not be read');
        }),
      onFault: (error) => deps.log.error({ detail: describeError(error) }, 'a listener of progress failed'),
    },
  );
  const recovery = new Recovery({
    ...deps,
    isBusy: (key) => operations.find(key) !== undefined,
    takeUp: (record) => takeUp(record),
  });
  const findProvider = (region: string) => deps.providers().find((provider) => printRegion(provider.region) === region);

  const changedAtMs = new Map<AppKey, number>();

  const scopeOf = (app: App, provider: Provider, requester: Requester, control: OperationControl): OperationScope => ({
    deps,
    provider,
    app,
    ...askedBy(requester),
    correlationId: control.correlationId,
    priority: requester.entryPoint === 'schedule' ? 'background' : 'person',
    changedAtMs: changedAtMs.get(appKey(app)) ?? 0,
    closing: recovery.closing,
  });

  const run = (
    app: App,
    kind: OperationKind,
    requester: Requester,
    body: (scope: OperationScope, control: OperationControl) => Promise<Outcome>,
    options: RunOptions = {},
  ): Promise<Outcome> => {
    const provider = findProvider(printRegion(app.region));
    if (provider === undefined) throw new Error(`No provider serves ${printRegion(app.region)}`);
    const key = appKey(app);
    const marked = async (control: OperationControl) => {
      try {
        return await body(scopeOf(app, provider, requester, control), control);
      } finally {
        changedAtMs.set(key, deps.clock.now().getTime());
      }
    };
    return operations.run(key, kind, requester, marked, options);
  };

  /** Who waits for a wake of the app right now: it is not undone behind their back; `--force` queues behind it. */
  const findWaker = (app: App, options: SleepOptions): Actor | undefined => {
    const running = operations.find(appKey(app));
    const inTheWay = running?.kind === 'wake' && !running.told && !running.yields && options.force !== true;
    return inTheWay ? running.actor : undefined;
  };

  const refuseSleep = async (app: App, waker: Actor, requester: Requester): Promise<never> => {
    const context = { app: appRef(app), reason: 'waking', holder: waker };
    const scope = { app, ...askedBy(requester), correlationId: deps.audit.newCorrelationId() };
    await deps.audit.keep([makeEvent(scope, 'sleep_refused', { reason: 'waking' })]);
    throw new OperationError('sleep_refused', `${context.app} is being woken for ${waker}`, { context });
  };

  const takeUp = async (record: OperationRecord): Promise<void> => {
    const region = record.key.slice(0, record.key.lastIndexOf('/'));
    const provider = findProvider(region);
    // A region that is not in the settings any more: the record waits for the day it is.
    if (provider === undefined) return;
    const app = await provider.getApp(record.key.slice(region.length + 1)).catch(async (error: unknown) => {
      if (error instanceof ProviderError && error.code === 'provider_not_found') await forgetVanished(deps, record.key);
      throw error;
    });
    const { channel, formation, kind, phase } = record;
    const requester: Requester = {
      actor: record.actor,
      entryPoint: 'recovery',
      ...(channel !== undefined && { channel }),
    };
    if (kind === 'sleep' || phase === 'settling') {
      const finish = kind === 'sleep' ? recoverSleep : finishWake;
      const body = (scope: OperationScope, control: OperationControl) => finish(scope, control, record);
      await run(app, kind, requester, body, { yields: true, joinable: false });
      return;
    }
    const options = formation === undefined ? {} : { resume: formation };
    await run(app, 'wake', requester, (scope, control) => wake(scope, control, options), { yields: true });
  };

  return {
    wake: (app, options, requester) =>
      run(app, 'wake', requester, (scope, control) => wake(scope, control, options), {
        // Whoever waits for the app must not join somebody who does not.
        joinable: options.until !== 'requested',
      }),
    sleep: (app, options, requester) => {
      // At once, not a turn later: who asks next must find this sleep under way.
      const waker = findWaker(app, options);
      if (waker !== undefined) return refuseSleep(app, waker, requester);
      return run(app, 'sleep', requester, (scope, control) => sleep(scope, control, options));
    },
    adopt: (app, requester) => run(app, 'wake', requester, adoptRunning, { yields: true, joinable: false }),
    findOperation: (key) => operations.find(key),
    statusOf: async (app) => {
      const key = appKey(app);
      const [snapshot, left] = await Promise.all([deps.store.find('snapshot', key), deps.store.find('operation', key)]);
      const running = operations.find(key);
      // Read before our own last change: only our notes tell what is now.
      const outdated = Date.parse(app.readAt) <= (changedAtMs.get(key) ?? 0);
      if (outdated && running === undefined && snapshot !== undefined) return left === undefined ? 'asleep' : 'unknown';
      return statusOf(app, snapshot, running);
    },
    recover: () => recovery.start(),
    idle: () => operations.idle(),
    close: () => recovery.close(),
  };
}
