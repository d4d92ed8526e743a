import * as z from 'zod';
import { Secret } from '../log.ts';
import { parseDuration } from '../model/duration.ts';
import type { Formation } from '../model/formation.ts';
import { compilePattern } from '../model/pattern.ts';

/** The kinds of values people write in `paastis.yml`. No message repeats a value: it may be a secret gone astray. */
export const text = z.string({ error: 'expected a text' }).min(1, { error: 'expected a text that is not empty' });

export const secret = text.transform((value) => new Secret(value));

export const flag = z.boolean({ error: 'expected true or false' });

const durationShape = /^(\d{1,9}[smhd])+$/;

function readDuration(value: string, context: z.RefinementCtx): number {
  const ms = parseDuration(value);
  if (ms !== undefined) return ms;
  context.addIssue({ code: 'custom', message: 'expected a duration of a year at most' });
  return z.NEVER;
}

const DURATION_EXPECTED = 'expected a duration such as 90s, 30m, 2h or 3d';

export const duration = z
  .string({ error: DURATION_EXPECTED })
  .regex(durationShape, { error: DURATION_EXPECTED })
  .transform(readDuration);

const IDLE_EXPECTED = `${DURATION_EXPECTED}, or never`;

export const idleAfter = z
  .string({ error: IDLE_EXPECTED })
  .regex(new RegExp(`${durationShape.source}|^never$`), { error: IDLE_EXPECTED })
  .transform((value, context) => (value === 'never' ? value : readDuration(value, context)));

export const address = text
  .refine((value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol), {
    error: 'expected an address such as https://api.example.com',
  })
  .transform((value) => value.replace(/\/+$/, ''));

export const timezone = text.refine(isTimezone, { error: 'expected a time zone such as Europe/Paris' });

function isTimezone(value: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

export const pattern = text.superRefine((value, context) => {
  try {
    compilePattern(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
  }
});

const day = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const days = `${day}(?:-${day})?(?:, ?${day}(?:-${day})?)*`;
const time = '(?:[01]?\\d|2[0-3]):[0-5]\\d';

/** Several periods are separated by semicolons: `Mon-Thu 08:00-19:00; Fri 08:00-17:00`. */
export const hours = text.regex(new RegExp(`^${days} ${time}-${time}(?:; ?${days} ${time}-${time})*$`, 'i'), {
  error: 'expected hours such as Mon-Fri 08:00-19:00',
});

export const schedule = text.regex(new RegExp(`^${days} ${time}(?:; ?${days} ${time})*$`, 'i'), {
  error: 'expected a schedule such as Mon-Fri 09:00',
});

const SCALE_EXPECTED = "expected an amount and a size such as '1:S', or an amount";

const scale = z
  .union(
    [z.number().int().min(0).max(1_000), z.string().regex(/^\d{1,4}(:[\w.-]{1,20})?$/, { error: SCALE_EXPECTED })],
    { error: SCALE_EXPECTED },
  )
  .transform((value) => {
    const [amount = '', size] = String(value).split(':');
    return { amount: Number(amount), ...(size === undefined ? {} : { size }) };
  });

export const formation = z
  .record(z.string(), scale, { error: "expected process types such as { web: '1:S' }" })
  .transform((types): Formation => types);
