import type { Config } from '../../core/config.ts';
import type { Deciding } from '../../core/engine/deciding.ts';
import { appKey } from '../../core/model/app.ts';
import type { Decision } from '../../core/policy/decision.ts';
import type { Facts } from '../../core/policy/facts.ts';

export function simpleDeciding(config: Config): Deciding {
  const { idleAfterMs: limit } = config.defaults;
  const idleAfterMs = limit === 'never' ? 0 : limit;
  const decide = ({ app, status, lastRequestAt, readySinceAt, reading }: Facts, now: Date): Decision => {
    const common = { managed: true, signals: [], idleAfterMs } as const;
    const used =
      [lastRequestAt, readySinceAt, app.lastDeployedAt]
        .flatMap((at) => at ?? [])
        .sort()
        .at(-1) ?? '';
    const known = { ...common, ...(used !== '' && { idleSinceAt: used }) };
    if (status !== 'running') return { ...common, action: 'none', reason: 'asleep' };
    const due = Date.parse(used) + idleAfterMs;
    if (now.getTime() < due + 60_000) return { ...known, action: 'none', reason: 'active' };
    if (reading?.known === false) return { ...known, action: 'look', reason: 'unknown' };
    if (reading === undefined || now.getTime() - Date.parse(reading.at) > 5_000) {
      return { ...known, action: 'look', reason: 'idle' };
    }
    if (Date.parse(reading.completeUntil) < due) return { ...known, action: 'none', reason: 'unproven' };
    return { ...known, action: 'sleep', reason: 'idle' };
  };
  return {
    decideAll: (all, now) => new Map(all.map((facts) => [appKey(facts.app), decide(facts, now)])),
    unitOf: (app) => [app],
    sleepOrder: (apps) => apps,
    needsOf: () => [],
    wakeOptions: () => ({}),
    withoutMonitor: (hits) => ({ hits }),
    figuresInDoubt: () => false,
  };
}
