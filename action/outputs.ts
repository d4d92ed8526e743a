import type { AppResult, ResultStatus, RunResult } from './result.ts';

/** The outputs of `action.yml`, all of them, as texts. */
export type Outputs = Readonly<Record<'apps' | 'url' | 'urls' | 'status' | 'changed' | 'seconds', string>>;

export function outputsOf({ apps, status, changed, seconds }: RunResult): Outputs {
  const urls = apps.flatMap(({ url }) => url ?? []);
  return {
    apps: JSON.stringify(apps.map(appOutput)),
    url: apps[0]?.url ?? '',
    urls: JSON.stringify(urls),
    status,
    changed: String(changed),
    seconds: String(seconds),
  };
}

/** What a run that does nothing leaves: a later step that reads an output finds what it expects. */
export function outputsOfNothing(status: ResultStatus): Outputs {
  return outputsOf({ apps: [], status, changed: false, seconds: 0, notes: [] });
}

function appOutput({ name, provider, region, before, after, url, reason, seconds }: AppResult) {
  return { name, provider, region, before, after, url: url ?? '', reason, seconds };
}

const downStates: readonly string[] = ['asleep', 'stopped', 'falling_asleep'];

/** One word for all apps of a run. @param failed something asked for could not be done */
export function statusOf(apps: readonly AppResult[], failed: boolean): ResultStatus {
  if (failed) return 'failed';
  if (apps.length === 0) return 'skipped';
  if (apps.every(({ after }) => after === 'running')) return 'ready';
  return apps.every(({ after }) => downStates.includes(after)) ? 'asleep' : 'mixed';
}
