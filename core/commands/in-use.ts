import type { App } from '../model/app.ts';
import type { CommandContext } from './spec.ts';

/** Somebody who asked for something this recently may still be looking at it. */
const IN_USE_MS = 5 * 60_000;

/** Our own look at whether a woken app answers counts as a request too. */
const PROBES_MS = 60_000;

/** A reading this old still tells of the moment before the stop. */
const FRESH_MS = 5_000;

/**
 * Is anybody using the app right now? Asked right before a person's sleep stops it.
 * @returns the reason of the refusal; figures that are not known refuse nothing, since a person asks
 */
export async function findUse(app: App, context: CommandContext, signal: AbortSignal): Promise<string | undefined> {
  const { clock, watch } = context;
  const [watched] = await watch.read([app], { maxAgeMs: FRESH_MS, priority: 'person', signal });
  const { reading, wokenAt = [] } = watched?.facts ?? {};
  if (reading?.known !== true || reading.lastRequestAt === undefined) return undefined;
  const usedMs = Date.parse(reading.lastRequestAt);
  const wokenMs = Date.parse(wokenAt.at(-1) ?? '') + PROBES_MS;
  const probed = usedMs <= wokenMs;
  return !probed && clock.now().getTime() - usedMs < IN_USE_MS ? 'in_use' : undefined;
}
