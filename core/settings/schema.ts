import * as z from 'zod';
import { account, oncePerRegion } from './accounts.ts';
import { checkRule } from './checks/rules.ts';
import {
  channel,
  courtesy,
  flag,
  formation,
  group,
  holiday,
  hours,
  idleAfter,
  need,
  path,
  pattern,
  person,
  price,
  schedule,
  timeout,
  timezone,
  wakesPerHour,
} from './values.ts';

/**
 * Every key of `paastis.yml`, as people write it, with what editors show about it. The JSON Schema, near matches of
 * misspelt keys and the guard on the documentation come from here.
 */
const accessLevel = z.enum(['everyone', 'operators', 'admins']);

const ready = z.strictObject({
  path: path.default('/').describe('Asked until it answers below 500.'),
  timeout: timeout.prefault('10m').describe('How long a wake may take.'),
});

const rule = z.strictObject({
  match: pattern.describe(
    'The apps it speaks for: a name, a glob such as shop-pr{pr}-*, or a regular expression between slashes.',
  ),
  protect: flag.exactOptional().describe('true: never slept, by nobody, whatever else says.'),
  manage: flag.exactOptional().describe('true: may be slept.'),
  idle_after: idleAfter.exactOptional().describe('Sleeps after that long without any use; or never.'),
  hours: hours.exactOptional().describe('Outside these it sleeps once unused for 10 min: Mon-Fri 08:00-19:00.'),
  wake_at_start: flag.exactOptional().describe('true: wakes when the hours begin.'),
  needs: z.array(need).exactOptional().describe('Apps that are woken before it, and kept awake by its use.'),
  group: group.exactOptional().describe('Apps with the same group sleep and wake as one: shop-pr{pr}.'),
  formation: formation
    .exactOptional()
    .describe("What is started when neither snapshot nor history is known: { web: '1:S' }."),
  ready: ready.exactOptional().describe('When a woken app counts as ready.'),
  channel: channel.exactOptional().describe('Where its messages go.'),
  courtesy: courtesy.exactOptional().describe('How long before it sleeps by itself its channel is told: 10m; or off.'),
  wake_access: accessLevel.exactOptional().describe('Who may wake it.'),
  sleep_access: accessLevel.exactOptional().describe('Who may put it to sleep.'),
});

const defaults = z.strictObject({
  manage: flag.default(false).describe('true: every app without a rule of its own may be slept.'),
  idle_after: idleAfter.prefault('30m').describe('How long without any use before a managed app sleeps; or never.'),
  courtesy: courtesy
    .prefault('10m')
    .describe('How long before an app sleeps by itself the people who used it lately are told; or off.'),
});

const access = z.strictObject({
  admins: z.array(person).default([]).describe('May do everything.'),
  operators: z.array(person).default([]).describe('May wake and sleep what is left to operators.'),
  wakes_per_hour: wakesPerHour.default(30).describe('How many apps a person who is neither may wake in an hour.'),
});

const digest = z.strictObject({
  channel: channel.describe('Where it is posted.'),
  at: schedule.describe('When: Mon-Fri 09:00.'),
});

const prices = z.record(
  z.string().regex(/^(scalingo|clever-cloud)\/[a-z0-9]+(-[a-z0-9]+)*$/, { error: 'fault.price_region' }),
  z.record(z.string().regex(/^[\w.-]{1,20}$/, { error: 'fault.price_size' }), price),
);

export const settingsSchema = z
  .strictObject({
    providers: z
      .array(account)
      .default([])
      .superRefine(oncePerRegion)
      .describe('Accounts, one per region. None: those of the environment.'),
    mode: z
      .enum(['observe', 'enforce'])
      .default('observe')
      .describe('observe decides and tells, and touches nothing by itself; enforce sleeps and wakes.'),
    language: z.enum(['en', 'fr']).exactOptional().describe('Of messages; default: from LANG.'),
    timezone: timezone.exactOptional().describe('Of all hours: Europe/Paris; default: the machine’s.'),
    holidays: z
      .array(holiday)
      .default([])
      .describe('Days without hours: FR, dates such as 2026-12-24, paths of iCalendar files.'),
    defaults: defaults.prefault({}).describe('What holds where the rule of an app says nothing.'),
    rules: z.array(rule.superRefine(checkRule)).default([]).describe('The first rule that matches speaks for an app.'),
    access: access.prefault({}).describe('Who is who for wake_access and sleep_access.'),
    digests: z.array(digest).default([]).describe('Regular messages about idle apps.'),
    prices: prices.default({}).describe('EUR per hour by region and size, instead of the list prices.'),
  })
  .meta({ title: 'Settings of Paastis', description: 'paastis.yml: what may sleep, when, and who decides.' });

export type Settings = z.infer<typeof settingsSchema>;
export type RuleSettings = z.infer<typeof rule>;
