import * as z from 'zod';
import { messageFaults, optionsFaults } from '../slack-blocks.ts';
import { readJson } from './answers.ts';
import { type FakeOption, listElements } from './elements.ts';
import type { Answered, Submitted } from './gestures.ts';
import { openView, readView, rewrite } from './views.ts';
import { type FakeView, type FakeWhisper, fakeChannel, fakeUser, type Workspace } from './workspace.ts';

/** Notes an answer that Slack would not take. */
export type Complain = (method: string, error: string) => void;

const ackSchema = z.strictObject({
  text: z.string().optional(),
  blocks: z.unknown().optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
});

/** What the bot says in the very answer to a command; `undefined` when it says nothing. */
export function readAck(
  body: string,
  fields: Readonly<Record<string, string>>,
  workspace: Workspace,
  complain: Complain,
): FakeWhisper | undefined {
  if (body === '') return undefined;
  const said = ackSchema.safeParse(readJson(body) ?? { text: body }).data;
  const faults = said?.blocks === undefined ? [] : messageFaults(said.blocks);
  if (said === undefined || faults.length > 0) {
    complain('ack command', `invalid_blocks ${faults.join(' ')}`);
    return undefined;
  }
  const version = { text: said.text ?? '', blocks: said.blocks };
  const { user_id: user = fakeUser, channel_id: channel = fakeChannel } = fields;
  if (said.response_type === 'in_channel') {
    workspace.post({ channel, unfurls: true }, version);
    return undefined;
  }
  return workspace.whisper({ user, channel }, version, false);
}

const suggestionSchema = z.object({
  options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() })).optional(),
  option_groups: z
    .array(
      z.object({
        label: z.object({ text: z.string() }),
        options: z.array(z.looseObject({ text: z.looseObject({ text: z.string() }), value: z.string() })),
      }),
    )
    .optional(),
});

export function readSuggested(
  { status, body }: Answered,
  complain: Complain,
): { readonly options: readonly FakeOption[]; readonly groups: readonly string[] } {
  if (status !== 200) return { options: [], groups: [] };
  const json = readJson(body);
  const faults = optionsFaults(json);
  if (faults.length > 0) complain('ack block_suggestion', `invalid_options ${faults.join(' ')}`);
  const read = suggestionSchema.safeParse(json).data;
  const groups = read?.option_groups ?? [];
  return {
    options: read?.options ?? groups.flatMap(({ options }) => options),
    groups: groups.map(({ label }) => label.text),
  };
}

const responseAction = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('clear') }),
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string().min(1)) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
]);

/** Does with the form what the bot answered to its submission. */
export function obey(
  body: string,
  view: FakeView,
  { workspace, complain }: { readonly workspace: Workspace; readonly complain: Complain },
): Pick<Submitted, 'action' | 'errors'> {
  if (body === '') {
    popView(workspace, view);
    return { action: 'close', errors: {} };
  }
  const read = responseAction.safeParse(readJson(body));
  const refused = (error: string) => {
    complain('ack view_submission', error);
    return { action: 'refused' as const, errors: {} };
  };
  if (!read.success) return refused(`invalid_response_action ${body.slice(0, 200)}`);
  const answer = read.data;
  if (answer.response_action === 'clear') {
    workspace.views.delete(view.user);
    return { action: 'clear', errors: {} };
  }
  if (answer.response_action === 'errors') {
    const inputs = listElements(view.content.blocks).filter(({ label }) => label !== undefined);
    const stranger = Object.keys(answer.errors).find((id) => !inputs.some(({ blockId }) => blockId === id));
    if (stranger !== undefined) return refused(`errors for "${stranger}", which is no input block`);
    return { action: 'errors', errors: answer.errors };
  }
  const content = readView(answer.view, 'modal');
  if ('ok' in content) return refused(`${String(content.error)} ${JSON.stringify(content.errors)}`);
  if (answer.response_action === 'update') {
    rewrite(workspace, view, content, undefined);
    return { action: 'update', errors: {} };
  }
  const stack = workspace.views.get(view.user) ?? [];
  if (stack.length >= 3) return refused('push_limit_reached');
  openView(workspace, view.user, content, stack);
  return { action: 'push', errors: {} };
}

export function popView(workspace: Workspace, view: FakeView): void {
  const left = (workspace.views.get(view.user) ?? []).filter(({ id }) => id !== view.id);
  if (left.length === 0) workspace.views.delete(view.user);
  else workspace.views.set(view.user, left);
}
