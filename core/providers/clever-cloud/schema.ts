import * as z from 'zod';

// Only what we read: `env` and `webhookSecret` travel inside app objects and must never get further than this file.
// States and actions are open strings, because the vendor adds values without notice.

const flavorSchema = z.object({ name: z.string() });

export const applicationSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  zone: z.string(),
  state: z.string(),
  instance: z
    .object({
      lifetime: z.string().nullish(),
      minInstances: z.number().int().nonnegative().nullish(),
      minFlavor: flavorSchema.nullish(),
    })
    .nullish(),
  vhosts: z.array(z.object({ fqdn: z.string() })).nullish(),
  /** Epoch ms. */
  creationDate: z.number().nullish(),
  archived: z.boolean().nullish(),
  /** Absent, null or empty when nothing was ever deployed. */
  commitId: z.string().nullish(),
});

export type Application = z.infer<typeof applicationSchema>;

export const applicationsSchema = z.array(applicationSchema);

export const deploymentSchema = z.object({
  uuid: z.string(),
  /** Start, epoch ms. */
  date: z.number(),
  state: z.string(),
  action: z.string().nullish(),
  cause: z.string().nullish(),
});

export type Deployment = z.infer<typeof deploymentSchema>;

export const deploymentsSchema = z.array(deploymentSchema);

export const instanceSchema = z.object({ state: z.string() });

export type Instance = z.infer<typeof instanceSchema>;

export const instancesSchema = z.array(instanceSchema);

/** Owner-wide answers are untyped at the vendor's; lists keyed by app id is the reading taken. */
export const deploymentsByAppSchema = z.record(z.string(), deploymentsSchema);
export const instancesByAppSchema = z.record(z.string(), instancesSchema);

export const selfSchema = z.object({ id: z.string().min(1), name: z.string().nullish() });

export type Self = z.infer<typeof selfSchema>;

/** Who is in which organisation with which role: `ADMIN`, `MANAGER`, `DEVELOPER`, `ACCOUNTING`. */
export const summarySchema = z.object({
  organisations: z.array(z.object({ id: z.string(), role: z.string().nullish() })),
});

/** The type of dates is not documented: epoch ms elsewhere in v2, text on the bridge. */
const expirationDate = z.union([z.number(), z.string()]).nullish().catch(undefined);

export const currentTokenSchema = z.object({ expirationDate });

export type CurrentToken = z.infer<typeof currentTokenSchema>;

export const apiTokensSchema = z.array(z.object({ state: z.string().nullish(), expirationDate }));

export type ApiTokens = z.infer<typeof apiTokensSchema>;

/** Prices of one zone; `time_unit` is a duration such as `PT1H`. */
export const priceSystemSchema = z.object({
  currency: z.string().nullish(),
  runtime: z.array(
    z.object({
      price: z.number().nullish().catch(undefined),
      time_unit: z.string().nullish(),
      slug_id: z.string().nullish(),
      source: z.string().nullish(),
      flavor: z.string().nullish(),
    }),
  ),
});

export type PriceSystem = z.infer<typeof priceSystemSchema>;

/** Answer to a start; the id is missing in some clients' tests, and the text is not documented. */
export const startedSchema = z.object({ deploymentId: z.string().nullish() });

/** v2 says `{ id, message }`, v4 and the bridge say `{ code, error }`. */
export const failureSchema = z.object({
  id: z.union([z.number(), z.string()]).nullish().catch(undefined),
  message: z.string().nullish().catch(undefined),
  code: z.union([z.number(), z.string()]).nullish().catch(undefined),
  error: z.string().nullish().catch(undefined),
});

/** One bucket an hour, dated by its end. */
export const hourlyCountsSchema = z.array(
  z.object({
    date: z.string(),
    statuses: z.array(z.object({ code: z.number(), count: z.number() })).nullish(),
  }),
);

export type HourlyCounts = z.infer<typeof hourlyCountsSchema>;

/** `http` is missing for TCP and SSH entries. */
export const accessLogSchema = z.object({
  date: z.string(),
  source: z.object({ ip: z.string().nullish() }).nullish().catch(undefined),
  http: z.unknown().optional(),
});

/** The part of `http` that tells who asks what. */
export const requestSchema = z.object({ request: z.object({ path: z.string() }) });
