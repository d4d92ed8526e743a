import type { FormationSource } from '../../engine/operation.ts';
import { formatDuration } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { Actor } from '../../model/actor.ts';
import { type App, appRef } from '../../model/app.ts';
import { type Formation, printFormation } from '../../model/formation.ts';
import type { AppStatus } from '../../model/status.ts';
import { actorText } from './actor-text.ts';
import { errorReport } from './error-report.ts';
import type { TargetResult } from './report.ts';

/** How an operation on one app ended, before it is put into words. */
export type Ending =
  /** `source`: where the formation was found. */
  | { readonly kind: 'woken'; readonly source: FormationSource; readonly formation?: Formation }
  | { readonly kind: 'already_awake' }
  /** The provider has taken the start; nobody waited for the app. */
  | { readonly kind: 'requested'; readonly source: FormationSource; readonly formation?: Formation }
  | { readonly kind: 'woken_elsewhere' }
  | { readonly kind: 'deployed' }
  | { readonly kind: 'slept'; readonly formation: Formation }
  | { readonly kind: 'already_asleep' }
  | { readonly kind: 'already_stopped' }
  /** The same, where nothing tells whether an earlier run of ours has stopped it. */
  | { readonly kind: 'already_down' }
  /** A sleep that a wake overtook. */
  | { readonly kind: 'woken_instead' }
  | { readonly kind: 'failed'; readonly error: unknown; readonly reference?: string };

export interface TargetOutcome {
  readonly app: App;
  readonly before: AppStatus;
  readonly after: AppStatus;
  readonly durationMs: number;
  readonly outcome: Ending;
  readonly joined?: { readonly actor: Actor };
  /** EUR. */
  readonly pricePerHour?: number | undefined;
  /** ISO 8601, UTC, and how it is shown. */
  readonly keep?: { readonly until: string; readonly text: string };
}

/** One target of `wake` or `sleep`, in words. */
export function targetResult(target: TargetOutcome, translate: Translate): TargetResult {
  const { app, outcome } = target;
  const error = outcome.kind === 'failed' ? errorReport(outcome.error, translate, outcome.reference) : undefined;
  const formation = 'formation' in outcome ? outcome.formation : undefined;
  return {
    ref: appRef(app),
    name: app.name,
    before: target.before,
    after: target.after,
    changed: ['woken', 'requested', 'slept'].includes(outcome.kind),
    seconds: Math.round(target.durationMs / 100) / 10,
    reason: error === undefined ? withExtras(sentenceOf(target, translate), target, translate) : error.message,
    ...(app.url === undefined ? {} : { url: app.url }),
    ...(formation === undefined ? {} : { formation }),
    ...('source' in outcome && outcome.source === 'assumed' ? { assumed: true } : {}),
    ...(target.joined === undefined ? {} : { joined: target.joined }),
    ...(target.keep === undefined ? {} : { keepUntil: target.keep.until }),
    ...(target.pricePerHour === undefined ? {} : { pricePerHour: target.pricePerHour }),
    ...(error === undefined ? {} : { error }),
  };
}

function sentenceOf({ outcome, durationMs }: TargetOutcome, translate: Translate): string {
  const duration = formatDuration(durationMs, translate);
  switch (outcome.kind) {
    case 'woken': {
      if (outcome.formation === undefined) return translate('result.woken_plain', { duration });
      const formation = runningPart(outcome.formation);
      const key = outcome.source === 'snapshot' ? 'result.woken' : (`result.woken_${outcome.source}` as const);
      return translate(key, { duration, formation });
    }
    case 'requested': {
      const formation = runningPart(outcome.formation ?? {});
      return translate(outcome.source === 'assumed' ? 'result.requested_assumed' : 'result.requested', { formation });
    }
    case 'slept':
      return translate('result.slept', { duration, formation: runningPart(outcome.formation) });
    case 'failed':
      return '';
    default:
      return translate(`result.${outcome.kind}`, { duration });
  }
}

/** Types at zero come back as zero too; to say so of each would hide what runs. */
function runningPart(formation: Formation): string {
  const running = Object.entries(formation).filter(([, scale]) => scale.amount > 0);
  return printFormation(running.length === 0 ? formation : Object.fromEntries(running));
}

function withExtras(sentence: string, { joined, keep }: TargetOutcome, translate: Translate): string {
  const reason =
    joined === undefined
      ? sentence
      : translate('result.joined', { reason: sentence, actor: actorText(joined.actor, translate) });
  return keep === undefined ? reason : translate('result.kept', { reason, until: keep.text });
}
