import { type Found, initialValues, isBlank, listElements } from './elements.ts';
import type { FakeView, Seen } from './workspace.ts';

type State = Map<string, Map<string, Record<string, unknown>>>;

/** What was chosen so far, kept until the blocks are replaced. */
const states = new WeakMap<object, { readonly of: unknown; readonly values: State }>();

export function stateOf(on: Seen): State {
  const blocks = blocksOf(on);
  const known = states.get(on);
  if (known !== undefined && known.of === blocks) return known.values;
  const values = initialValues(blocks);
  states.set(on, { of: blocks, values });
  return values;
}

export function remember(on: Seen, { blockId, element }: Found, state: Record<string, unknown>): void {
  stateOf(on).get(blockId)?.set(element.action_id, state);
}

export function blocksOf(on: Seen): unknown {
  return on.kind === 'view' ? on.content.blocks : on.versions.at(-1)?.blocks;
}

/** Slack's own client does not send a form whose required inputs are empty or of a wrong length. */
export function holdBack(view: FakeView): void {
  if (view.content.submit === undefined) throw new Error('This form cannot be sent');
  for (const { blockId, element, required, label } of listElements(view.content.blocks)) {
    const value = stateOf(view).get(blockId)?.get(element.action_id) ?? {};
    const name = label ?? element.action_id;
    if (required && isBlank(value)) throw new Error(`Slack asks for "${name}" before it sends the form`);
    const length = typeof value.value === 'string' ? value.value.length : undefined;
    if (length === undefined || length === 0) continue;
    if (length < (element.min_length ?? 0)) throw new Error(`Slack finds "${name}" too short`);
    if (length > (element.max_length ?? 3_000)) throw new Error(`Slack finds "${name}" too long`);
  }
}
