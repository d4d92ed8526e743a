import { isDeepStrictEqual } from 'node:util';
import type { Formation } from '../../core/model/formation.ts';
import type { Store } from '../../core/store/store.ts';
import type { Trace } from './trace.ts';
import type { TraceWorld } from './trace-world.ts';

/** Apps at the end of a run that are neither as people left them nor asleep with a right note of it. */
export async function halfDone(
  trace: Trace,
  { world, store }: { readonly world: TraceWorld; readonly store: Store },
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { key, kind, phase } of await store.list('operation')) found.push(`${key}: ${kind} still ${phase}`);
  for (const { name } of trace.apps) {
    if (world.isGone(name)) continue;
    if (world.isMoving(name)) found.push(`${name} is still moving`);
    const snapshot = await store.find('snapshot', world.keyOf(name));
    const is = world.formationOf(name);
    const wanted = world.wantedOf(name);
    const told = `${name}: ${JSON.stringify(is)}, ${JSON.stringify(snapshot?.formation)} noted, not ${JSON.stringify(wanted)}`;
    const ran = snapshot?.formation ?? is;
    if (!isDeepStrictEqual(amounts(ran), amounts(wanted))) found.push(told);
    if (snapshot !== undefined && Object.values(is).some(({ amount }) => amount > 0))
      found.push(`runs with a note: ${told}`);
  }
  return found;
}

function amounts(formation: Formation): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(formation).map(([type, { amount }]) => [type, amount]));
}
