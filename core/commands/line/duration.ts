import { parseDuration } from '../../model/duration.ts';
import { invalid } from './tokens.ts';

/** @throws {UserError} command_invalid: not a duration, or none at all */
export function readDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw invalid('invalid_duration', text);
  return ms;
}
