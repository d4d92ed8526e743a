import * as z from 'zod';
import { lengthOf } from '../slack-blocks/texts.ts';
import { messageFaults } from '../slack-blocks.ts';

/** Of a call of the Web API: a form, its structured values as JSON. */
export type Fields = Readonly<Record<string, string>>;
export type Answer = Readonly<Record<string, unknown>> & { readonly ok: boolean };

export function refuse(error: string, more: Readonly<Record<string, unknown>> = {}): Answer {
  return { ok: false, error, ...more };
}

export function refuseFaults(error: string, messages: readonly string[]): Answer {
  return refuse(error, { errors: messages, response_metadata: { messages } });
}

const EVERYTHING = 40_000;

/** What is wrong with the words and blocks of a message. */
export function refuseContent(fields: Fields, textLimit = EVERYTHING): Answer | undefined {
  if (lengthOf(fields.text ?? '') > textLimit) return refuse('msg_too_long');
  if (fields.blocks === undefined) return fields.text ? undefined : refuse('no_text');
  const blocks = readJson(fields.blocks);
  if (!Array.isArray(blocks)) return refuse('invalid_blocks_format');
  const faults = messageFaults(blocks);
  if (faults.length === 0) return undefined;
  const oneTable = faults.some((fault) => fault.includes('only_one_table_allowed'));
  return refuseFaults(oneTable ? 'only_one_table_allowed' : 'invalid_blocks', faults);
}

export function versionOf(fields: Fields): { readonly text: string; readonly blocks: unknown } {
  return { text: fields.text ?? '', blocks: fields.blocks === undefined ? undefined : readJson(fields.blocks) };
}

export function readJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

/** The body of a call, as a form or as JSON. */
export function readFields(contentType: string | undefined, body: string): Fields {
  if (!contentType?.startsWith('application/json')) return Object.fromEntries(new URLSearchParams(body));
  const given = z.record(z.string(), z.unknown()).safeParse(readJson(body)).data ?? {};
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
