import type { types } from '@slack/bolt';
import * as z from 'zod';
import type { OverviewApp, Translate } from '../../../core/index.ts';
import { wallTimeAt } from '../../../core/model/zone.ts';
import { context, plain, section } from '../cards/pieces.ts';
import { actionIds, callbackIds, inputIds, readValue } from '../ids.ts';
import { composeLine } from '../lines.ts';
import { appOption, type FormVerb, type Reader, refOfOption } from './app-options.ts';
import { label } from './label.ts';

/** Slack's limits, in characters. */
const TITLE_LIMIT = 24;

/** More than that is a glob or a group, which is typed. */
export const MOST_CHOSEN = 20;

/** What a form must still know when it is sent. Slack keeps it with the form and shows it to nobody. */
const metadataSchema = z.object({
  v: z.literal(1),
  verb: z.enum(['wake', 'sleep', 'keep', 'status', 'why']),
  channel: z.string().min(1).max(50).exactOptional(),
  threadTs: z.string().min(1).max(50).exactOptional(),
  /** Under which the write-back address of the command is remembered. */
  reply: z.string().max(50).exactOptional(),
});

export type FormMetadata = z.infer<typeof metadataSchema>;

/** @returns undefined for a form that is no command's */
export function formVerb(privateMetadata: string | undefined): FormVerb | undefined {
  return readValue(privateMetadata, metadataSchema)?.verb;
}

export interface CommandFormState {
  readonly metadata: FormMetadata;
  /** Chosen beforehand. */
  readonly apps: readonly OverviewApp[];
  /** Said above the fields. */
  readonly note?: string;
}

/** The form of a command whose apps are still to be chosen. */
export function commandForm({ metadata, apps, note }: CommandFormState, reader: Reader): types.ModalView {
  const { t } = reader;
  const { verb } = metadata;
  return {
    type: 'modal',
    callback_id: callbackIds.command,
    private_metadata: JSON.stringify(metadata),
    title: label(t(`modals.title.${verb}`), TITLE_LIMIT),
    submit: label(t(`modals.submit.${verb}`), TITLE_LIMIT),
    close: label(t('modals.close'), TITLE_LIMIT),
    blocks: [
      ...(note === undefined ? [] : [section(plain(note))]),
      appsInput(apps, reader),
      ...(verb === 'wake' || verb === 'keep' ? [keepInput(verb, reader)] : []),
      ...(verb === 'sleep' ? [context(t('modals.sleep_note'))] : []),
    ],
  };
}

function appsInput(apps: readonly OverviewApp[], reader: Reader): types.InputBlock {
  const chosen = apps.slice(0, MOST_CHOSEN).map((app) => appOption(app, reader));
  return {
    type: 'input',
    block_id: inputIds.apps,
    label: label(reader.t('modals.apps')),
    element: {
      type: 'multi_external_select',
      action_id: actionIds.appSelect,
      placeholder: label(reader.t('modals.apps_placeholder')),
      // The first matches are shown before anything is typed.
      min_query_length: 0,
      max_selected_items: MOST_CHOSEN,
      focus_on_load: true,
      ...(chosen.length === 0 ? {} : { initial_options: chosen }),
    },
  };
}

/** Until when, as the command line has it; `rule` leaves it to the rule of each app. */
const ends = {
  rule: '',
  for_1h: '--for 1h',
  for_2h: '--for 2h',
  for_4h: '--for 4h',
  tonight: '--until "today 19:00"',
  tomorrow: '--until "tomorrow 8:00"',
  monday: '--until "monday 8:00"',
} as const;

const endSchema = z.enum(['rule', 'for_1h', 'for_2h', 'for_4h', 'tonight', 'tomorrow', 'monday']);

type End = keyof typeof ends;

const EVENING = 19;
const SUNDAY = 0;

function keepInput(verb: 'wake' | 'keep', reader: Reader): types.InputBlock {
  const { t, timezone } = reader;
  const option = (end: End): types.PlainTextOption => ({ text: label(t(`modals.end.${end}`)), value: end });
  return {
    type: 'input',
    block_id: inputIds.end,
    label: label(t('modals.end')),
    hint: label(t('modals.end_hint', { timezone }), 150),
    element: {
      type: 'static_select',
      action_id: inputIds.end,
      options: endsOf(verb, reader).map(option),
      initial_option: option(verb === 'wake' ? 'rule' : 'for_2h'),
    },
  };
}

/** Those that lie ahead and differ from each other. */
function endsOf(verb: 'wake' | 'keep', { now, timezone }: Reader): readonly End[] {
  const { year, month, day, hour } = wallTimeAt(now, timezone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return [
    ...(verb === 'wake' ? (['rule'] as const) : []),
    'for_1h',
    'for_2h',
    'for_4h',
    ...(hour < EVENING ? (['tonight'] as const) : []),
    'tomorrow',
    ...(weekday === SUNDAY ? [] : (['monday'] as const)),
  ];
}

const stateSchema = z.object({
  [inputIds.apps]: z.object({
    [actionIds.appSelect]: z.object({
      selected_options: z.array(z.object({ value: z.string().min(1).max(255) })).max(MOST_CHOSEN),
    }),
  }),
  [inputIds.end]: z
    .object({
      [inputIds.end]: z.object({
        selected_option: z.object({ value: endSchema }).nullish().catch(undefined),
      }),
    })
    .exactOptional(),
});

/** What was sent of a form. */
export type FormReading =
  | { readonly kind: 'line'; readonly line: string; readonly metadata: FormMetadata }
  /** What is wrong, by the field it stands at: Slack shows it there. */
  | { readonly kind: 'refused'; readonly errors: Readonly<Record<string, string>> };

export interface SentForm {
  readonly private_metadata: string;
  readonly values: unknown;
}

/** The line that was put together, or what is still to be chosen. Costs no call to anybody. */
export function readCommandForm(sent: SentForm, apps: readonly OverviewApp[], t: Translate): FormReading {
  const refuse = (reason: FormFault): FormReading => ({
    kind: 'refused',
    errors: { [inputIds.apps]: t(`modals.fault.${reason}`, { count: MOST_CHOSEN }) },
  });
  const metadata = readValue(sent.private_metadata, metadataSchema);
  const state = stateSchema.safeParse(sent.values);
  if (metadata === undefined || !state.success) return refuse('outdated');
  const values = state.data[inputIds.apps][actionIds.appSelect].selected_options;
  if (values.length === 0) return refuse('nothing');
  const refs = values.map(({ value }) => refOfOption(value, apps));
  const known = refs.filter((ref) => ref !== undefined);
  if (known.length < refs.length) return refuse('gone');
  const end = state.data[inputIds.end]?.[inputIds.end].selected_option?.value ?? 'rule';
  const keeps = metadata.verb === 'wake' || metadata.verb === 'keep';
  const line = composeLine(metadata.verb, known, keeps && end !== 'rule' ? [ends[end]] : []);
  if (line === undefined) return refuse('odd');
  return line.length > LINE_LIMIT ? refuse('too_long') : { kind: 'line', line, metadata };
}

type FormFault = 'outdated' | 'nothing' | 'gone' | 'odd' | 'too_long';

/** Below the core's own limit, for the verb that a card may put in front of it again. */
const LINE_LIMIT = 1_500;
