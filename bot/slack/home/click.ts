import * as z from 'zod';
import type { Visitor } from './desk.ts';

export const userSchema = z.object({ id: z.string().regex(/^[UW][A-Z0-9]+$/), team_id: z.string().exactOptional() });

/** What we read of a click, https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
const clickSchema = z.object({
  user: userSchema,
  trigger_id: z.string().min(1),
  view: z.object({ id: z.string().min(1), type: z.string(), private_metadata: z.string().default('') }),
  actions: z
    .array(
      z.object({
        block_id: z.string().exactOptional(),
        value: z.string().exactOptional(),
        selected_option: z.object({ value: z.string().default('') }).nullish(),
      }),
    )
    .min(1),
});

/** Somebody clicked in their Home, or in a form that was opened from there. */
export interface HomeClick {
  readonly visitor: Visitor;
  readonly triggerId: string;
  /** Where it was clicked. */
  readonly view: { readonly id: string; readonly modal: boolean; readonly metadata: string };
  readonly blockId: string | undefined;
  /** Of a button, or of what was chosen. */
  readonly value: string | undefined;
}

/** @returns undefined when it cannot be read */
export function readClick(body: unknown): HomeClick | undefined {
  const click = clickSchema.safeParse(body).data;
  const action = click?.actions[0];
  if (click === undefined || action === undefined) return undefined;
  const { user, view } = click;
  return {
    visitor: { user: user.id, team: user.team_id },
    triggerId: click.trigger_id,
    view: { id: view.id, modal: view.type === 'modal', metadata: view.private_metadata },
    blockId: action.block_id,
    value: action.selected_option?.value ?? action.value,
  };
}
