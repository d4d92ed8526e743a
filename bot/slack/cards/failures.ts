import type { RegionFailure } from '../../../core/index.ts';
import { plain } from './pieces.ts';

/** Regions that could not be read, each with what to do about it. */
export function failureLines(failed: readonly RegionFailure[]): readonly string[] {
  return failed.map(
    ({ provider, region, error }) =>
      `:warning: *${plain(provider)}/${plain(region)}*: ${plain(error.message)} ${plain(error.remedy)}`,
  );
}
