import * as z from 'zod';
import type { Overview } from '../../../core/index.ts';
import { readValue } from '../ids.ts';

/** What a button does to several apps, some of which may be deleted by now: they hold up none of the others. */
export interface StillThere {
  /** JSON of the button, without them. */
  readonly value: string | undefined;
  /** Qualified names. */
  readonly gone: readonly string[];
}

const severalValue = z.looseObject({ v: z.literal(1), apps: z.array(z.string()).min(2) });

/** By what is remembered; where it says nothing certain everything stays, and the core looks for itself. */
export async function withoutGone(
  value: string | undefined,
  overview: () => Promise<Pick<Overview, 'apps' | 'failed'>>,
): Promise<StillThere> {
  const read = readValue(value, severalValue);
  if (read === undefined) return { value, gone: [] };
  const { apps, failed } = await overview();
  const known = new Set(apps.map(({ ref }) => ref.toLowerCase()));
  const unread = failed.map(({ provider, region }) => `${provider}/${region}/`);
  const gone = read.apps.filter(
    (ref) => !known.has(ref.toLowerCase()) && !unread.some((region) => ref.startsWith(region)),
  );
  if (gone.length === 0 || gone.length === read.apps.length) return { value, gone: [] };
  return { value: JSON.stringify({ ...read, apps: read.apps.filter((ref) => !gone.includes(ref)) }), gone };
}
