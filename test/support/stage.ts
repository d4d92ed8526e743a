import type { Clock } from '../../core/clock.ts';
import type { Config, RuleConfig } from '../../core/config.ts';
import {
  createPaastis,
  type Paastis,
  type PaastisDeps,
  type ProgressReport,
  type Report,
  type StoreConfig,
} from '../../core/index.ts';
import type { Log } from '../../core/log.ts';
import { type CleverCloudSimulator, startCleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import { FakeClock } from './fake-clock.ts';
import { makeConfig } from './make.ts';

export type OperationReport = Extract<Report, { kind: 'operation' }>;

/** Both simulated vendors, the real core over real HTTP, and a clock that only the test moves. */
export interface Stage {
  readonly clock: FakeClock;
  readonly scalingo: ScalingoSimulator;
  readonly clever: CleverCloudSimulator;
  readonly config: Config;
  readonly logged: readonly string[];
  /** How far the clock of the machine that the cores run on is ahead of everybody else's. */
  readonly skew: { ms: number };
  /** Opens another core on the same accounts; closed with the stage. */
  open(store?: StoreConfig, config?: Config, deps?: Partial<PaastisDeps>): Promise<Paastis>;
  /** Runs a promise to its end, moving the clock. */
  play<T>(promise: Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openStage(rules: readonly RuleConfig[] = [], start?: string): Promise<Stage> {
  const clock = new FakeClock(start);
  const [scalingo, clever] = await Promise.all([
    startScalingoSimulator({ clock }),
    startCleverCloudSimulator({ clock, mode: 'bridge' }),
  ]);
  const config = makeConfig({
    rules,
    providers: [scalingo.config, clever.config],
  });
  const logged: string[] = [];
  const skew = { ms: 0 };
  const skewed: Clock = {
    now: () => new Date(clock.now().getTime() + skew.ms),
    delay: (ms, signal) => clock.delay(ms, signal),
    timeout: (ms) => clock.timeout(ms),
  };
  const opened: Paastis[] = [];
  const play = <T>(promise: Promise<T>) => clock.run(promise, () => scalingo.held + clever.held);
  return {
    clock,
    scalingo,
    clever,
    config,
    logged,
    skew,
    play,
    open: async (store = { memory: true }, other = config, deps = {}) => {
      const paastis = await play(createPaastis(other, { clock: skewed, log: collectLog(logged), store, ...deps }));
      opened.push(paastis);
      return paastis;
    },
    close: async () => {
      await play(Promise.all(opened.map((paastis) => paastis.close({ graceMs: 0 }))));
      await Promise.all([scalingo.close(), clever.close()]);
    },
  };
}

function collectLog(lines: string[]): Log {
  const add = (facts: object, text: string) => void lines.push(`${text} ${JSON.stringify(facts)}`);
  return { debug: add, info: add, warn: add, error: add };
}

/** Runs one line as somebody at a terminal and expects results of an operation. */
export async function operate(
  stage: Stage,
  paastis: Paastis,
  line: string,
  actor = 'terminal:ana',
  onProgress?: (progress: ProgressReport) => void,
): Promise<OperationReport['results']> {
  const report = await stage.play(
    paastis.run(line, { actor, entryPoint: 'terminal', ...(onProgress && { onProgress }) }),
  );
  if (report.kind !== 'operation') throw new Error(`Expected results, got ${JSON.stringify(report)}`);
  return report.results;
}
