import { expandTargets } from '../inputs/targets.ts';
import type { PullRequest } from '../trigger/event.ts';
import { slugOf } from '../trigger/slug.ts';
import type { Session } from './session.ts';

/** What a run on this pull request is about: the input's lines filled in, else every app that is managed and belongs to it. */
export function targetsOf(
  { inputs }: Pick<Session, 'inputs'>,
  number: number | undefined,
  pullRequest?: PullRequest,
): readonly string[] {
  if (inputs.apps.length === 0) return number === undefined ? [] : [`#${number}`];
  const branch = pullRequest && slugOf(pullRequest.headRef);
  const { targets, unfilled } = expandTargets(inputs.apps, {
    ...(number !== undefined && { pr: number }),
    ...(branch !== undefined && { branch }),
  });
  // Without a pull request a line means the apps of all of them; with one, what cannot be filled in means none.
  const all = number === undefined ? unfilled.map((line) => line.replace(/\{(pr|branch)\}/g, '*')) : [];
  return [...targets, ...all];
}
