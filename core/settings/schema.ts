import * as z from 'zod';
import {
  address,
  duration,
  flag,
  formation,
  hours,
  idleAfter,
  pattern,
  schedule,
  secret,
  text,
  timezone,
} from './values.ts';

/** Every key of `paastis.yml`, as people write it. The JSON Schema and the guard on the documentation come from here. */
const scalingo = z.strictObject({
  type: z.literal('scalingo'),
  region: text.default('osc-fr1'),
  token: secret,
  api_url: address.exactOptional(),
  auth_url: address.exactOptional(),
});

const cleverCloud = z.strictObject({
  type: z.literal('clever-cloud'),
  region: text.default('par'),
  owner: text.exactOptional(),
  token: secret.exactOptional(),
  consumer_key: text.exactOptional(),
  consumer_secret: secret.exactOptional(),
  oauth_token: secret.exactOptional(),
  oauth_secret: secret.exactOptional(),
  api_url: address.exactOptional(),
});

const provider = z.discriminatedUnion('type', [scalingo, cleverCloud]);

const accessLevel = z.enum(['everyone', 'operators', 'admins']);

const rule = z.strictObject({
  match: pattern,
  protect: flag.exactOptional(),
  manage: flag.exactOptional(),
  idle_after: idleAfter.exactOptional(),
  hours: hours.exactOptional(),
  wake_at_start: flag.exactOptional(),
  needs: z.array(text).exactOptional(),
  group: text.exactOptional(),
  formation: formation.exactOptional(),
  ready: z.strictObject({ path: text.startsWith('/').default('/'), timeout: duration.prefault('10m') }).exactOptional(),
  channel: text.exactOptional(),
  wake_access: accessLevel.exactOptional(),
  sleep_access: accessLevel.exactOptional(),
});

export const settingsSchema = z.strictObject({
  providers: z.array(provider).default([]).superRefine(oncePerRegion),
  mode: z.enum(['observe', 'enforce']).default('observe'),
  language: z.enum(['en', 'fr']).default('en'),
  timezone: timezone.default('UTC'),
  holidays: z.array(text).default([]),
  defaults: z.strictObject({ manage: flag.default(false), idle_after: idleAfter.prefault('30m') }).prefault({}),
  rules: z.array(rule).default([]),
  access: z.strictObject({ admins: z.array(text).default([]), operators: z.array(text).default([]) }).prefault({}),
  digests: z.array(z.strictObject({ channel: text, at: schedule })).default([]),
  prices: z.record(z.string(), z.record(z.string(), z.number().min(0))).default({}),
});

export type Settings = z.infer<typeof settingsSchema>;
export type ProviderSettings = z.infer<typeof provider>;
export type RuleSettings = z.infer<typeof rule>;

/** One account per region: two would show, sleep and pay for every app twice. */
function oncePerRegion(
  providers: readonly { readonly type: string; readonly region: string }[],
  context: z.RefinementCtx,
): void {
  const seen = new Set<string>();
  for (const [index, { type, region }] of providers.entries()) {
    const key = `${type}/${region}`;
    if (seen.has(key)) context.addIssue({ code: 'custom', path: [index], message: `${key} is listed twice` });
    seen.add(key);
  }
}
