import * as z from 'zod';

export const deliveryKinds = ['command', 'action', 'view', 'options', 'shortcut', 'event'] as const;

/** What Slack sends, by the listeners that are meant. */
export type DeliveryKind = (typeof deliveryKinds)[number];

/** One thing that somebody did in Slack, or that happened there. */
export interface Delivery {
  readonly kind: DeliveryKind;
  readonly body: Readonly<Record<string, unknown>>;
  /** The same for every delivery of the same thing; absent where a second one does no harm. */
  readonly key?: string;
  /** Where a person can be told something afterwards. */
  readonly responseUrl?: string;
  /** Of a form: where its faults are shown. */
  readonly firstInput?: string;
}

const word = z.string().min(1);
const person = z.looseObject({ id: word, team_id: z.string().nullish() });
const place = z.looseObject({ id: word }).nullish();
const asked = {
  user: person,
  team: place,
  enterprise: place,
  channel: place,
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
};

/** Only what is read before a listener looks, by us or by Bolt; each listener reads what it needs. */
const schemas = {
  event: z.looseObject({
    event: z.looseObject({ type: word }),
    event_id: z.string().optional(),
    team_id: z.string().nullish(),
    authorizations: z.array(z.looseObject({})).nullish(),
  }),
  command: z.looseObject({
    command: word,
    user_id: word,
    trigger_id: z.string().optional(),
    response_url: z.string().optional(),
  }),
  options: z.looseObject({ ...asked, type: z.literal('block_suggestion'), action_id: word }),
  action: z.looseObject({
    ...asked,
    type: z.literal('block_actions'),
    actions: z
      .array(z.looseObject({ type: word, action_id: word, block_id: z.string().optional(), action_ts: z.unknown() }))
      .min(1),
  }),
  shortcut: z.looseObject({ ...asked, type: z.enum(['shortcut', 'message_action']), callback_id: word }),
  view: z.looseObject({
    ...asked,
    type: z.enum(['view_submission', 'view_closed']),
    view: z.looseObject({
      callback_id: z.string(),
      blocks: z.array(z.looseObject({ type: z.string(), block_id: z.string().optional() })).optional(),
    }),
    response_urls: z.array(z.looseObject({})).optional(),
  }),
} as const;

/** Undefined for what no listener could make anything of. */
export function readDelivery(body: Readonly<Record<string, unknown>>): Delivery | undefined {
  // In Bolt's order, which looks for these fields and not for what a payload says of itself.
  if (body.event !== undefined) return readEvent(body);
  if (body.command !== undefined) return readCommand(body);
  if (body.type === 'block_suggestion')
    return schemas.options.safeParse(body).success ? { kind: 'options', body } : undefined;
  if (body.type === 'block_actions') return readAction(body);
  if (body.type === 'shortcut' || body.type === 'message_action') return readShortcut(body);
  if (body.type === 'view_submission' || body.type === 'view_closed') return readView(body);
  return undefined;
}

type Body = Readonly<Record<string, unknown>>;

function readEvent(body: Body): Delivery | undefined {
  const read = schemas.event.safeParse(body).data;
  if (read === undefined) return undefined;
  return { kind: 'event', body, ...(read.event_id && { key: `event:${read.team_id ?? ''}:${read.event_id}` }) };
}

function readCommand(body: Body): Delivery | undefined {
  const read = schemas.command.safeParse(body).data;
  if (read === undefined) return undefined;
  return { kind: 'command', body, ...keyOf('command', read), ...urlOf(read) };
}

function readAction(body: Body): Delivery | undefined {
  const read = schemas.action.safeParse(body).data;
  if (read === undefined) return undefined;
  const [first] = read.actions;
  // Without a trigger, as of old clients, the instant and the person tell two clicks apart.
  const at = typeof first?.action_ts === 'string' ? first.action_ts : '';
  const what = `${first?.action_id ?? ''}:${at}:${read.user.id}`;
  const key = read.trigger_id || at ? { key: `action:${read.trigger_id ?? ''}:${what}` } : {};
  return { kind: 'action', body, ...key, ...urlOf(read) };
}

function readShortcut(body: Body): Delivery | undefined {
  const read = schemas.shortcut.safeParse(body).data;
  if (read === undefined) return undefined;
  return { kind: 'shortcut', body, ...keyOf('shortcut', read), ...urlOf(read) };
}

function readView(body: Body): Delivery | undefined {
  const read = schemas.view.safeParse(body).data;
  if (read === undefined) return undefined;
  const firstInput = read.view.blocks?.find(({ type }) => type === 'input')?.block_id;
  return { kind: 'view', body, ...keyOf(read.type, read), ...(firstInput && { firstInput }) };
}

function keyOf(name: string, { trigger_id }: { readonly trigger_id?: string | undefined }): { readonly key?: string } {
  return trigger_id ? { key: `${name}:${trigger_id}` } : {};
}

function urlOf(read: { readonly response_url?: string | undefined }): { readonly responseUrl?: string } {
  return read.response_url && URL.canParse(read.response_url) ? { responseUrl: read.response_url } : {};
}
