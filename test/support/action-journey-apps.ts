import type { NewApp } from '../../core/simulator/scalingo/platform/state.ts';
import type { Journey } from './action-journey.ts';

/** How often a state is looked at that passes within some ticks. */
const LOOK_MS = 5;

/** Resolves once it is true; a test that waits in vain ends by its own limit. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** An app that ran as told and was scaled to nothing since, as its history says. */
export async function addAsleep({ scalingo }: Pick<Journey, 'scalingo'>, app: NewApp): Promise<void> {
  const { name, formation = { web: { amount: 1, size: 'M' } } } = app;
  await scalingo.world.addApp({ ...app, formation, stopMs: 1 });
  await sleepNow({ scalingo }, name);
}

/** Somebody scales it to nothing. */
export async function sleepNow({ scalingo }: Pick<Journey, 'scalingo'>, name: string): Promise<void> {
  const types = Object.keys(scalingo.world.formationOf(name));
  scalingo.world.scale(name, Object.fromEntries(types.map((type) => [type, 0])));
  await until(() => scalingo.world.app(name).status === 'stopped');
}

/** The one comment as people read it, without what is hidden and what is folded away. */
export function readComment({ github }: Pick<Journey, 'github'>, number = 42): string {
  const [body = ''] = github.comments(number).map((comment) => comment.body);
  return body
    .replaceAll(/<!--.*?-->/g, '')
    .replaceAll(/<details>[\s\S]*?<\/details>/g, '')
    .replaceAll('&#8203;', '')
    .trim();
}
