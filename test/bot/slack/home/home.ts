import type {
  AccessAction,
  Caller,
  Overview,
  OverviewApp,
  Paastis,
  PaastisEvent,
  Report,
  Verdict,
} from '../../../../core/index.ts';
import { type FakePaastis, fakePaastis, type Script } from '../../../support/fake-paastis.ts';
import { type FakeView, fakeUser } from '../../../support/fake-slack.ts';
import { overviewOf } from '../../../support/make-overview.ts';
import { startBot, type TestBot } from '../bot.ts';

/** A bot with a core whose apps the test moves. */
export interface HomeScene {
  readonly bot: TestBot;
  readonly paastis: FakePaastis;
  /** What the core knows; to be written to. */
  readonly world: { overview: Overview };
  /** Something happened: the core tells everybody. */
  happen(): void;
  change(ref: string, changes: Partial<OverviewApp>): void;
  home(user?: string): FakeView;
  /** The lines the core was asked to change something by. */
  asked(): readonly string[];
  published(): number;
}

export interface SceneOptions {
  readonly script?: Script;
  readonly may?: (caller: Caller, action: AccessAction) => Verdict;
  readonly changes?: Partial<Paastis>;
  readonly version?: string;
}

const event: PaastisEvent = {
  id: '1',
  name: 'app_woken',
  at: '2026-11-22T09:00:00.000Z',
  actor: 'slack:U0OTHER0001',
  entryPoint: 'slack',
  correlationId: '1',
};

export async function openScene(apps: readonly OverviewApp[], options: SceneOptions = {}): Promise<HomeScene> {
  const world = { overview: overviewOf(apps, { readAt: '2026-11-22T09:00:00.000Z' }) };
  const listeners = new Set<(event: PaastisEvent) => unknown>();
  const history: Report = { kind: 'history', entries: [] };
  const script: Script = (line, caller) => {
    if (line === 'history') return history;
    return options.script?.(line, caller) ?? { kind: 'list', apps: [], failed: [] };
  };
  const paastis = fakePaastis(script, {
    overview: async () => world.overview,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ...(options.may && { may: options.may }),
    ...options.changes,
  });
  const bot = await startBot(script, { paastis, ...(options.version !== undefined && { version: options.version }) });
  return {
    bot,
    paastis,
    world,
    happen: () => {
      for (const listener of listeners) listener(event);
    },
    change: (ref, changes) => {
      const apps = world.overview.apps.map((app) => (app.ref === ref ? { ...app, ...changes } : app));
      world.overview = { ...world.overview, apps };
    },
    home: (user = fakeUser) => {
      const view = bot.slack.homes.get(user);
      if (view === undefined) throw new Error(`${user} has no Home`);
      return view;
    },
    asked: () => paastis.asked.map(({ line }) => line).filter((line) => line !== 'history'),
    published: () => bot.slack.calls.filter(({ method }) => method === 'views.publish').length,
  };
}

/** All that is read in a view. */
export function wordsOf(view: FakeView | undefined): string {
  return JSON.stringify(view?.content.blocks ?? '');
}
