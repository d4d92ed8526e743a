import type { SlackContext } from '../context.ts';
import type { Person } from '../people.ts';

/** Of the three seconds in which a form can be opened. */
export const TRIGGER_PATIENCE_MS = 1_000;

/** Who it is, known already as a rule; after so long what memory alone tells, since Slack itself waits 3 s at most. */
export async function findSoon(
  { people, clock }: SlackContext,
  user: { readonly id: string; readonly team_id?: string | null | undefined },
  withinMs: number,
): Promise<Person> {
  const deadline = clock.timeout(withinMs);
  const late = new Promise<Person>((resolve) =>
    deadline.signal.addEventListener('abort', () => resolve(people.recall(user.id)), { once: true }),
  );
  try {
    return await Promise.race([people.find(user.id, user.team_id ?? undefined), late]);
  } finally {
    deadline.cancel();
  }
}
