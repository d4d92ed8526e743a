import * as z from 'zod';
import type { PullRequest } from '../trigger/event.ts';
import type { Answer } from './caller.ts';
import { contractError } from './failure.ts';
import type { Comment, Deployment, DeploymentState } from './github.ts';

/*
 * GitHub's answers, as far as we look at them. Deleted accounts and repositories are null; older GitHub Enterprise
 * Servers leave out what came later.
 * @see https://docs.github.com/en/rest, API version 2022-11-28
 */

const user = z.object({ login: z.string(), type: z.string().optional() }).nullish();

const repository = z.object({ full_name: z.string() });

export const pullRequestSchema = z.object({
  number: z.number(),
  state: z.enum(['open', 'closed']),
  draft: z.boolean().nullish(),
  merged_at: z.string().nullish(),
  head: z.object({ ref: z.string(), sha: z.string(), repo: repository.nullish() }),
  base: z.object({ repo: repository }),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]),
  user,
  html_url: z.string(),
  updated_at: z.string().nullish(),
  closed_at: z.string().nullish(),
});

export const pullRequestsSchema = z.array(pullRequestSchema);

export function mapPullRequest(pull: z.infer<typeof pullRequestSchema>): PullRequest {
  const { number, state, head, base } = pull;
  return {
    number,
    state,
    draft: pull.draft ?? false,
    // The list has no `merged`; both have this.
    merged: typeof pull.merged_at === 'string',
    headRef: head.ref,
    headSha: head.sha,
    ...(head.repo ? { headRepository: head.repo.full_name } : {}),
    baseRepository: base.repo.full_name,
    labels: pull.labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? []))),
    ...(pull.user ? { author: pull.user.login } : {}),
    url: pull.html_url,
    ...(pull.updated_at ? { updatedAt: pull.updated_at } : {}),
    ...(pull.closed_at ? { closedAt: pull.closed_at } : {}),
  };
}

export const commentSchema = z.object({
  id: z.number(),
  body: z.string().nullish(),
  user,
  created_at: z.string(),
});

export const commentsSchema = z.array(commentSchema);

/** `performed_via_github_app` says nothing: people who write through an app have it too. */
export function mapComment(comment: z.infer<typeof commentSchema>): Comment {
  return {
    id: comment.id,
    body: comment.body ?? '',
    ...(comment.user ? { author: comment.user.login } : {}),
    bot: comment.user?.type === 'Bot',
    createdAt: comment.created_at,
  };
}

/** `permission` is what a custom role amounts to; GitHub folds `maintain` and `triage` into it, but says so of few servers. */
export const accountSchema = z.object({ login: z.string() });

export const accessSchema = z.object({ permission: z.string() });

export function mapAccess(permission: string): 'admin' | 'write' | 'read' | 'none' {
  if (permission === 'admin') return permission;
  if (permission === 'write' || permission === 'maintain') return 'write';
  return permission === 'read' || permission === 'triage' ? 'read' : 'none';
}

export const deploymentSchema = z.object({ id: z.number(), environment: z.string(), sha: z.string() });

export const deploymentsSchema = z.array(deploymentSchema);

export function mapDeployment({ id, environment, sha }: z.infer<typeof deploymentSchema>): Deployment {
  return { id, environment, sha };
}

const states = ['in_progress', 'success', 'failure', 'error', 'inactive', 'queued', 'pending'] as const;

export const statusesSchema = z.array(z.object({ state: z.enum(states) }));

/** @param statuses newest first */
export function mapState(statuses: z.infer<typeof statusesSchema>): DeploymentState {
  return statuses[0]?.state ?? 'pending';
}

/** @throws {GitHubError} github_contract */
export function read<Schema extends z.ZodType>({ asked, text }: Answer, schema: Schema): z.output<Schema> {
  const json = parseJson(text);
  if (json === undefined) throw contractError(asked, 'not valid JSON');
  const checked = schema.safeParse(json.value);
  if (!checked.success) throw contractError(asked, describeFaults(checked.error));
  return checked.data;
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch {
    // The parser's message quotes the text, which may be anybody's.
    return undefined;
  }
}

/** The fields that are not as expected, never their values. */
function describeFaults(error: z.ZodError): string {
  return error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.map(String).join('.') || 'answer'}: ${issue.message}`)
    .join('; ');
}
