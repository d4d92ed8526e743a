import { formatInstant } from '../../i18n/format.ts';
import type { Reader } from '../report/event-text.ts';
import type { CommandContext } from '../spec.ts';

/** When there will be something to tell, for whoever asks before the first sleep. */
export async function firstSavings(
  { watch, config }: Pick<CommandContext, 'watch' | 'config'>,
  reader: Reader,
): Promise<string> {
  const { translate } = reader;
  const watched = await watch.list();
  // A program that has just started knows of no app yet.
  if (watched.length > 0 && !watched.some(({ decision }) => decision.managed))
    return translate('savings.first_none_managed');
  // They count once they have slept for a minute: what falls asleep next is not what is waited for.
  const asleep = watched.filter(({ facts, decision }) => decision.managed && facts.status === 'asleep').length;
  if (asleep > 0) return translate('savings.first_counting', { count: asleep });
  const [next] = watched
    .flatMap(({ facts, decision }) =>
      decision.next?.action === 'sleep' ? [{ name: facts.app.name, at: decision.next.at }] : [],
    )
    .toSorted((a, b) => a.at.localeCompare(b.at));
  const observing = config.mode === 'observe';
  if (next === undefined) return translate(observing ? 'savings.first_observing' : 'savings.first_unplanned');
  const values = { app: next.name, at: formatInstant(next.at, reader) };
  return translate(observing ? 'savings.first_would_be' : 'savings.first_sleep', values);
}
