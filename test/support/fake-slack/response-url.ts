import * as z from 'zod';
import { blocksSchema } from '../slack-blocks.ts';
import { readJson } from './answers.ts';
import type { Workspace } from './workspace.ts';

const flag = z.boolean().exactOptional();
const bodySchema = z
  .strictObject({
    text: z.string().exactOptional(),
    blocks: blocksSchema.exactOptional(),
    response_type: z.enum(['ephemeral', 'in_channel']).exactOptional(),
    replace_original: flag,
    delete_original: flag,
    thread_ts: z.string().exactOptional(),
    unfurl_links: flag,
    unfurl_media: flag,
  })
  .refine(({ text, blocks, delete_original: deletes }) => text !== undefined || blocks !== undefined || deletes, {
    message: 'no_text',
  });

export interface WrittenBack {
  readonly status: number;
  readonly error?: string;
}

/** One post to a write-back address. */
export function writeBack(
  workspace: Workspace,
  request: { readonly path: string; readonly contentType: string | undefined; readonly body: string },
): WrittenBack {
  const entry = workspace.writeBacks.get(request.path);
  if (entry === undefined) return { status: 404, error: 'not_found' };
  if (entry.left === 0) return { status: 404, error: 'used_url' };
  if (workspace.nowMs() >= entry.until) return { status: 404, error: 'expired_url' };
  const json = request.contentType?.startsWith('application/json') ? readJson(request.body) : undefined;
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) return { status: 400, error: `invalid_payload ${z.prettifyError(parsed.error)}` };
  entry.left -= 1;
  const { user, channel, origin } = entry;
  const said = parsed.data;
  const version = { text: said.text ?? '', blocks: said.blocks };
  const thread = said.thread_ts === undefined ? {} : { threadTs: said.thread_ts };
  // Under a click Slack takes the message clicked in for granted, unless told otherwise.
  if (origin !== undefined && said.delete_original) workspace.remove(origin);
  else if (origin !== undefined && said.replace_original !== false) workspace.edit(origin, version);
  else if (said.response_type === 'in_channel')
    workspace.post({ channel, unfurls: said.unfurl_links !== false, ...thread }, version);
  else workspace.whisper({ user, channel, ...thread }, version);
  return { status: 200 };
}
