import { describeError, ProviderError } from '../errors.ts';
import { type App, type AppKey, appKey } from '../model/app.ts';
import { printRegion } from '../model/region.ts';
import type { AppStatus } from '../model/status.ts';
import type { Provider } from '../providers/provider.ts';
import type { OperationRecord } from '../store/records.ts';
import { type OperationControl, type OperationKind, Operations, type RunningOperation } from './lock.ts';
import type { EngineDeps, OperationScope, Outcome, Requester } from './operation.ts';
import { forgetVanished, recoverSleep } from './recover.ts';
import { type SleepOptions, sleep } from './sleep.ts';
import { statusOf } from './status.ts';
import { type WakeOptions, wake } from './wake.ts';

/** Makes it happen: one operation per app, joined by later callers, safe to cut off at any instant. */
export interface Engine {
  /** @throws {OperationError} wake_refused, wake_failed, wake_timeout, operation_cancelled; {ProviderError} */
  wake(app: App, options: WakeOptions, requester: Requester): Promise<Outcome>;
  /** @throws {OperationError} sleep_refused, sleep_failed, sleep_timeout, operation_cancelled; {ProviderError} */
  sleep(app: App, options: SleepOptions, requester: Requester): Promise<Outcome>;
  /** The operation under way on an app, if any. */
  findOperation(key: AppKey): RunningOperation | undefined;
  /** The state people see. */
  statusOf(app: App): Promise<AppStatus>;
  /** Takes up what the end of the last process cut off; one failing app stops nothing. */
  recover(): Promise<void>;
  /** Resolves when nothing is under way any more. */
  idle(): Promise<void>;
}

export function createEngine(deps: EngineDeps): Engine {
  const operations = new Operations(
    () => deps.clock.now(),
    () => deps.audit.newCorrelationId(),
  );
  const providerOf = new Map(deps.providers.map((provider) => [printRegion(provider.region), provider]));

  const changedAtMs = new Map<AppKey, number>();

  const scopeOf = (app: App, provider: Provider, requester: Requester, control: OperationControl): OperationScope => ({
    deps,
    provider,
    app,
    actor: requester.actor,
    entryPoint: requester.entryPoint,
    correlationId: control.correlationId,
    changedAtMs: changedAtMs.get(appKey(app)) ?? 0,
  });

  const run = (
    app: App,
    kind: OperationKind,
    requester: Requester,
    body: (scope: OperationScope, control: OperationControl) => Promise<Outcome>,
  ): Promise<Outcome> => {
    const provider = providerOf.get(printRegion(app.region));
    if (provider === undefined) throw new Error(`No provider serves ${printRegion(app.region)}`);
    const key = appKey(app);
    return operations.run(key, kind, requester, async (control) => {
      try {
        return await body(scopeOf(app, provider, requester, control), control);
      } finally {
        changedAtMs.set(key, deps.clock.now().getTime());
      }
    });
  };

  const recoverOne = async (record: OperationRecord): Promise<void> => {
    const region = record.key.slice(0, record.key.lastIndexOf('/'));
    const provider = providerOf.get(region);
    if (provider === undefined) return;
    const requester: Requester = { actor: record.actor, entryPoint: 'recovery' };
    const id = record.key.slice(region.length + 1);
    const app = await provider.getApp(id);
    if (record.kind === 'sleep') {
      await run(app, 'sleep', requester, (scope, control) => recoverSleep(scope, control, record));
      return;
    }
    const resume = record.formation === undefined ? {} : { resume: record.formation };
    await run(app, 'wake', requester, (scope, control) => wake(scope, control, resume));
  };

  return {
    wake: (app, options, requester) => run(app, 'wake', requester, (scope, control) => wake(scope, control, options)),
    sleep: (app, options, requester) =>
      run(app, 'sleep', requester, (scope, control) => sleep(scope, control, options)),
    findOperation: (key) => operations.find(key),
    statusOf: async (app) => {
      const key = appKey(app);
      return statusOf(app, await deps.store.find('snapshot', key), operations.find(key));
    },
    recover: async () => {
      const records = await deps.store.list('operation');
      await Promise.all(
        records.map((record) =>
          recoverOne(record).catch(async (error: unknown) => {
            if (error instanceof ProviderError && error.code === 'provider_not_found') {
              await forgetVanished(deps, record.key);
            }
            deps.log.warn({ app: record.ref, detail: describeError(error) }, 'an operation cut off was not taken up');
          }),
        ),
      );
    },
    idle: () => operations.idle(),
  };
}
