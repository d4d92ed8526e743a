import type { Fault } from '../../core/simulator/simulator.ts';

const json = 'application/json';

/** Every way in which a provider fails an answer, one as likely as the other. */
const makers: readonly ((random: () => number) => Fault)[] = [
  () => ({ kind: 'status', status: 429, contentType: 'text/plain', body: 'Retry later' }),
  () => ({ kind: 'status', status: 500, contentType: json, body: '{"error":"Internal error occured, we\'re on it!"}' }),
  () => ({ kind: 'status', status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }),
  () => ({ kind: 'reset', when: 'before' }),
  () => ({ kind: 'reset', when: 'after' }),
  (random) => ({ kind: 'slow', ms: 500 + random() * 20_000 }),
  () => ({ kind: 'truncate', length: 'whole' }),
  () => ({ kind: 'stale' }),
];

/** A share of all answers goes wrong, whichever they are. */
export function badWeather(random: () => number, share: number): () => Fault | undefined {
  return () => (random() < share ? makers[Math.floor(random() * makers.length)]?.(random) : undefined);
}

/** Nobody answers. */
export function down(): Fault {
  return { kind: 'reset', when: 'before' };
}
