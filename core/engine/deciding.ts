import type { App, AppKey } from '../model/app.ts';
import type { Decision } from '../policy/decision.ts';
import type { Facts, Reading } from '../policy/facts.ts';
import type { Hit } from '../providers/provider.ts';
import type { WakeOptions } from './wake.ts';

/** What the watch asks of the policy; every answer is of the settings that hold now. */
export interface Deciding {
  decideAll(all: readonly Facts[], now: Date): ReadonlyMap<AppKey, Decision>;
  /** The app and all that sleep and wake with it: its group, what it needs, what needs it. */
  unitOf(app: App, all: readonly App[]): readonly App[];
  /** What others need comes last. */
  sleepOrder(apps: readonly App[]): readonly App[];
  needsOf(app: App, all: readonly App[]): readonly App[];
  wakeOptions(app: App): WakeOptions;
  withoutMonitor(
    hits: readonly Hit[],
    window: { readonly since: Date; readonly until: Date },
  ): { readonly hits: readonly Hit[]; readonly everyMs?: number };
  figuresInDoubt(
    readings: readonly { readonly lastRequestAt?: string; readonly reading: Reading }[],
    now: Date,
  ): boolean;
}
