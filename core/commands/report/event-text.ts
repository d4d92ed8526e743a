import { formatDuration, formatInstant } from '../../i18n/format.ts';
import type { Translate } from '../../i18n/index.ts';
import type { PaastisEvent } from '../../model/event.ts';
import { printFormation } from '../../model/formation.ts';
import { actorText } from './actor-text.ts';
import { reasonText } from './reason-text.ts';
import type { HistoryEntry } from './report.ts';

/** Where the reader is: instants are shown in this zone. */
export interface Reader {
  readonly translate: Translate;
  readonly timezone: string;
  readonly now: Date;
}

/** The reason of `app_kept` when a keep was ended early, in the place of its end. */
export const KEEP_OFF = 'off';

/** An event with its sentence: `ana woke scalingo/osc-fr1/shop-pr42 in 8 s`. */
export function historyEntry(event: PaastisEvent, reader: Reader): HistoryEntry {
  return { ...event, sentence: eventSentence(event, reader) };
}

/** Steps of an operation that its last event tells as well. */
const steps: ReadonlySet<string> = new Set(['snapshot_saved', 'snapshot_restored', 'app_ready']);

/** The events without the steps of operations whose end is among them. */
export function headlines(events: readonly PaastisEvent[]): readonly PaastisEvent[] {
  const ends = events.filter(({ name }) => name === 'app_slept' || name === 'app_woken');
  const told = new Set(ends.map(({ correlationId }) => correlationId));
  return events.filter(({ name, correlationId }) => !(steps.has(name) && told.has(correlationId)));
}

function eventSentence(event: PaastisEvent, reader: Reader): string {
  const { translate } = reader;
  const { durationMs, formation, reason } = event;
  const values = {
    app: event.app?.ref ?? translate('event.some_app'),
    actor: actorText(event.actor, translate),
    formation: formation === undefined ? translate('event.nothing_known') : printFormation(formation),
  };
  // The reason of a keep is its end.
  if (event.name === 'app_kept') {
    if (reason === KEEP_OFF) return translate('event.app_kept_off', values);
    const until = reason === undefined || Number.isNaN(Date.parse(reason)) ? '…' : formatInstant(reason, reader);
    return translate('event.app_kept', { ...values, until });
  }
  const sentence = translate(`event.${event.name}`, values);
  const timed =
    durationMs === undefined
      ? sentence
      : translate('event.took', { sentence, duration: formatDuration(durationMs, translate) });
  return reason === undefined
    ? timed
    : translate('event.because', { sentence: timed, reason: reasonText(reason, translate) });
}
