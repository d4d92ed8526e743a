import * as z from 'zod';
import type { TextValues } from '../i18n/index.ts';
import { Secret } from '../log.ts';
import { parseDuration } from '../model/duration.ts';
import type { Formation } from '../model/formation.ts';
import { nearest } from '../model/near.ts';
import { holidayFault } from './checks/holidays.ts';
import { patternFault } from './checks/patterns.ts';
import { hoursFault, scheduleFault } from './checks/times.ts';
import type { FaultKey, Finding } from './faults.ts';

/** The kinds of values people write in `paastis.yml`. What is wrong is told by the key of its text. */

/** Where zod takes a message. */
const expected = (key: FaultKey) => ({ error: key });

interface FaultDetails {
  readonly values?: TextValues;
  readonly meant?: string;
  /** Below the value that is checked. */
  readonly path?: PropertyKey[];
}

export function addFault(context: z.RefinementCtx, key: FaultKey, { path = [], ...params }: FaultDetails = {}): void {
  context.addIssue({ code: 'custom', message: key, path, params });
}

export function addFinding(context: z.RefinementCtx, found: Finding | undefined, path: PropertyKey[] = []): void {
  if (found === undefined) return;
  const { key, values, meant } = found;
  addFault(context, key, { ...(values && { values }), ...(meant !== undefined && { meant }), path });
}

export const text = z.string(expected('fault.text')).min(1, expected('fault.empty_text'));

/** No header takes what is refused here: a line break at its end is the usual slip. */
export const secret = text
  .refine((value) => !/^\$\w+$/.test(value), expected('fault.variable_shape'))
  .regex(/^[\x21-\x7e]+$/, expected('fault.secret'))
  .transform((value) => new Secret(value));

export const flag = z.boolean(expected('fault.flag'));

const durationShape = /^(\d{1,9}[smhd])+$/;

/** Shorter limits sleep what somebody reads; a year is longer than any meaning. */
const LEAST_IDLE = '1m';
const LEAST_TIMEOUT = '5s';
const MOST_TIMEOUT = '1h';
const MOST = '366d';

interface Bounds {
  readonly least: string;
  readonly most: string;
}

function readDuration(value: string, context: z.RefinementCtx, bounds: Bounds): number {
  const ms = parseDuration(value) ?? Number.POSITIVE_INFINITY;
  const { least, most } = bounds;
  if (ms >= (parseDuration(least) ?? 0) && ms <= (parseDuration(most) ?? 0)) return ms;
  addFault(context, 'fault.duration_range', { values: { least, most } });
  return z.NEVER;
}

export const timeout = z
  .string(expected('fault.duration'))
  .regex(durationShape, expected('fault.duration'))
  .transform((value, context) => readDuration(value, context, { least: LEAST_TIMEOUT, most: MOST_TIMEOUT }));

export const idleAfter = z
  .string(expected('fault.idle'))
  .regex(new RegExp(`${durationShape.source}|^never$`), expected('fault.idle'))
  .transform((value, context) =>
    value === 'never' ? value : readDuration(value, context, { least: LEAST_IDLE, most: MOST }),
  );

/** Shorter, and nobody can answer; longer, and it is no notice of this sleep any more. */
const LEAST_COURTESY = '1m';
const MOST_COURTESY = '2h';

export const courtesy = z
  .string(expected('fault.courtesy'))
  .regex(new RegExp(`${durationShape.source}|^off$`), expected('fault.courtesy'))
  .transform((value, context) =>
    value === 'off' ? value : readDuration(value, context, { least: LEAST_COURTESY, most: MOST_COURTESY }),
  );

export const address = text
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), expected('fault.address'))
  .transform((value) => value.replace(/\/+$/, ''));

export const timezone = text.superRefine((value, context) => {
  if (isTimezone(value)) return;
  const [meant] = nearest(value, Intl.supportedValuesOf('timeZone'), 1);
  addFault(context, 'fault.timezone', meant === undefined ? {} : { meant });
});

export function isTimezone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A path segment of the vendor's hosts and of our own names: anything else could lead elsewhere. */
export const region = (example: string) =>
  text.superRefine((value, context) => {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(value)) addFault(context, 'fault.region', { values: { example } });
  });

export const owner = text.regex(/^(orga|user)_[\w-]+$/, expected('fault.owner'));

export const pattern = text.superRefine((value, context) => addFinding(context, patternFault(value)));

/** For editors: coarser than the check, which knows the days and the end of a day. */
const day = '[MTWFSmtwfs][A-Za-z]{2,8}';
const days = `${day}( ?[-,] ?${day})*`;
const clock = '\\d{1,2}:\\d{2}';

export const hours = text
  .superRefine((value, context) => addFinding(context, hoursFault(value)))
  .meta({ pattern: severalOf(`(${days}|(${days} )?${listOf(`${clock} ?- ?${clock}`)})`) });

export const schedule = text
  .superRefine((value, context) => addFinding(context, scheduleFault(value)))
  .meta({ pattern: severalOf(`(${days} )?${listOf(clock)}`) });

function listOf(part: string): string {
  return `${part}( ?, ?${part})*`;
}

function severalOf(part: string): string {
  return `^ *${part}( *; *${part})*;? *$`;
}

export const path = text.startsWith('/', expected('fault.path'));

/** By name or by Slack's id. */
export const channel = text.regex(/^(#[^\s#@]{1,80}|[CGD][A-Z0-9]{6,})$/, expected('fault.channel'));

/** Slack's ids, groups by handle, or an actor as `history` shows it. */
export const person = text.regex(
  /^([UWS][A-Z0-9]{5,}|@[^\s@]+|(slack|github|terminal):[\w.@-]+)$/,
  expected('fault.person'),
);

export const need = text.superRefine((value, context) => {
  addFinding(context, patternFault(value.replace(/\{\w+\}/g, 'x')));
});

export const holiday = text.superRefine((value, context) => addFinding(context, holidayFault(value)));

export const group = text.regex(/^[^*?/\s]+$/, expected('fault.group'));

const scale = z
  .union(
    [
      z.number().int(expected('fault.scale')).min(0, expected('fault.scale')).max(1_000, expected('fault.scale')),
      z.string().regex(/^\d{1,3}(:[\w.-]{1,20})?$/, expected('fault.scale')),
    ],
    expected('fault.scale'),
  )
  .transform((value) => {
    const [amount = '', size] = String(value).split(':');
    return { amount: Number(amount), ...(size === undefined ? {} : { size }) };
  });

const processType = z.string().regex(/^[\w-]{1,40}$/, expected('fault.formation_type'));

export const formation = z
  .record(processType, scale, expected('fault.formation'))
  .transform((types): Formation => types)
  .superRefine((types, context) => {
    if (Object.values(types).every(({ amount }) => amount === 0)) addFault(context, 'fault.formation_empty');
  });

export const wakesPerHour = z
  .number(expected('fault.wakes_per_hour'))
  .int(expected('fault.wakes_per_hour'))
  .min(1, expected('fault.wakes_per_hour'))
  .max(1_000, expected('fault.wakes_per_hour'));

export const price = z
  .number(expected('fault.price'))
  .min(0, expected('fault.price'))
  .max(1_000, expected('fault.price'));
