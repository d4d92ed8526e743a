import type { WatchedApp } from '../../engine/watch.ts';
import { appRef } from '../../model/app.ts';
import type { Finding } from '../report/doctor-report.ts';
import { nameSome } from './provider-checks.ts';

/** What stands in the way of deciding about the apps that may be slept. */
export function appFindings(
  watched: readonly WatchedApp[],
  hoursOf: (app: WatchedApp) => string | undefined,
): readonly Finding[] {
  // Not looked at yet is not unmanaged; that it was not is told elsewhere.
  if (watched.length === 0) return [];
  const managed = watched.filter(({ decision }) => decision.managed);
  if (managed.length === 0)
    return [{ part: 'apps', status: 'warning', text: 'doctor.apps.none', remedy: 'doctor.apps.none.remedy' }];
  const withoutHours = managed.filter((app) => hoursOf(app) === undefined);
  return [
    { part: 'apps', status: 'ok', text: 'doctor.apps.managed', values: { count: managed.length } },
    ...stuck(withoutHours.filter(isNotMeasurable)),
    ...unread(managed.filter(({ decision }) => decision.reason === 'unknown')),
    ...fights(managed.filter(({ decision }) => decision.reason === 'fight')),
    ...hours(withoutHours.filter((app) => !isNotMeasurable(app))),
  ];
}

/** No figure will ever tell whether somebody uses it. */
export function isNotMeasurable({ facts, decision }: WatchedApp): boolean {
  const { reading } = facts;
  return (
    decision.reason === 'not_measurable' || (reading?.known === false && ['no_web', 'tcp'].includes(reading.reason))
  );
}

function stuck(apps: readonly WatchedApp[]): readonly Finding[] {
  if (apps.length === 0) return [];
  const text = 'doctor.apps.not_measurable';
  const remedy = 'doctor.apps.not_measurable.remedy';
  return [{ part: 'activity', status: 'warning', text, remedy, values: namesOf(apps) }];
}

function unread(apps: readonly WatchedApp[]): readonly Finding[] {
  if (apps.length === 0) return [];
  const text = 'doctor.apps.unknown';
  return [{ part: 'activity', status: 'warning', text, remedy: 'doctor.apps.unknown.remedy', values: namesOf(apps) }];
}

function fights(apps: readonly WatchedApp[]): readonly Finding[] {
  if (apps.length === 0) return [];
  const text = 'doctor.apps.fight';
  return [{ part: 'activity', status: 'warning', text, remedy: 'doctor.apps.fight.remedy', values: namesOf(apps) }];
}

/** No fault: worth knowing for whoever wonders why nothing sleeps at night before it is idle. */
function hours(apps: readonly WatchedApp[]): readonly Finding[] {
  if (apps.length === 0) return [];
  return [{ part: 'hours', status: 'ok', text: 'doctor.apps.no_hours', values: namesOf(apps) }];
}

function namesOf(apps: readonly WatchedApp[]): { readonly count: number; readonly names: string } {
  return { count: apps.length, names: nameSome(apps.map(({ facts }) => appRef(facts.app))) };
}
