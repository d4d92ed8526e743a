import { askedBy } from '../engine/operation.ts';
import { formatInstant } from '../i18n/format.ts';
import { type App, appKey, appRef } from '../model/app.ts';
import { KEEP_OFF } from './report/event-text.ts';
import type { CommandContext } from './spec.ts';

/** The end of a keep, and how it is shown. */
export interface KeptUntil {
  readonly until: string;
  readonly text: string;
}

/** Keeps an app awake until then, for everybody; what was said before no longer counts. */
export async function keepAwake(app: App, until: Date, context: CommandContext): Promise<KeptUntil> {
  const { audit, clock, config, requester, translate } = context;
  const [key, ref, at] = [appKey(app), appRef(app), clock.now()];
  const untilText = until.toISOString();
  const record = { v: 1, key, ref, until: untilText, actor: requester.actor, at: at.toISOString() } as const;
  await audit.keep([keptEvent(app, untilText, context)], [{ put: 'snooze', record }]);
  return { until: untilText, text: formatInstant(untilText, { translate, timezone: config.timezone, now: at }) };
}

/** Nobody keeps the app awake any more. */
export async function endKeep(app: App, context: CommandContext): Promise<void> {
  await context.audit.keep([keptEvent(app, KEEP_OFF, context)], [{ remove: 'snooze', key: appKey(app) }]);
}

function keptEvent(app: App, reason: string, { audit, requester }: CommandContext) {
  const correlationId = audit.newCorrelationId();
  return {
    name: 'app_kept',
    app: { key: appKey(app), ref: appRef(app) },
    ...askedBy(requester),
    reason,
    correlationId,
  } as const;
}
