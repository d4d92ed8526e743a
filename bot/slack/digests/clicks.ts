import * as z from 'zod';
import { type Caller, describeError, type Report } from '../../../core/index.ts';
import type { May } from '../cards/buttons.ts';
import { privateErrorText } from '../cards/error-text.ts';
import { type Card, plain, section } from '../cards/pieces.ts';
import { noteCard, reportCard } from '../cards/report.ts';
import type { SlackContext } from '../context.ts';
import { actionIds, readValue } from '../ids.ts';
import { composeEnd, composeLine } from '../lines.ts';
import type { Person } from '../people.ts';
import { tellPerson } from '../private-answer.ts';
import { ResponseUrl } from '../response-url.ts';
import type { DigestBoard } from './board.ts';
import { linesNow } from './lines.ts';
import {
  type DigestNote,
  findDigest,
  findPosting,
  listSuggestions,
  type Place,
  putDigest,
  putSuggestion,
  removePosting,
  shortOf,
} from './notes.ts';
import { codeBlock, digestVerbs } from './view.ts';

/** What we read of a click, https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const clickSchema = z.object({
  user: z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().exactOptional() }),
  channel: z.object({ id: z.string().min(1), name: z.string().exactOptional() }),
  message: z.object({ ts: z.string().min(1) }),
  response_url: z.url({ protocol: /^https?$/ }).exactOptional(),
  actions: z
    .array(
      z.object({
        action_id: z.string(),
        value: z.string().exactOptional(),
        selected_option: z.object({ value: z.string() }).nullish(),
      }),
    )
    .min(1),
});

export type Click = z.infer<typeof clickSchema>;

const menuValue = z.object({ v: z.literal(1), do: z.enum(digestVerbs), app: z.string().min(1).max(40) });

/** The most targets of one line, and its length below the core's own limit. */
const LINE_APPS = 50;
const LINE_LIMIT = 1_500;

/** How long after the note of a post its message may have come. */
const POSTING_MS = 15 * 60_000;

interface Clicked {
  readonly click: Click;
  readonly place: Place;
  readonly note: DigestNote;
  readonly person: Person;
  readonly caller: Caller;
}

/** Does what was clicked and draws the digest anew; only the person who clicked reads what did not work, and why. */
export async function answerClick(click: Click, context: SlackContext, board: DigestBoard): Promise<void> {
  const { people, log, redact, newReference, translate } = context;
  const person = await people.find(click.user.id, click.user.team_id);
  const t = translate(person.language);
  try {
    const place = { channel: click.channel.id, ts: click.message.ts };
    const note = await noteOf(click, place, context);
    if (note === undefined) return await whisper(noteCard(t('slack_digest.unknown')), click, context);
    const caller: Caller = {
      actor: `slack:${person.id}`,
      entryPoint: 'slack',
      standing: person.standing,
      channel: `slack:${click.channel.id}`,
      language: person.language,
    };
    await act({ click, place, note, person, caller }, context, board);
  } catch (error) {
    const reference = newReference();
    log.error({ reference, actor: person.id, error: redact(describeError(error)) }, 'a click on a digest failed');
    await whisper(noteCard(t('slack.broken', { reference })), click, context);
  }
}

/** A message whose post nobody lived to note is taken for the one that was being posted. */
async function noteOf(click: Click, place: Place, { paastis }: SlackContext): Promise<DigestNote | undefined> {
  const { notes } = paastis;
  const known = await findDigest(notes, place);
  if (known !== undefined) return known;
  const { id, name } = click.channel;
  for (const channel of [`slack:${id}`, id, ...(name === undefined ? [] : [`#${name}`])]) {
    const posting = await findPosting(notes, channel);
    if (posting === undefined) continue;
    const laterMs = Number(place.ts) * 1_000 - Date.parse(posting.postedAt);
    if (!(laterMs > -60_000 && laterMs < POSTING_MS)) continue;
    await putDigest(notes, place, posting);
    await removePosting(notes, channel);
    return posting;
  }
  return undefined;
}

async function act(clicked: Clicked, context: SlackContext, board: DigestBoard): Promise<void> {
  const [action] = clicked.click.actions;
  if (action?.action_id === actionIds.digestSleepAll) return sleepAll(clicked, context, board);
  if (action?.action_id === actionIds.digestEnforce) return enforce(clicked, context, board);
  const value = readValue(action?.selected_option?.value, menuValue);
  const { click, note, person, caller, place } = clicked;
  const t = context.translate(person.language);
  if (value === undefined) return whisper(noteCard(t('slack_digest.unknown')), click, context);
  const ref = note.refs.find((each) => shortOf(each) === value.app);
  if (ref === undefined) return whisper(noteCard(t('slack_digest.app_gone')), click, context);
  switch (value.do) {
    case 'sleep':
      return sleep([ref], clicked, context, board);
    case 'keep_tomorrow':
      return keep(ref, { until: 'tomorrow 8:00' }, { clicked, context, board });
    case 'keep_week':
      return keep(ref, { for: '7d' }, { clicked, context, board });
    case 'never':
      return suggest(ref, clicked, context, board);
    case 'why': {
      const line = composeLine('why', [ref]);
      if (line === undefined) return tellOdd([ref], clicked, context);
      return tellReport(await context.paastis.run(line, caller), clicked, context);
    }
  }
  return board.refresh(place);
}

