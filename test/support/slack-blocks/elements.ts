import * as z from 'zod';
import {
  anyText,
  confirmDialog,
  idText,
  markedOption,
  menuOption,
  option,
  optionGroups,
  options,
  plainText,
  refuseDoubles,
  upTo,
  webUrl,
} from './texts.ts';

/** https://docs.slack.dev/reference/block-kit/block-elements, read 2026-11: every field known, every limit held. */
const common = { action_id: idText.exactOptional(), confirm: confirmDialog.exactOptional() };
const focus = { focus_on_load: z.boolean().exactOptional() };
const input = { action_id: idText.exactOptional(), ...focus, placeholder: plainText(150).exactOptional() };
const chosen = { ...common, ...focus, placeholder: plainText(150).exactOptional() };
const several = { max_selected_items: z.int().min(1).exactOptional() };
const dispatch = {
  dispatch_action_config: z
    .strictObject({
      trigger_actions_on: z
        .array(z.enum(['on_enter_pressed', 'on_character_entered']))
        .min(1)
        .max(2),
    })
    .exactOptional(),
};
const eitherOptions = { options: options.exactOptional(), option_groups: optionGroups.exactOptional() };
const filter = z.strictObject({
  include: z
    .array(z.enum(['im', 'mpim', 'private', 'public']))
    .min(1)
    .exactOptional(),
  exclude_external_shared_channels: z.boolean().exactOptional(),
  exclude_bot_users: z.boolean().exactOptional(),
});
const date = z.iso.date({ message: 'must be a date as YYYY-MM-DD' });
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm');
const id = z.string().regex(/^[A-Z][A-Z0-9]{8,}$/, 'must be an id of Slack');
const styles = z.enum(['primary', 'danger']);

export const image = z
  .strictObject({
    type: z.literal('image'),
    image_url: webUrl.exactOptional(),
    slack_file: z.strictObject({ id: id.exactOptional(), url: webUrl.exactOptional() }).exactOptional(),
    alt_text: upTo(2_000),
  })
  .refine((given) => (given.image_url === undefined) !== (given.slack_file === undefined), {
    message: 'must have image_url or slack_file',
  });

export const button = z.strictObject({
  type: z.literal('button'),
  ...common,
  text: plainText(75),
  url: webUrl.exactOptional(),
  value: upTo(2_000).exactOptional(),
  style: styles.exactOptional(),
  accessibility_label: upTo(75).exactOptional(),
});

const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...common,
  options: z.array(menuOption).min(1).max(5).superRefine(refuseDoubles),
});

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...chosen,
    ...eitherOptions,
    initial_option: option.exactOptional(),
  })
  .superRefine((given, issues) => {
    refuseBoth(given, issues);
    refuseStranger(given.initial_option === undefined ? [] : [given.initial_option], optionsOf(given), issues);
  });

const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...chosen,
    ...several,
    ...eitherOptions,
    initial_options: z.array(option).min(1).exactOptional(),
  })
  .superRefine((given, issues) => {
    refuseBoth(given, issues);
    refuseStranger(given.initial_options ?? [], optionsOf(given), issues);
  });

const minimum = { min_query_length: z.int().min(0).exactOptional() };
const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  ...chosen,
  ...minimum,
  initial_option: option.exactOptional(),
});
const multiExternalSelect = z.strictObject({
  type: z.literal('multi_external_select'),
  ...chosen,
  ...several,
  ...minimum,
  initial_options: z.array(option).min(1).exactOptional(),
});
const usersSelect = z.strictObject({
  type: z.literal('users_select'),
  ...chosen,
  initial_user: id.exactOptional(),
});
const multiUsersSelect = z.strictObject({
  type: z.literal('multi_users_select'),
  ...chosen,
  ...several,
  initial_users: z.array(id).exactOptional(),
});
const current = { default_to_current_conversation: z.boolean().exactOptional(), filter: filter.exactOptional() };
const answerable = { response_url_enabled: z.boolean().exactOptional() };
const conversationsSelect = z.strictObject({
  type: z.literal('conversations_select'),
  ...chosen,
  ...current,
  ...answerable,
  initial_conversation: id.exactOptional(),
});
const multiConversationsSelect = z.strictObject({
  type: z.literal('multi_conversations_select'),
  ...chosen,
  ...several,
  ...current,
  initial_conversations: z.array(id).exactOptional(),
});
const channelsSelect = z.strictObject({
  type: z.literal('channels_select'),
  ...chosen,
  ...answerable,
  initial_channel: id.exactOptional(),
});
const multiChannelsSelect = z.strictObject({
  type: z.literal('multi_channels_select'),
  ...chosen,
  ...several,
  initial_channels: z.array(id).exactOptional(),
});

