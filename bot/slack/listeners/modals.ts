import { randomUUID } from 'node:crypto';
import type { App } from '@slack/bolt';
import * as z from 'zod';
import { noteCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import type { FormVerb } from '../forms/app-options.ts';
import { commandForm, type FormMetadata, readCommandForm } from '../forms/command-form.ts';
import { callbackIds } from '../ids.ts';
import type { Person } from '../people.ts';
import type { ResponseUrl } from '../response-url.ts';
import type { Ask } from '../telling.ts';
import { trySlack } from '../web-calls.ts';

/** A command whose target is missing, and where its answer goes. */
export interface FormRequest {
  /** Good for one form, for three seconds. */
  readonly triggerId: string;
  readonly verb: FormVerb;
  readonly person: Person;
  /** Left out: the answer goes to the person alone, as a direct message. */
  readonly channel?: string;
  readonly threadTs?: string;
  readonly responseUrl?: ResponseUrl;
  /** Qualified names chosen beforehand. */
  readonly refs?: readonly string[];
  /** Said above the fields, in the person's language. */
  readonly note?: string;
}

/** What we read of a form that is sent, https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
const submissionSchema = z.object({
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().nullish() }),
  view: z.object({ private_metadata: z.string(), state: z.object({ values: z.unknown() }) }),
});

/** Forms: opened, submitted, closed. */
export function registerModals(app: App, context: SlackContext): void {
  app.view({ callback_id: callbackIds.command, type: 'view_submission' }, async ({ body, ack }) => {
    const { user, view } = submissionSchema.parse(body);
    const { paastis, people, operations } = context;
    const { language } = people.recall(user.id);
    const { apps } = await paastis.overview(language);
    const sent = { private_metadata: view.private_metadata, values: view.state.values };
    const reading = readCommandForm(sent, apps, context.translate(language));
    if (reading.kind === 'refused') return ack({ response_action: 'errors', errors: { ...reading.errors } });
    await ack();
    const run = async () => {
      const { channel, threadTs, reply } = reading.metadata;
      const responseUrl = reply === undefined ? undefined : repliesOf(context).take(reply);
      const person = await people.find(user.id, user.team_id ?? undefined);
      const place = { channel, threadTs, responseUrl };
      await operations.run({ ...answerPlace(place), line: reading.line, person });
    };
    context.track(run());
  });
}

/** Right after the acknowledgement: the trigger is good for three seconds. Never rejects. */
export async function openCommandForm(context: SlackContext, request: FormRequest): Promise<void> {
  const { paastis, clock, timezone } = context;
  const { verb, person, channel, threadTs, responseUrl, note, refs = [] } = request;
  // The core says why, and whom to ask.
  if (!mayRead(context, person)) return context.operations.run({ ...answerPlace(request), line: 'list', person });
  const t = context.translate(person.language);
  const { apps } = await paastis.overview(person.language);
  const metadata: FormMetadata = {
    v: 1,
    verb,
    ...(channel !== undefined && { channel }),
    ...(threadTs !== undefined && { threadTs }),
    ...(responseUrl !== undefined && { reply: repliesOf(context).keep(responseUrl) }),
  };
  const chosen = refs.flatMap((ref) => apps.find((app) => app.ref === ref) ?? []);
  // By the clock of the settings: that is how the core reads the times that can be chosen.
  const reader = { t, timezone, now: clock.now() };
  const view = commandForm({ metadata, apps: chosen, ...(note !== undefined && { note }) }, reader);
  const opened = await trySlack(() => context.web.views.open({ trigger_id: request.triggerId, view }));
  if (opened.ok) return;
  const error = context.redact(opened.failure.error);
  context.log.warn({ error, verb }, 'slack form not opened');
  await tellPrivately(context, request, t('modals.not_opened', { error, verb }));
}

/** Somebody may use Paastis at all: guests and people of other companies may not even see names. */
export function mayRead({ paastis }: SlackContext, { id, standing, language }: Person): boolean {
  return paastis.may({ actor: `slack:${id}`, entryPoint: 'slack', standing, language }, 'read').allowed;
}

interface AnswerPlace {
  readonly channel?: string | undefined;
  readonly threadTs?: string | undefined;
  readonly responseUrl?: ResponseUrl | undefined;
}

function answerPlace({ channel, threadTs, responseUrl }: AnswerPlace): Omit<Ask, 'line' | 'person'> {
  return {
    ...(channel !== undefined && { channel }),
    ...(threadTs !== undefined && { threadTs }),
    ...(responseUrl !== undefined && { responseUrl }),
  };
}

async function tellPrivately(
  { web, log }: SlackContext,
  { person, channel, responseUrl }: FormRequest,
  sentence: string,
): Promise<void> {
  const card = noteCard(sentence);
  if (responseUrl !== undefined && (await responseUrl.post(card))) return;
  const user = person.id;
  if (channel !== undefined && (await trySlack(() => web.chat.postEphemeral({ channel, user, ...card }))).ok) return;
  const told = await trySlack(() => web.chat.postMessage({ channel: user, ...card }));
  if (!told.ok) log.error({ actor: user, error: told.failure.error }, 'slack answer lost');
}

/** A form open for longer than that is answered by other ways. */
const MOST_REPLIES = 1_000;

/**
 * Write-back addresses of commands whose form is open. They let anybody who has them write into the channel, so they
 * stay here instead of travelling with the form; after a restart answers come as any other private message.
 */
class Replies {
  readonly #byKey = new Map<string, ResponseUrl>();

  keep(responseUrl: ResponseUrl): string {
    const key = randomUUID();
    this.#byKey.set(key, responseUrl);
    const [oldest] = this.#byKey.keys();
    if (this.#byKey.size > MOST_REPLIES && oldest !== undefined) this.#byKey.delete(oldest);
    return key;
  }

  take(key: string): ResponseUrl | undefined {
    const responseUrl = this.#byKey.get(key);
    this.#byKey.delete(key);
    return responseUrl;
  }
}

const replies = new WeakMap<SlackContext, Replies>();

function repliesOf(context: SlackContext): Replies {
  const known = replies.get(context) ?? new Replies();
  replies.set(context, known);
  return known;
}
