import type { AppStatus, Translate } from '../../core/index.ts';
import { escapeText, link } from '../markdown.ts';

const signs: Readonly<Record<AppStatus, string>> = {
  running: '●',
  asleep: '○',
  stopped: '○',
  new: '○',
  waking: '◐',
  falling_asleep: '◐',
  deploying: '◐',
  crashed: '✗',
  blocked: '✗',
  unknown: '?',
};

/** The sign stands beside the word that says the same. */
export function statusText(status: AppStatus, translate: Translate, failed = false): string {
  return `${failed ? '✗' : signs[status]} ${translate(`status.${status}`)}`;
}

/** Its name, which leads to it once it answers: a link to something that sleeps would show an error page. */
export function appLink(app: { readonly name: string; readonly status: AppStatus; readonly url?: string }): string {
  return app.status === 'running' ? link(app.name, app.url) : escapeText(app.name);
}

/** Where a heap of apps stands, for a glance. */
export const standings = ['failed', 'waking', 'deploying', 'falling_asleep', 'awake', 'asleep', 'other'] as const;

export type Standing = (typeof standings)[number];

interface Standable {
  readonly name: string;
  readonly status: AppStatus;
  readonly failed: boolean;
}

function standingOf({ status, failed }: Standable): Standing {
  if (failed || status === 'crashed' || status === 'blocked') return 'failed';
  if (status === 'running') return 'awake';
  if (status === 'asleep' || status === 'stopped') return 'asleep';
  return standings.find((standing) => standing === status) ?? 'other';
}

/** `shop-pr42 is awake`, `11 apps: all awake`, `11 apps: 1 failed, 10 awake`. */
export function glance(apps: readonly Standable[], translate: Translate): string {
  const [first] = apps;
  if (first === undefined) return translate('comment.none');
  if (apps.length === 1) return translate(`comment.one.${standingOf(first)}`, { app: escapeText(first.name, 80) });
  const counts = Map.groupBy(apps, standingOf);
  const parts = standings
    .map((standing) => ({ standing, count: counts.get(standing)?.length ?? 0 }))
    .filter(({ count }) => count > 0)
    .map(({ standing, count }) =>
      count === apps.length ? translate(`comment.all.${standing}`) : translate(`comment.some.${standing}`, { count }),
    );
  return translate('comment.several', { count: apps.length, parts: parts.join(', ') });
}
