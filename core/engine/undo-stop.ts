import { describeError } from '../errors.ts';
import { appKey, appRef } from '../model/app.ts';
import { type Formation, sameAmounts } from '../model/formation.ts';
import type { OperationScope } from './operation.ts';

/**
 * After a stop that the provider accepted and then failed: where all of it still runs, the autoscalers that were
 * switched off for the stop come back and nothing stays noted. Anything else keeps its record for the next wake or start.
 */
export async function undoStop(scope: OperationScope, formation: Formation, signal: AbortSignal): Promise<void> {
  const { app, deps, provider } = scope;
  try {
    const current = await provider.getFormation(app.id, { priority: 'person', signal });
    if (!sameAmounts(current, formation)) return;
    await provider.settle?.(app.id, formation, { priority: 'person', signal });
    const key = appKey(app);
    await deps.store.write([
      { remove: 'snapshot', key },
      { remove: 'operation', key },
    ]);
  } catch (error) {
    // The failure of the stop is what people must hear of.
    deps.log.warn({ app: appRef(app), detail: describeError(error) }, 'failed stop not undone, left to the next start');
  }
}
