import type { Audit } from '../../events/audit.ts';
import type { AppKey } from '../../model/app.ts';
import type { EventName, PaastisEvent } from '../../model/event.ts';
import {
  type AppName,
  type DigestAction,
  type DigestAppNow,
  type DigestContent,
  type DigestFailure,
  type FailureName,
  failureNames,
} from '../report/digest-report.ts';

/** A busy day of a large account; what is older than these is not told. */
const READ_EVENTS = 10_000;

/** What was slept, woken and what failed in the period; the same of the same app by the same actor is told once. */
export async function happened(
  audit: Pick<Audit, 'list'>,
  period: { readonly since: Date; readonly until: Date },
  isMeant: (key: AppKey) => boolean,
): Promise<Pick<DigestContent, 'slept' | 'woken' | 'failures'>> {
  const until = period.until.toISOString();
  const events = (await audit.list({ since: period.since.toISOString(), limit: READ_EVENTS })).filter(
    ({ at, app }) => at <= until && (app === undefined || isMeant(app.key)),
  );
  return {
    slept: actions(events, 'app_slept'),
    woken: actions(events, 'app_woken'),
    failures: failureNames.flatMap((name) => failures(events, name)),
  };
}

/** Who slept or woke each app since then, the last one. */
export async function changes(
  audit: Pick<Audit, 'list'>,
  since: string,
): Promise<ReadonlyMap<AppKey, NonNullable<DigestAppNow['changed']>>> {
  const newest = new Map<AppKey, NonNullable<DigestAppNow['changed']>>();
  for (const { name, app, actor, at } of await audit.list({ since, limit: READ_EVENTS })) {
    if (app === undefined || newest.has(app.key)) continue;
    if (name === 'app_slept' || name === 'app_woken') newest.set(app.key, { name, actor, at });
  }
  return newest;
}

function actions(events: readonly PaastisEvent[], name: EventName): readonly DigestAction[] {
  const groups = Map.groupBy(
    events.filter((event) => event.name === name && event.app !== undefined),
    ({ app, actor }) => `${app?.key} ${actor}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [newest] = group;
    if (newest?.app === undefined) return [];
    return [{ ...nameOf(newest.app.ref), actor: newest.actor, at: newest.at, times: group.length }];
  });
}

function failures(all: readonly PaastisEvent[], name: FailureName): readonly DigestFailure[] {
  const events = all.filter((event) => event.name === name);
  const groups = Map.groupBy(events, ({ app, reason }) => app?.key ?? reason);
  return [...groups.values()].flatMap((group) => {
    const [newest] = group;
    if (newest === undefined) return [];
    const { app, at, reason } = newest;
    const where = app === undefined ? {} : { app: nameOf(app.ref) };
    return [{ ...where, name, at, ...(reason === undefined ? {} : { reason }), times: group.length }];
  });
}

function nameOf(ref: string): AppName {
  return { ref, name: ref.split('/').at(-1) ?? ref };
}