async function sleepAll(clicked: Clicked, context: SlackContext, board: DigestBoard): Promise<void> {
  const { paastis, translate } = context;
  const { note, place, person, click } = clicked;
  const { channel, since, until, refs, language } = note;
  const report = await paastis.digestOf({ channel, since, until, refs }, language);
  const lines = linesNow(report.apps ?? [], await listSuggestions(paastis.notes), new Map());
  const idle = lines.filter(({ kind }) => kind === 'idle').map(({ ref }) => ref);
  if (idle.length > 0) return sleep(idle, clicked, context, board);
  await Promise.all([
    board.refresh(place),
    whisper(noteCard(translate(person.language)('slack_digest.nothing_left')), click, context),
  ]);
}

/** Whatever is in the way of one holds up none of the others. */
async function sleep(
  apps: readonly string[],
  clicked: Clicked,
  context: SlackContext,
  board: DigestBoard,
): Promise<void> {
  const { place, caller } = clicked;
  const odd = apps.filter((app) => composeLine('sleep', [app]) === undefined);
  const lines = sleepLines(apps.filter((app) => !odd.includes(app)));
  // What will be refused is not shown to everybody as if it were to come.
  const allowed = apps.filter((app) => !odd.includes(app) && context.paastis.may(caller, 'sleep', app).allowed);
  const reports = await board.during(place, allowed, caller.actor, async () => {
    const done: Report[] = [];
    for (const line of lines) done.push(await context.paastis.run(line, caller));
    return done;
  });
  if (odd.length > 0) await tellOdd(odd, clicked, context);
  for (const report of reports) await tellProblems(report, clicked, context);
}

/** As few as the limit of a line allows. */
function sleepLines(apps: readonly string[]): readonly string[] {
  const lines: string[] = [];
  let taken: string[] = [];
  for (const app of apps) {
    const longer = composeLine('sleep', [...taken, app]);
    if (longer !== undefined && longer.length <= LINE_LIMIT && taken.length < LINE_APPS) taken.push(app);
    else {
      lines.push(composeLine('sleep', taken) ?? '');
      taken = [app];
    }
  }
  return [...lines, composeLine('sleep', taken) ?? ''].filter((line) => line !== '');
}

async function keep(
  ref: string,
  end: { readonly for?: string; readonly until?: string },
  {
    clicked,
    context,
    board,
  }: { readonly clicked: Clicked; readonly context: SlackContext; readonly board: DigestBoard },
): Promise<void> {
  const line = composeLine('keep', [ref], composeEnd(end));
  if (line === undefined) return tellOdd([ref], clicked, context);
  const report = await context.paastis.run(line, clicked.caller);
  await Promise.all([board.refresh(clicked.place), tellProblems(report, clicked, context)]);
}

/** Needs no right but to be one of those who may look: nothing changes by it. */
async function suggest(ref: string, clicked: Clicked, context: SlackContext, board: DigestBoard): Promise<void> {
  const { paastis, clock, translate } = context;
  const { caller, click, person, place } = clicked;
  const t = translate(person.language);
  if (!paastis.may(caller, 'read', ref).allowed)
    return whisper(noteCard(t('slack_digest.not_allowed')), click, context);
  await putSuggestion(paastis.notes, ref, { actor: caller.actor, at: clock.now().toISOString() });
  const name = ref.split('/').at(-1) ?? ref;
  const text = t('slack_digest.suggested', { app: plain(name) });
  const lines = ['rules:', `  - { match: '${name.replaceAll("'", '')}', manage: false }`];
  const told: Card = { text, blocks: [section(text), section(codeBlock(lines))] };
  await Promise.all([board.refresh(place), whisper(told, click, context)]);
}

async function enforce(clicked: Clicked, context: SlackContext, board: DigestBoard): Promise<void> {
  const report = await context.paastis.switchMode('enforce', clicked.caller);
  await Promise.all([board.refresh(clicked.place), tellReport(report, clicked, context)]);
}

/** Some vendors let names hold what a command would read as something else, such as patterns. */
async function tellOdd(refs: readonly string[], { person, click }: Clicked, context: SlackContext): Promise<void> {
  const t = context.translate(person.language);
  const names = refs.map((ref) => plain(ref)).join(', ');
  await whisper(noteCard(t('slack_digest.odd_name', { count: refs.length, names })), click, context);
}

/** What went well stands in the digest itself. */
async function tellProblems(report: Report, clicked: Clicked, context: SlackContext): Promise<void> {
  if (report.kind !== 'operation') return tellReport(report, clicked, context);
  const failed = report.results.flatMap(({ name, error }) => (error === undefined ? [] : [{ name, error }]));
  if (failed.length === 0) return;
  const t = context.translate(clicked.person.language);
  const lines = failed.map(({ name, error }) =>
    t('slack.line', { name: `*${plain(name)}*`, text: privateErrorText(error, name) }),
  );
  await whisper(noteCard(lines.join('\n')), clicked.click, context);
}

async function tellReport(report: Report, clicked: Clicked, context: SlackContext): Promise<void> {
  if (report.kind === 'operation') return;
  const t = context.translate(clicked.person.language);
  const may: May = (action, ref) => context.paastis.may(clicked.caller, action, ref).allowed;
  const told = reportCard(report, t, may);
  const code = report.kind === 'error' && report.code !== undefined ? [section(codeBlock(report.code))] : [];
  await whisper({ ...told, blocks: [...told.blocks, ...code] }, clicked.click, context);
}

/** To the person who clicked, and nobody else. */
async function whisper(told: Card, click: Click, { web, clock, log, fetch, layout }: SlackContext): Promise<void> {
  const { channel, user, response_url: url } = click;
  const responseUrl = url === undefined ? undefined : new ResponseUrl(url, clock, { send: fetch });
  const taken = await tellPerson(told, {
    person: user.id,
    channel: channel.id,
    responseUrl,
    client: web,
    layout,
    clock,
  });
  if (!taken) log.error({ channel: channel.id }, 'slack answer lost');
}
