import { describeError, isPaastisError } from '../../errors.ts';
import { formatAgo } from '../../i18n/format.ts';
import { type Check, checkOf, type Finding } from '../report/doctor-report.ts';
import { errorReport } from '../report/error-report.ts';
import type { CommandContext } from '../spec.ts';

const MINUTE_MS = 60_000;

/** Apps are looked at every minute; a quarter of an hour without is no accident. */
const SWEEP_LATE_MS = 15 * MINUTE_MS;

/** A rejection older than a day is history. */
const REJECTED_MS = 24 * 60 * MINUTE_MS;

const READ_EVENTS = 2_000;

/** Can what must not be forgotten be written? */
export async function storeCheck({ store, translate }: CommandContext): Promise<Check> {
  try {
    await store.check();
    return checkOf({ part: 'store', status: 'ok', text: 'doctor.store.ok' }, translate);
  } catch (error) {
    if (!isPaastisError(error)) throw new Error(describeError(error), { cause: error });
    const { message, remedy } = errorReport(error, translate);
    return { part: 'store', status: 'failure', sentence: message, remedy };
  }
}

/** What the records of the last day tell. */
export async function recordFindings(context: CommandContext): Promise<readonly Finding[]> {
  return [...(await sweepFindings(context)), ...(await rejectionFindings(context))];
}

async function sweepFindings({ watch, clock, translate }: CommandContext): Promise<readonly Finding[]> {
  const last = (await watch.list())
    .map(({ facts }) => facts.app.readAt)
    .toSorted()
    .at(-1);
  const part = 'sweep';
  const remedy = 'doctor.sweep.remedy';
  if (last === undefined) return [{ part, status: 'unknown', text: 'doctor.sweep.never', remedy }];
  const values = { ago: formatAgo(last, clock.now(), translate) };
  if (clock.now().getTime() - Date.parse(last) <= SWEEP_LATE_MS)
    return [{ part, status: 'ok', text: 'doctor.sweep.ok', values }];
  return [{ part, status: 'warning', text: 'doctor.sweep.late', remedy, values }];
}

async function rejectionFindings({ audit, clock, translate }: CommandContext): Promise<readonly Finding[]> {
  const now = clock.now();
  const since = new Date(now.getTime() - REJECTED_MS).toISOString();
  const rejections = (await audit.list({ since, limit: READ_EVENTS })).filter(({ name }) => name === 'token_rejected');
  // Newest first: one line for each region.
  const regions = new Map(rejections.toReversed().map((event) => [event.reason ?? '', event]));
  return [...regions].map(([region, { at }]) => ({
    part: 'token',
    status: 'warning',
    ...(region === '' ? {} : { subject: region }),
    text: 'doctor.token.rejected',
    remedy: 'doctor.token.rejected.remedy',
    values: { ago: formatAgo(at, now, translate), subject: region },
  }));
}
