import { type Journey, type JourneyOptions, startJourney } from './action-journey.ts';

/** The commit of the pull request, known to GitHub and to the event alike. */
export const HEAD_SHA = 'ec26c3e57ca3a959ca5aad62de7213c562f8c821';

/** Pull request 42 and its app, which ran with one container and was put to sleep: nothing need be assumed of it. */
export async function withAsleepApp(options: JourneyOptions = {}): Promise<Journey> {
  const journey = await startJourney(options);
  const { github, scalingo } = journey;
  github.addPullRequest({ number: 42, headSha: HEAD_SHA });
  await scalingo.world.addApp({ name: 'shop-pr42', formation: { web: { amount: 0, size: 'M' } } });
  const at = new Date(Date.now() - 60 * 60_000).toISOString();
  const slept = { previous_containers: { web: '1:M' }, containers: { web: '0:M' } };
  scalingo.world.addEvent('shop-pr42', 'scale', slept, at);
  return journey;
}

type Push = Partial<Parameters<Journey['pullRequest']>[0]>;

/** A push to that pull request. */
export function pushed(journey: Journey, more: Push = {}) {
  return { payload: journey.pullRequest({ action: 'synchronize', number: 42, headSha: HEAD_SHA, ...more }) };
}

/** What is told to people as annotations: level and text. */
export function told(ending: {
  readonly annotations: readonly { readonly level: string; readonly message: string }[];
}): readonly string[] {
  return ending.annotations.map(({ level, message }) => `${level}: ${message}`);
}
