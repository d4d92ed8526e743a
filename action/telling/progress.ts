import { formatDuration, type ProgressReport, type Translate } from '../../core/index.ts';
import { type Actions, oneLine } from '../log.ts';

/** While a phase lasts it is told again this often: a log that stands still looks like a step that hangs. */
const AGAIN_MS = 15_000;

/** By whom an app is moved: by somebody else, whom we wait for, or by us. */
export type Hand = 'theirs' | 'ours';

/** Phases in which something goes on at the provider: by somebody else's hand, or by ours. */
const theirs: readonly ProgressReport['phase'][] = ['waiting'];
const ours: readonly ProgressReport['phase'][] = ['booting', 'answering', 'stopping'];

/**
 * Prints how operations go, a line whenever something has changed, and tells of each app that really moves: once when
 * somebody else's doing is waited for, once when the provider was asked for something.
 */
export function createProgress(
  { info }: Pick<Actions, 'info'>,
  translate: Translate,
  onMoving: (progress: ProgressReport, hand: Hand) => void = () => undefined,
): (progress: ProgressReport) => void {
  const told = new Map<string, { readonly phase: string; readonly elapsedMs: number }>();
  const moving = new Set<string>();
  return (progress) => {
    const { ref, name, phase, text, elapsedMs } = progress;
    const hand = ours.includes(phase) ? 'ours' : theirs.includes(phase) ? 'theirs' : undefined;
    if (hand !== undefined && !moving.has(`${hand} ${ref}`)) {
      moving.add(`${hand} ${ref}`);
      onMoving(progress, hand);
    }
    const last = told.get(ref);
    if (last?.phase === phase && elapsedMs - last.elapsedMs < AGAIN_MS) return;
    told.set(ref, { phase, elapsedMs });
    info(oneLine(translate('action.progress', { name, text, duration: formatDuration(elapsedMs, translate) })));
  };
}
