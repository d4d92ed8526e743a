import { type Answer, notFound, problem } from './answers.ts';
import type { Grant } from './shapes.ts';
import type { World } from './world.ts';

type Scope = keyof Grant;

interface Need {
  readonly level: 'read' | 'write';
  /** Any of these. */
  readonly scopes: readonly Scope[];
}

const comments = ['issues', 'pull-requests'] as const;
const inRepository = '/repos/{owner}/{repo}';

/** What each operation asks of a token; one that is not named is open to everybody. */
const needs: Readonly<Record<string, Need>> = {
  [`get ${inRepository}/issues/{issue_number}/comments`]: { level: 'read', scopes: comments },
  [`post ${inRepository}/issues/{issue_number}/comments`]: { level: 'write', scopes: comments },
  [`get ${inRepository}/issues/{issue_number}/timeline`]: { level: 'read', scopes: comments },
  [`get ${inRepository}/issues/comments/{comment_id}`]: { level: 'read', scopes: comments },
  [`patch ${inRepository}/issues/comments/{comment_id}`]: { level: 'write', scopes: comments },
  [`delete ${inRepository}/issues/comments/{comment_id}`]: { level: 'write', scopes: comments },
  [`get ${inRepository}/issues/comments/{comment_id}/reactions`]: { level: 'read', scopes: comments },
  [`post ${inRepository}/issues/comments/{comment_id}/reactions`]: { level: 'write', scopes: comments },
  [`get ${inRepository}/pulls`]: { level: 'read', scopes: ['pull-requests'] },
  [`get ${inRepository}/pulls/{pull_number}`]: { level: 'read', scopes: ['pull-requests'] },
  [`get ${inRepository}/collaborators/{username}/permission`]: { level: 'read', scopes: ['metadata'] },
  [`get ${inRepository}/contents/{path}`]: { level: 'read', scopes: ['contents'] },
  [`get ${inRepository}/deployments`]: { level: 'read', scopes: ['deployments'] },
  [`post ${inRepository}/deployments`]: { level: 'write', scopes: ['deployments'] },
  [`get ${inRepository}/deployments/{deployment_id}`]: { level: 'read', scopes: ['deployments'] },
  [`delete ${inRepository}/deployments/{deployment_id}`]: { level: 'write', scopes: ['deployments'] },
  [`get ${inRepository}/deployments/{deployment_id}/statuses`]: { level: 'read', scopes: ['deployments'] },
  [`post ${inRepository}/deployments/{deployment_id}/statuses`]: { level: 'write', scopes: ['deployments'] },
  [`delete ${inRepository}/environments/{environment_name}`]: { level: 'write', scopes: ['administration'] },
};

/** `x-accepted-github-permissions`: what would have sufficed. */
export function acceptedFor(operation: string): string | undefined {
  const need = needs[operation];
  return need?.scopes.map((scope) => `${scope.replace('-', '_')}=${need.level}`).join('; ');
}

export interface Caller {
  readonly granted: Grant;
  /** Login behind a personal token; undefined: a workflow's own. */
  readonly person: string | undefined;
}

/** Why this token may not do that; undefined: it may. */
export function refusal(
  operation: { readonly name: string; readonly params: Readonly<Record<string, string>> },
  { granted, person }: Caller,
  world: World,
): Answer | undefined {
  const { name, params } = operation;
  if (params.owner !== undefined && !isHere(params, world)) return notFound;
  const actor = person === undefined ? 'integration' : 'personal access token';
  if (name === 'get /user' && person === undefined) return problem(403, `Resource not accessible by ${actor}`);
  const need = needs[name];
  if (need === undefined || (need.level === 'read' && !world.private)) return undefined;
  const scopes = need.scopes === comments ? [scopeOfThread(params, world)] : need.scopes;
  const enough = scopes.some((scope) => granted[scope] === 'write' || granted[scope] === need.level);
  return enough ? undefined : problem(403, `Resource not accessible by ${actor}`);
}

function isHere({ owner = '', repo = '' }: Readonly<Record<string, string>>, world: World): boolean {
  return `${owner}/${repo}`.toLowerCase() === world.repository.toLowerCase();
}

/** Every pull request is an issue to the API, but not to permissions. */
function scopeOfThread({ issue_number, comment_id }: Readonly<Record<string, string>>, world: World): Scope {
  const number = issue_number === undefined ? world.comments.get(Number(comment_id))?.number : Number(issue_number);
  return number !== undefined && world.issues.has(number) ? 'issues' : 'pull-requests';
}
