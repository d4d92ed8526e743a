import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';

/** Crockford's base 32: no I, L, O, U, so that an id read aloud stays itself; its order is that of the bytes. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Enough for 48 bits of milliseconds, until the year 10889. */
const TIME_LENGTH = 10;
/** A million ids in one millisecond of one process. */
const SEQUENCE_LENGTH = 4;
/** 60 random bits against two processes that make an id in the same millisecond. */
const RANDOM_LENGTH = 12;

/**
 * Makes ids of 26 characters whose order as text is the order in which they were made, also within a millisecond
 * and when the clock is set back. The layout is that of a ULID, with a sequence in front of the random part.
 */
export function createIdMaker(clock: Pick<Clock, 'now'>): () => string {
  let lastMs = 0;
  let sequence = 0;
  return () => {
    const nowMs = clock.now().getTime();
    sequence = nowMs > lastMs ? 0 : sequence + 1;
    lastMs = Math.max(lastMs, nowMs);
    return encode(lastMs, TIME_LENGTH) + encode(sequence, SEQUENCE_LENGTH) + randomText();
  };
}

function encode(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / DIGITS.length)) {
    text = DIGITS.charAt(rest % DIGITS.length) + text;
  }
  return text;
}

function randomText(): string {
  return [...randomBytes(RANDOM_LENGTH)].map((byte) => DIGITS.charAt(byte % DIGITS.length)).join('');
}
