import type { Overview, OverviewApp } from '../../../core/index.ts';

export const homeFilters = ['all', 'awake', 'asleep', 'idle', 'mine'] as const;

export type HomeFilter = (typeof homeFilters)[number];

/** Shorter is a coffee. */
const IDLE_S = 30 * 60;

const awakeStates: readonly OverviewApp['status'][] = ['running', 'crashed', 'deploying', 'waking'];
const asleepStates: readonly OverviewApp['status'][] = ['asleep', 'falling_asleep'];

export function isAwake({ status }: OverviewApp): boolean {
  return awakeStates.includes(status);
}

export function isAsleep({ status }: OverviewApp): boolean {
  return asleepStates.includes(status);
}

/** Whose Home it is, and what they have marked. */
export interface HomeOwner {
  /** `U0123456` */
  readonly user: string;
  readonly favourites: readonly string[];
}

export function matchesFilter(app: OverviewApp, filter: HomeFilter, { user, favourites }: HomeOwner): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'awake':
      return isAwake(app);
    case 'asleep':
      return isAsleep(app);
    case 'idle':
      return isAwake(app) && (app.idleSeconds ?? 0) >= IDLE_S;
    case 'mine':
      return favourites.includes(app.ref) || isOf(app, `slack:${user}`);
  }
}

function isOf({ people = [], operation }: OverviewApp, actor: string): boolean {
  return operation?.actor === actor || people.includes(actor);
}

/** Apps under one heading. */
export interface Group {
  /** `favourites`, or a region: `scalingo/osc-fr1`. */
  readonly title: string;
  readonly apps: readonly OverviewApp[];
}

/** The favourites, then all others by provider and region. */
export function groupApps(apps: readonly OverviewApp[], favourites: readonly string[]): readonly Group[] {
  const marked = new Set(favourites);
  const favourite = apps.filter(({ ref }) => marked.has(ref));
  const others = Map.groupBy(
    apps.filter(({ ref }) => !marked.has(ref)),
    ({ provider, region }) => `${provider}/${region}`,
  );
  return [
    ...(favourite.length === 0 ? [] : [{ title: 'favourites', apps: favourite }]),
    ...[...others].map(([title, its]) => ({ title, apps: its })),
  ];
}

/** Apps a page, and the blocks of their headings and lines: Slack takes 100 in all. */
const MOST_APPS = 30;
const MOST_BLOCKS = 70;
const BLOCKS_OF_APP = 2;

/** Some of the apps, with what is needed to find the others. */
export interface Page {
  readonly groups: readonly Group[];
  /** Of its first app, from 0. */
  readonly from: number;
  readonly count: number;
}

/** Every app on exactly one page, in order; at least one page. */
export function paginate(groups: readonly Group[]): readonly Page[] {
  const pages = [new GrowingPage(0)];
  for (const { title, apps } of groups) {
    for (const app of apps) {
      const last = pages.at(-1);
      if (last?.takes(title) === true) last.add(title, app);
      else pages.push(new GrowingPage((last?.from ?? 0) + (last?.count ?? 0), title, app));
    }
  }
  return pages;
}

class GrowingPage implements Page {
  readonly from: number;
  readonly groups: { readonly title: string; readonly apps: OverviewApp[] }[] = [];
  count = 0;
  #blocks = 0;

  constructor(from: number, title?: string, app?: OverviewApp) {
    this.from = from;
    if (title !== undefined && app !== undefined) this.add(title, app);
  }

  takes(title: string): boolean {
    return this.count < MOST_APPS && this.#blocks + BLOCKS_OF_APP + this.#headings(title) <= MOST_BLOCKS;
  }

  add(title: string, app: OverviewApp): void {
    this.#blocks += BLOCKS_OF_APP + this.#headings(title);
    this.count += 1;
    const last = this.groups.at(-1);
    if (last?.title === title) last.apps.push(app);
    else this.groups.push({ title, apps: [app] });
  }

  #headings(title: string): number {
    return this.groups.at(-1)?.title === title ? 0 : 1;
  }
}

/** Something somebody should look at, the worst first. */
export type Problem =
  | { readonly kind: 'failed'; readonly failure: Overview['failed'][number] }
  | { readonly kind: 'token'; readonly region: string; readonly endsAt: string }
  | { readonly kind: 'crashed' | 'fight' | 'refused'; readonly app: OverviewApp };

export function findProblems({ apps, failed, endingTokens = [] }: Overview): readonly Problem[] {
  const those = (kind: 'crashed' | 'fight' | 'refused', isOne: (app: OverviewApp) => boolean): readonly Problem[] =>
    apps.filter(isOne).map((app) => ({ kind, app }));
  return [
    ...failed.map((failure) => ({ kind: 'failed', failure }) as const),
    ...endingTokens.map((token) => ({ kind: 'token', ...token }) as const),
    ...those('crashed', ({ status }) => status === 'crashed'),
    ...those('refused', ({ status, decision }) => status !== 'crashed' && decision === 'refused'),
    ...those('fight', ({ status, decision }) => status !== 'crashed' && decision === 'fight'),
  ];
}