const ticks = z.array(markedOption).min(1).max(10).superRefine(refuseDoubles);
const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...common,
    ...focus,
    options: ticks,
    initial_options: z.array(markedOption).min(1).exactOptional(),
  })
  .superRefine((given, issues) => refuseStranger(given.initial_options ?? [], given.options, issues));
const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...common,
    ...focus,
    options: ticks,
    initial_option: markedOption.exactOptional(),
  })
  .superRefine((given, issues) =>
    refuseStranger(given.initial_option === undefined ? [] : [given.initial_option], given.options, issues),
  );

const datepicker = z.strictObject({
  type: z.literal('datepicker'),
  ...chosen,
  initial_date: date.exactOptional(),
});
const timepicker = z.strictObject({
  type: z.literal('timepicker'),
  ...chosen,
  initial_time: time.exactOptional(),
  timezone: upTo(255).exactOptional(),
});
const datetimepicker = z.strictObject({
  type: z.literal('datetimepicker'),
  ...common,
  ...focus,
  initial_date_time: z.int().min(1_000_000_000).max(9_999_999_999).exactOptional(),
});

const plainTextInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    ...input,
    ...dispatch,
    initial_value: z.string().max(3_000).exactOptional(),
    multiline: z.boolean().exactOptional(),
    min_length: z.int().min(0).max(3_000).exactOptional(),
    max_length: z.int().min(1).max(3_000).exactOptional(),
  })
  .refine((given) => (given.min_length ?? 0) <= (given.max_length ?? 3_000), {
    message: 'min_length must not exceed max_length',
  });
const numberInput = z.strictObject({
  type: z.literal('number_input'),
  ...input,
  ...dispatch,
  is_decimal_allowed: z.boolean(),
  initial_value: z.string().exactOptional(),
  min_value: z.string().exactOptional(),
  max_value: z.string().exactOptional(),
});
const emailInput = z.strictObject({
  type: z.literal('email_text_input'),
  ...input,
  ...dispatch,
  initial_value: z.string().exactOptional(),
});
const urlInput = z.strictObject({
  type: z.literal('url_text_input'),
  ...input,
  ...dispatch,
  initial_value: z.string().exactOptional(),
});

const choices = [
  button,
  overflow,
  staticSelect,
  externalSelect,
  usersSelect,
  conversationsSelect,
  channelsSelect,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
] as const;
const multiple = [
  multiStaticSelect,
  multiExternalSelect,
  multiUsersSelect,
  multiConversationsSelect,
  multiChannelsSelect,
] as const;

/** Beside the text of a section. */
export const accessory = z.discriminatedUnion('type', [...choices, ...multiple, image]);
/** In a row of actions. */
export const actionsElement = z.discriminatedUnion('type', [...choices, ...multiple, datetimepicker]);
/** Under the label of an input. */
export const inputElement = z.discriminatedUnion('type', [
  staticSelect,
  externalSelect,
  usersSelect,
  conversationsSelect,
  channelsSelect,
  checkboxes,
  radioButtons,
  datepicker,
  timepicker,
  ...multiple,
  datetimepicker,
  plainTextInput,
  numberInput,
  emailInput,
  urlInput,
]);
/** In the small print. */
export const contextElement = z.discriminatedUnion('type', [...anyText(3_000).options, image]);

interface EitherOptions {
  readonly options?: readonly { readonly value: string }[];
  readonly option_groups?: readonly { readonly options: readonly { readonly value: string }[] }[];
}

function optionsOf(given: EitherOptions): readonly { readonly value: string }[] {
  return given.options ?? given.option_groups?.flatMap((group) => group.options) ?? [];
}

function refuseBoth(given: EitherOptions, issues: z.RefinementCtx): void {
  if ((given.options === undefined) === (given.option_groups === undefined))
    issues.addIssue('must have either options or option_groups');
}

function refuseStranger(
  initial: readonly { readonly value: string }[],
  known: readonly { readonly value: string }[],
  issues: z.RefinementCtx,
): void {
  const shown = known.map((candidate) => JSON.stringify(candidate));
  if (initial.some((candidate) => !shown.includes(JSON.stringify(candidate))))
    issues.addIssue('initial option must match one of the options exactly');
}
