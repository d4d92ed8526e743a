import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { appStatuses } from '../../core/model/status.ts';
import { COMMENT_MARKER } from './marker.ts';
import type { CommentState, ToldApp } from './state.ts';

/** Room in the comment for what is hidden; GitHub takes 65,536 characters in all. */
const MOST_HIDDEN = 20_000;

/** What packs this well was packed to fill our memory. */
const MOST_UNPACKED = 1_000_000;

const MOST_ROWS = 1_000;

/** `why` of eleven apps takes 10,000 characters. */
const MOST_ANSWER = 24_000;

const ref = z.string().min(1).max(400);
const short = z.string().max(400);
const sentence = z.string().max(2_000);
const instant = z.iso.datetime();
const said = z.object({ message: sentence, remedy: sentence });

const toldApp = z.object({
  ref,
  name: short,
  status: z.enum(appStatuses),
  url: z.string().max(2_000).exactOptional(),
  pricePerHour: z.number().min(0).exactOptional(),
  since: instant,
  seconds: z.number().min(0).exactOptional(),
  reason: sentence.exactOptional(),
  error: said.exactOptional(),
});

const stateShape = z.object({
  v: z.literal(1),
  apps: z.array(toldApp).max(MOST_ROWS),
  keeps: z.array(z.object({ key: ref, ref, until: instant, actor: short, at: instant })).max(MOST_ROWS),
  deployments: z.array(z.object({ ref, id: z.number().int().positive(), sha: short })).max(MOST_ROWS),
  borrowed: z.array(z.object({ ref, run: short })).max(MOST_ROWS),
  answer: z.object({ line: sentence, login: short, at: instant, text: z.string().max(MOST_ANSWER) }).exactOptional(),
  problem: said.exactOptional(),
});

/** The line below the marker: a comment of its own, which no reader sees. */
export function encodeState(state: CommentState): string {
  return `<!-- paastis:state ${pack(state)} -->`;
}

/** Whatever is odd about it, it is as if there were none: the next edit writes it anew. */
export function decodeState(body: string): CommentState | undefined {
  const [, packed] = /^.*\r?\n<!-- paastis:state ([\w-]+) -->\r?(?:\n|$)/.exec(body) ?? [];
  if (packed === undefined || packed.length > MOST_HIDDEN || !body.startsWith(COMMENT_MARKER)) return undefined;
  const state = stateShape.safeParse(unpack(packed));
  return state.success ? state.data : undefined;
}

function pack(state: CommentState): string {
  return deflateRawSync(JSON.stringify(state)).toString('base64url');
}

function unpack(packed: string): unknown {
  try {
    return JSON.parse(
      inflateRawSync(Buffer.from(packed, 'base64url'), { maxOutputLength: MOST_UNPACKED }).toString('utf8'),
    );
  } catch {
    return undefined;
  }
}

/** Only what can be read back, within its room: texts go before rows. */
export function boundState(state: CommentState): CommentState {
  const steps = [withoutAnswer, withoutTexts, ...[200, 100, 50, 20, 5, 1, 0].map(withRows)];
  return steps.reduce((bounded, step) => (fits(bounded) ? bounded : step(bounded)), readable(state));
}

function fits(state: CommentState): boolean {
  return pack(state).length <= MOST_HIDDEN;
}

/** Cut where something is longer than is read back; left out where it has another shape. */
function readable({ v, apps, keeps, deployments, borrowed, answer, problem }: CommentState): CommentState {
  const { shape } = stateShape;
  const told = answer && { ...answer, line: answer.line.slice(0, 2_000), text: answer.text.slice(0, MOST_ANSWER) };
  return {
    v,
    apps: only(toldApp, apps.map(readableApp)),
    keeps: only(shape.keeps.element, keeps),
    deployments: only(shape.deployments.element, deployments),
    borrowed: only(shape.borrowed.element, borrowed),
    ...(shape.answer.safeParse(told).success && told !== undefined ? { answer: told } : {}),
    ...(problem === undefined ? {} : { problem: readableSaid(problem) }),
  };
}

function only<T>(shape: z.ZodType, rows: readonly T[]): readonly T[] {
  return rows.filter((row) => shape.safeParse(row).success).slice(0, MOST_ROWS);
}

function readableApp({ url, pricePerHour, reason, error, ...app }: ToldApp): ToldApp {
  return {
    ...app,
    ...(url === undefined || url.length > 2_000 ? {} : { url }),
    ...(pricePerHour === undefined || !(pricePerHour >= 0 && pricePerHour < Infinity) ? {} : { pricePerHour }),
    ...(reason === undefined ? {} : { reason: reason.slice(0, 2_000) }),
    ...(error === undefined ? {} : { error: readableSaid(error) }),
  };
}

function readableSaid({ message, remedy }: NonNullable<ToldApp['error']>): NonNullable<ToldApp['error']> {
  return { message: message.slice(0, 2_000), remedy: remedy.slice(0, 2_000) };
}

function withoutAnswer({ answer: _answer, ...state }: CommentState): CommentState {
  return state;
}

/** An error without its words is still one. */
function withoutTexts(state: CommentState): CommentState {
  return {
    ...state,
    apps: state.apps.map(({ reason: _reason, error, url, ...app }) => ({
      ...app,
      ...(url === undefined || url.length > 200 ? {} : { url }),
      ...(error === undefined ? {} : { error: { message: error.message.slice(0, 80), remedy: '' } }),
    })),
  };
}

function withRows(most: number): (state: CommentState) => CommentState {
  return (state) => ({
    ...state,
    apps: state.apps.slice(0, most),
    keeps: state.keeps.slice(0, most),
    deployments: state.deployments.slice(0, most),
    borrowed: state.borrowed.slice(0, most),
  });
}
