import pino, { type DestinationStream, type LevelWithSilent } from 'pino';
import type { Clock } from '../core/clock.ts';
import type { Log } from '../core/log.ts';

export interface LogOptions {
  readonly level: LevelWithSilent;
  readonly clock: Clock;
  /** Default: the standard error, so that what scripts read on the standard output stays clean. */
  readonly destination?: DestinationStream;
}

/** Names under which libraries hand over what must not be written; a second guard behind `Secret`. */
const hidden = ['authorization', 'cookie', 'token', 'secret', 'password', 'headers', 'body', 'env'];

/** Causes followed at most: a chain may lead back to its start. */
const DEEPEST_CAUSE = 5;

/** One JSON object a line, by pino. */
export function createLog({ level, clock, destination }: LogOptions): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: serializeError, err: serializeError },
      redact: { paths: hidden.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
    },
    // Synchronous: the last line before an end is the one that matters.
    destination ?? pino.destination({ fd: 2, sync: true }),
  );
}

/** The known fields only: clients of HTTP hang whole requests, headers included, on their errors. */
function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error;
  return {
    type: error.name,
    message: error.message,
    ...('code' in error ? { code: error.code } : {}),
    ...('context' in error ? { context: error.context } : {}),
    stack: error.stack,
    ...(error.cause === undefined || depth >= DEEPEST_CAUSE ? {} : { cause: serializeError(error.cause, depth + 1) }),
  };
}
