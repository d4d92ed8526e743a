import type { Paastis, StoreConfig } from '../../core/index.ts';
import type { PaastisEvent } from '../../core/model/event.ts';
import { openStage, type Stage } from './stage.ts';
import type { Trace, TraceAction } from './trace.ts';
import { traceRules } from './trace-apps.ts';
import { TraceJudge } from './trace-judge.ts';
import { makeTraceWorld, type TraceWorld } from './trace-world.ts';

/** A moment at which Paastis ends, and how long nobody starts it again. */
export interface Outage {
  readonly atMs: number;
  readonly lastsMs: number;
}

export interface Mishap {
  readonly atMs: number;
  readonly befall: (stage: Stage) => void;
}

export interface PlayOptions {
  readonly trace: Trace;
  /** Absent: the apps live without Paastis. */
  readonly store?: StoreConfig;
  readonly outages?: readonly Outage[];
  /** Whatever else befalls it. */
  readonly mishaps?: readonly Mishap[];
  readonly onDay?: (day: number) => void;
}

/** A trace that was played to its end, with Paastis or without. */
export interface Played {
  readonly stage: Stage;
  readonly world: TraceWorld;
  readonly judge: TraceJudge;
  readonly events: readonly PaastisEvent[];
  /** People who wanted a sleeping app and asked for it; what went wrong for them. */
  readonly wakes: number;
  readonly failedWakes: readonly string[];
  /** The last one still open; absent: without Paastis. */
  readonly paastis: Paastis | undefined;
}

const DAY_MS = 86_400_000;

/** Plays a trace against both simulated vendors; people who find an app asleep wake it, and then use it. */
export async function playTrace(options: PlayOptions): Promise<Played> {
  const { trace } = options;
  const stage = await openStage(traceRules, new Date(trace.startsAtMs).toISOString());
  stage.scalingo.world.settings.rateLimit = 60;
  const world = await makeTraceWorld(stage, trace);
  const judge = new TraceJudge(trace);
  const core = createCore(stage, options.store);
  const people = createPeople(stage, world, judge, () => core.paastis);
  await core.start();

  const move = async (atMs: number) => {
    const ms = atMs - stage.clock.now().getTime();
    if (ms > 0) await stage.clock.advance(ms, () => stage.scalingo.held + stage.clever.held);
    for (const stop of world.takeStops()) judge.judge(stop);
  };
  let day = 0;
  for (const { atMs, happen } of agendaOf(options, core, stage, people.act)) {
    await move(atMs);
    for (; atMs >= trace.startsAtMs + (day + 1) * DAY_MS; day += 1) options.onDay?.(day + 1);
    await happen();
  }
  await move(trace.endsAtMs);
  return {
    stage,
    world,
    judge,
    events: core.events,
    failedWakes: people.failures,
    get wakes() {
      return people.wakes;
    },
    get paastis() {
      return core.paastis;
    },
  };
}

interface Turn {
  readonly atMs: number;
  readonly happen: () => Promise<void> | void;
}

/** Everything that happens, in order: what people do, what befalls Paastis, and its ends and starts. */
function agendaOf(
  { trace, outages = [], mishaps = [] }: PlayOptions,
  core: ReturnType<typeof createCore>,
  stage: Stage,
  act: (action: TraceAction) => void,
): readonly Turn[] {
  const turns: Turn[] = [
    ...mishaps.map(({ atMs, befall }) => ({ atMs, happen: () => befall(stage) })),
    ...outages.flatMap(({ atMs, lastsMs }) => [
      { atMs, happen: () => core.end() },
      { atMs: atMs + lastsMs, happen: () => core.start() },
    ]),
    ...trace.actions.map((action) => ({ atMs: action.atMs, happen: () => act(action) })),
  ];
  return turns.toSorted((a, b) => a.atMs - b.atMs);
}

/** The program under test, which ends and starts again on the same store. */
function createCore(stage: Stage, store: StoreConfig | undefined) {
  const events: PaastisEvent[] = [];
  let paastis: Paastis | undefined;
  return {
    events,
    get paastis() {
      return paastis;
    },
    start: async () => {
      if (store === undefined) return;
      paastis = await stage.open(store);
      paastis.subscribe((event) => void events.push(event));
      await stage.play(paastis.start());
    },
    end: async () => {
      const ending = paastis;
      paastis = undefined;
      if (ending !== undefined) await stage.play(ending.close({ graceMs: 0 }));
    },
  };
}

function createPeople(stage: Stage, world: TraceWorld, judge: TraceJudge, paastis: () => Paastis | undefined) {
  const waking = new Set<string>();
  const failures: string[] = [];
  let wakes = 0;

  const wake = async (app: string): Promise<void> => {
    const open = paastis();
    if (open === undefined || waking.has(app)) return;
    waking.add(app);
    wakes += 1;
    const report = await open.run(`wake ${world.refOf(app)}`, { actor: 'terminal:ana', entryPoint: 'terminal' });
    waking.delete(app);
    // Its end was the end of Paastis, not of the wake: the next start takes it up.
    if (paastis() !== open) return;
    const error = report.kind === 'operation' ? report.results.find((result) => result.error)?.error : undefined;
    const told = error === undefined ? report.kind : `${error.code}: ${error.message}`;
    if (told !== 'operation') failures.push(`${app} at ${stage.clock.now().toISOString()}: ${told}`);
    else act({ kind: 'request', by: 'person', count: 1, app, atMs: stage.clock.now().getTime() });
  };

  const act = (planned: TraceAction): void => {
    // A start of Paastis may have taken longer than the pause before the next action.
    const action = { ...planned, atMs: Math.max(planned.atMs, stage.clock.now().getTime()) };
    const met = world.perform(action);
    if (met === 'done') judge.note(action);
    if (met === 'asleep' && action.kind === 'request' && action.by === 'person') void wake(action.app);
  };
  return {
    act,
    failures,
    get wakes() {
      return wakes;
    },
  };
}
