import type { Inputs } from '../inputs.ts';

/**
 * What a job's token must be allowed to do, by feature: no more than this. Of a public repository everything can be read
 * by any token; a private one takes the reading lines too.
 */
export const permissions = {
  /** The one comment, reactions to commands, and reading what both are about. */
  comment: ['pull-requests: write'],
  /** Deployments of apps, and retiring the older ones. */
  deployment: ['deployments: write'],
  /** What people do on pull requests, for `sweep`; who closed or labelled one. */
  activity: ['pull-requests: read'],
  /** A settings file that no step has checked out, and `actions/checkout` itself. */
  settings: ['contents: read'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Feature = keyof typeof permissions;

/** What a step with these inputs does on GitHub. */
export function featuresOf({
  comment,
  deployment,
  dryRun,
}: Pick<Inputs, 'comment' | 'deployment' | 'dryRun'>): readonly Feature[] {
  const writes: readonly Feature[] = dryRun
    ? []
    : [...(comment ? (['comment'] as const) : []), ...(deployment ? (['deployment'] as const) : [])];
  return [...writes, ...(writes.includes('comment') ? [] : (['activity'] as const)), 'settings'];
}

/**
 * The whole block of a job: a job that names some rights has none but those, so a line that is missing is never given
 * alone.
 * @param missing `deployments: write`
 */
export function permissionBlock(missing: readonly string[], features: readonly Feature[]): readonly string[] {
  const lines = [...missing, ...features.flatMap((feature) => [...permissions[feature]])];
  const levels = new Map<string, string>();
  for (const line of lines) {
    const [scope = '', level = ''] = line.split(': ');
    if (levels.get(scope) !== 'write') levels.set(scope, level);
  }
  return ['permissions:', ...[...levels].map(([scope, level]) => `  ${scope}: ${level}`)];
}
