import type { App } from '@slack/bolt';
import * as z from 'zod';
import { describeError } from '../../../core/index.ts';
import type { SlackContext } from '../context.ts';
import { appOptionGroups, type FormVerb } from '../forms/app-options.ts';
import { formVerb } from '../forms/command-form.ts';
import { actionIds } from '../ids.ts';
import { findSoon } from './find-soon.ts';
import { mayRead } from './modals.ts';

/** What we read of a letter typed in a searching select. */
const suggestionSchema = z.object({
  value: z.string().default(''),
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().nullish() }),
  view: z.object({ private_metadata: z.string().default('') }).nullish(),
});

/** Slack shows nothing after 3 s, and an empty list is kinder than that. */
const PATIENCE_MS = 1_500;

/** The searching select of apps: answered from memory, letter by letter. */
export function registerOptions(app: App, context: SlackContext): void {
  app.options(actionIds.appSelect, async ({ body, ack }) => {
    await ack(await suggest(context, body).catch((error: unknown) => nothing(context, error)));
  });
}

type Suggestions = { option_groups: ReturnType<typeof appOptionGroups> } | { options: [] };

async function suggest(context: SlackContext, body: unknown): Promise<Suggestions> {
  const { value, user, view } = suggestionSchema.parse(body);
  const person = await findSoon(context, user, PATIENCE_MS);
  if (!mayRead(context, person)) return { options: [] };
  const { apps } = await context.paastis.overview(person.language);
  const verb: FormVerb = formVerb(view?.private_metadata) ?? 'status';
  const t = context.translate(person.language);
  const groups = appOptionGroups(
    { apps, typed: value, verb },
    { t, timezone: person.timezone, now: context.clock.now() },
  );
  // Slack takes no empty list of groups.
  return groups.length === 0 ? { options: [] } : { option_groups: groups };
}

/** There is no way to show an error in a select. */
function nothing({ log, redact }: SlackContext, error: unknown): Suggestions {
  log.error({ error: redact(describeError(error)) }, 'slack select not answered');
  return { options: [] };
}
