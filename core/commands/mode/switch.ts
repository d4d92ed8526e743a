import { isPaastisError, UserError } from '../../errors.ts';
import type { TextKey, Translate } from '../../i18n/index.ts';
import type { EntryPoint } from '../../model/actor.ts';
import type { Asker } from '../../policy/access.ts';
import { requireAccess } from '../access.ts';
import type { DigestDeps } from '../digest/content.ts';
import { candidatesOf, enablingLines, isManaging } from '../digest/would-be.ts';
import { errorReport } from '../report/error-report.ts';
import type { ModeInEffect } from '../report/mode-report.ts';
import type { Report } from '../report/report.ts';
import type { Mode } from './switch-note.ts';

export interface SwitchDeps extends DigestDeps {
  readonly inEffect: ModeInEffect;
  /** Durable and on record once resolved. */
  readonly switchTo: () => Promise<void>;
  readonly translate: Translate;
}

/** From here on observes only, or acts by itself. @returns an `error` report where it was refused */
export async function switchMode(
  mode: Mode,
  asker: Asker & { readonly entryPoint: EntryPoint },
  deps: SwitchDeps,
): Promise<Report> {
  const { translate, inEffect, config } = deps;
  const { standing } = asker;
  try {
    requireAccess('settings', { config, requester: asker, ...(standing && { standing }) });
    if (inEffect.mode === mode) return tell(mode, false, deps);
    // Nothing would sleep, and somebody would wait for it.
    if (mode === 'enforce' && !isManaging(config)) return await refuseUnmanaged(deps);
    await deps.switchTo();
    return tell(mode, true, deps);
  } catch (error) {
    if (!isPaastisError(error)) throw error;
    return { kind: 'error', error: errorReport(error, translate) };
  }
}

async function refuseUnmanaged(deps: SwitchDeps): Promise<Report> {
  const { clock, translate, config, watch } = deps;
  const candidates = await candidatesOf(deps, clock.now(), await watch.list());
  const error = new UserError('command_invalid', 'No rule manages an app', { context: { reason: 'nothing_managed' } });
  return { kind: 'error', error: errorReport(error, translate), code: enablingLines(config, candidates) };
}

const titles: Readonly<Record<Mode, readonly [changed: TextKey, same: TextKey]>> = {
  enforce: ['mode.enforce', 'mode.enforce_already'],
  observe: ['mode.observe', 'mode.observe_already'],
};

function tell(mode: Mode, changed: boolean, { translate, inEffect }: SwitchDeps): Report {
  const [news, same] = titles[mode];
  const fileMode = inEffect.switched?.fileMode ?? inEffect.mode;
  const differs = changed ? fileMode !== mode : inEffect.switched !== undefined;
  return {
    kind: 'mode',
    title: translate(changed ? news : same),
    lines: differs ? [translate('mode.until_file', { fileMode, mode })] : [],
    mode,
    changed,
  };
}
