import type { Meter } from '../../invoice.ts';
import type { SimApp, SimContainer } from './state.ts';

/** The app with its containers on the meter, whoever replaces them. */
export function metered(app: SimApp, meter: Meter, nowMs: () => number): SimApp {
  let containers: readonly SimContainer[] = [];
  return Object.defineProperty(app, 'containers', {
    enumerable: true,
    get: () => containers,
    set: (next: readonly SimContainer[]) => {
      for (const gone of containers) if (!next.includes(gone)) meter.end(gone, nowMs());
      for (const fresh of next) {
        if (containers.includes(fresh)) continue;
        meter.begin(fresh, { appId: app.id, app: app.name, size: fresh.size, fromMs: nowMs() });
      }
      containers = next;
    },
  });
}
