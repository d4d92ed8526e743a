import { type App, appKey, appRef } from '../model/app.ts';

/**
 * Finds apps by qualified name or key, in any case, without looking through all of them each time: a page of cards asks
 * for dozens. One that has been found may be gone since; whoever acts on it finds out.
 */
export function createKnownFinder(known: () => readonly App[]): (text: string) => App | undefined {
  let byName: ReadonlyMap<string, App> = new Map();
  return (text) => {
    const wanted = text.toLowerCase();
    if (!byName.has(wanted)) {
      const apps = known();
      // Names last: where one looks like the key of another app, it is what people mean.
      byName = new Map([
        ...apps.map((app) => [appKey(app).toLowerCase(), app] as const),
        ...apps.map((app) => [appRef(app).toLowerCase(), app] as const),
      ]);
    }
    return byName.get(wanted);
  };
}
