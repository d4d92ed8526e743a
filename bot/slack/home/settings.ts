import type { App } from '@slack/bolt';
import * as z from 'zod';
import { describeError, type Report } from '../../../core/index.ts';
import { privateErrorText } from '../cards/error-text.ts';
import { plain } from '../cards/pieces.ts';
import type { SlackContext } from '../context.ts';
import { codeBlock } from '../digests/view.ts';
import { actionIds, readValue } from '../ids.ts';
import type { Person } from '../people.ts';
import { trySlack } from '../web-calls.ts';
import { type HomeClick, readClick } from './click.ts';
import { callerOf, type HomeDesk } from './desk.ts';
import { loadingForm, noteForm, settingsForm } from './forms.ts';
import { trackFor } from './guarded.ts';

const modeValue = z.object({ v: z.literal(1), mode: z.enum(['observe', 'enforce']) });
const digestValue = z.object({ v: z.literal(1), channel: z.string().regex(/^slack:[CGD][A-Z0-9]+$/) });

/** Where what people would rather not have managed is noted, by digests. */
const SUGGESTION_PREFIX = 'slack:suggestion:';

/** What holds for everybody, for admins; whether they are is asked again at each click. */
export function registerHomeSettings(app: App, context: SlackContext, desk: HomeDesk): void {
  const { paastis } = context;

  app.action(actionIds.homeSettings, async ({ body, ack }) => {
    await ack();
    const click = readClick(body);
    if (click !== undefined) trackFor(click.visitor.user, open(click, context, desk), context);
  });

  app.action(actionIds.homeMode, async ({ body, ack }) => {
    await ack();
    const click = readClick(body);
    const mode = readValue(click?.value, modeValue)?.mode;
    if (click === undefined) return;
    if (mode === undefined) return trackFor(click.visitor.user, redraw(click, { context, desk }), context);
    const ask = (person: Person) => paastis.switchMode(mode, callerOf(person));
    trackFor(click.visitor.user, change(click, ask, { context, desk }), context);
  });

  app.action(actionIds.homeDigestOff, async ({ body, ack }) => {
    await ack();
    const click = readClick(body);
    const channel = readValue(click?.value, digestValue)?.channel;
    if (click === undefined) return;
    if (channel === undefined) return trackFor(click.visitor.user, redraw(click, { context, desk }), context);
    const ask = (person: Person) => paastis.run('digest off', { ...callerOf(person), channel });
    trackFor(click.visitor.user, change(click, ask, { context, desk }), context);
  });
}

interface Parts {
  readonly context: SlackContext;
  readonly desk: HomeDesk;
}

async function open({ triggerId, visitor }: HomeClick, context: SlackContext, desk: HomeDesk): Promise<void> {
  const { web, log, redact, people } = context;
  const t = context.translate(people.recall(visitor.user).language);
  const loading = loadingForm(t('home.settings.title'), t);
  const opened = await trySlack(() => web.views.open({ trigger_id: triggerId, view: loading }));
  if (!opened.ok) return log.warn({ error: redact(opened.failure.error) }, 'slack form not opened');
  const viewId = opened.value.view?.id;
  if (viewId !== undefined) await show(viewId, await desk.person(visitor), { context, desk });
}

/** A form left open since another version of Paastis: as it is today, and says why nothing was done. */
async function redraw({ view, visitor }: HomeClick, { context, desk }: Parts): Promise<void> {
  const person = await desk.person(visitor);
  const notice = `:warning: ${context.translate(person.language)('home.settings.outdated')}`;
  await show(view.id, person, { context, desk }, notice);
}

/** Does it, shows what came of it in the form, and what is true now in the Home. */
async function change(
  { view, visitor }: HomeClick,
  ask: (person: Person) => Promise<Report>,
  { context, desk }: Parts,
): Promise<void> {
  const person = await desk.person(visitor);
  const notice = mayChange(person, context) ? await asked(() => ask(person), person, context) : undefined;
  await show(view.id, person, { context, desk }, notice);
  await desk.show(visitor);
}

function mayChange(person: Person, { paastis }: SlackContext): boolean {
  return paastis.may(callerOf(person), 'settings').allowed;
}

/** @returns what there is to say of it; nothing when it simply holds now */
async function asked(ask: () => Promise<Report>, person: Person, context: SlackContext): Promise<string | undefined> {
  const { log, redact, newReference } = context;
  try {
    const report = await ask();
    if (report.kind === 'mode') return [report.title, ...report.lines].map((line) => plain(line, 1_000)).join('\n');
    if (report.kind !== 'error') return undefined;
    const code = report.code === undefined ? '' : `\n${codeBlock(report.code)}`;
    return `:warning: ${privateErrorText(report.error)}${code}`;
  } catch (error) {
    const reference = newReference();
    log.error({ reference, actor: person.id, error: redact(describeError(error)) }, 'slack settings not changed');
    return `:warning: ${context.translate(person.language)('slack.broken', { reference })}`;
  }
}

async function show(viewId: string, person: Person, { context, desk }: Parts, notice?: string): Promise<void> {
  const { paastis, web, log, redact, version } = context;
  const t = context.translate(person.language);
  const update = async (view: ReturnType<typeof settingsForm>) => {
    const updated = await trySlack(() => web.views.update({ view_id: viewId, view }));
    if (!updated.ok) log.info({ error: redact(updated.failure.error) }, 'slack form not updated');
  };
  if (!mayChange(person, context)) return update(noteForm(t('home.settings.title'), [t('home.settings.refused')], t));
  const [overview, notes] = await Promise.all([desk.overview(person), paastis.notes.list(SUGGESTION_PREFIX)]);
  const suggestions = notes.map(({ key }) => key.slice(SUGGESTION_PREFIX.length));
  const { switched } = paastis.mode();
  await update(
    settingsForm(
      {
        overview,
        suggestions,
        ...(switched && { switched }),
        ...(notice !== undefined && { notice }),
        ...(version !== undefined && { version }),
      },
      t,
    ),
  );
}
