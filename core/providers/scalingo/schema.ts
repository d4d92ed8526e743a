import * as z from 'zod';

/*
 * The fields we read, and no others. Only what we cannot do without is required: everything else may be missing, null
 * or of another type one day without breaking a wake.
 */

const maybeText = z.string().nullish().catch(undefined);

export const appRow = z.object({
  id: z.string(),
  name: z.string(),
  status: z.string(),
  parent_app_name: maybeText,
  url: maybeText,
  base_url: maybeText,
  created_at: maybeText,
  /** The last attempt. */
  last_deployed_at: maybeText,
  /** The last success; null: never deployed. Absent says nothing. */
  last_deployment_id: maybeText,
  owner: z.object({ id: z.string() }).nullish().catch(undefined),
});
export type AppRow = z.infer<typeof appRow>;

export const appList = z.object({ apps: z.array(appRow) });
export const appAnswer = z.object({ app: appRow });

/** The formation: target amounts, one row per process type. */
export const formationRow = z.object({ name: z.string(), amount: z.number().int().min(0), size: maybeText });
export type FormationRow = z.infer<typeof formationRow>;
export const formationAnswer = z.object({ containers: z.array(formationRow) });

export const autoscalerRow = z.object({
  id: z.string(),
  container_type: z.string(),
  disabled: z.boolean().nullish().catch(undefined),
  updated_at: maybeText,
});
export type AutoscalerRow = z.infer<typeof autoscalerRow>;
export const autoscalerList = z.object({ autoscalers: z.array(autoscalerRow) });

/** What really runs, one-offs included. */
export const containerRow = z.object({
  type: z.string(),
  label: maybeText,
  created_at: maybeText,
  deleted_at: maybeText,
});
export type ContainerRow = z.infer<typeof containerRow>;
export const containerList = z.object({ containers: z.array(containerRow) });

/** `error` in the documentation, `message` in older recordings. */
export const operationAnswer = z.object({
  operation: z.object({ status: z.string(), error: maybeText, message: maybeText }),
});

export const deploymentRow = z.object({ status: z.string(), created_at: maybeText, finished_at: maybeText });
export type DeploymentRow = z.infer<typeof deploymentRow>;
export const deploymentList = z.object({ deployments: z.array(deploymentRow) });

export const eventRow = z.object({
  type: z.string(),
  type_data: z.unknown(),
  created_at: z.string().nullish(),
  user: z.object({ id: z.string().nullish(), username: z.string().nullish() }).nullish().catch(undefined),
});
export type EventRow = z.infer<typeof eventRow>;
export const eventPage = z.object({
  events: z.array(eventRow),
  meta: z
    .object({ pagination: z.object({ next_page: z.number().nullish() }) })
    .nullish()
    .catch(undefined),
});

export const restartData = z.object({ reason: z.string().nullish() });

/** Recordings show `"3:S"`, the documentation bare integers. */
const eventScale = z.union([z.string(), z.number()]);
export const scaleData = z.object({
  containers: z.record(z.string(), eventScale),
  previous_containers: z.record(z.string(), eventScale),
});
export type EventFormation = z.infer<typeof scaleData>['containers'];

/** The only answer that is a bare array. */
export const metricPoints = z.array(z.object({ time: z.string(), value: z.number().nullable() }));
export type MetricPoint = z.infer<typeof metricPoints>[number];

export const tokenAnswer = z.object({ token: z.string().min(1) });
export const tokenClaims = z.object({ exp: z.number(), iat: z.number().nullish().catch(undefined) });

export const accountAnswer = z.object({ user: z.object({ id: z.string(), username: maybeText, email: maybeText }) });

export const sizeRow = z.object({
  name: z.string(),
  /** Cents. */
  thirtydays_price: z.number().nullish().catch(undefined),
});
export type SizeRow = z.infer<typeof sizeRow>;
export const sizeList = z.object({ container_sizes: z.array(sizeRow) });

export const reviewRow = z.object({
  app_id: z.string(),
  stale_deletion_date: maybeText,
  on_close_deletion_date: maybeText,
  pull_request: z
    .object({ number: z.number().int().nullish().catch(undefined), branch_name: maybeText, closed_at: maybeText })
    .nullish()
    .catch(undefined),
});
export type ReviewRow = z.infer<typeof reviewRow>;
export const reviewList = z.object({ review_apps: z.array(reviewRow) });

export const collaboratorRow = z.object({
  user_id: maybeText,
  email: maybeText,
  is_limited: z.boolean().nullish().catch(undefined),
});
export type CollaboratorRow = z.infer<typeof collaboratorRow>;
export const collaboratorList = z.object({ collaborators: z.array(collaboratorRow) });

export const failureBody = z.object({
  error: maybeText,
  code: maybeText,
  resource: maybeText,
  url: maybeText,
  errors: z
    .record(z.string(), z.union([z.array(z.string()), z.string()]))
    .nullish()
    .catch(undefined),
});
export type FailureBody = z.infer<typeof failureBody>;
