import type { AppReport, RegionFailure } from './commands/report/report.ts';

/** One app of the overview. */
export interface OverviewApp extends AppReport {
  /** Where its rule sends its messages. */
  readonly channel?: string;
  readonly group?: string;
  readonly managed: boolean;
  readonly protected: boolean;
}

/** Everything at a glance, as remembered: costs no call to a provider. */
export interface Overview {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly mode: 'observe' | 'enforce';
  /** Sorted by provider, region and name. */
  readonly apps: readonly OverviewApp[];
  /** Regions that could not be read when they were last asked. */
  readonly failed: readonly RegionFailure[];
  /** EUR saved in the last 30 days, and, in observe mode, what would have been. */
  readonly savedEur: number;
  readonly wouldSaveEur?: number;
}
