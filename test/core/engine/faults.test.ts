import type { Fault } from '../../../core/simulator/simulator.ts';
import type { Store } from '../../../core/store/store.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import {
  addVendorApp,
  lastingStore,
  ledgerFault,
  readRecords,
  restFault,
  type Vendor,
  type VendorApp,
  vendors,
} from '../../support/vendor-app.ts';

const html = { contentType: 'text/html', body: '<html><body>Bad gateway</body></html>' };
const json = { contentType: 'application/json', body: '{"error":"internal"}' };
const text = { contentType: 'text/plain', body: 'Retry later' };

type Part<Whole> = Whole extends unknown ? Omit<Whole, 'match'> : never;

const faults: Readonly<Record<string, Part<Fault>>> = {
  'answers slowly': { kind: 'slow', ms: 12_000 },
  'never answers': { kind: 'hang' },
  'never answers, for a while': { kind: 'hang', times: 6 },
  'hangs after the headers': { kind: 'hang', afterHeaders: true },
  'takes no more requests for a minute': { kind: 'status', status: 429, ...text },
  'fails with 500 in JSON': { kind: 'status', status: 500, ...json },
  'fails with 500 for a while': { kind: 'status', status: 500, ...json, times: 12 },
  'shows an HTML page with 502': { kind: 'status', status: 502, ...html },
  'shows an HTML page with 503 for a while': { kind: 'status', status: 503, ...html, times: 12 },
  'resets the connection before it acts': { kind: 'reset', when: 'before' },
  'resets the connection once it has acted': { kind: 'reset', when: 'after' },
  'resets every connection once it has acted': { kind: 'reset', when: 'after', times: 6 },
  'cuts the answer short': { kind: 'truncate', length: 'whole' },
  'sends half of the JSON': { kind: 'truncate', length: 'half' },
};

let stage: Stage;
let store: Store;

beforeEach(async () => {
  stage = await openStage();
  store = lastingStore();
});

afterEach(() => stage.close());

/** A read that fails differs little by how: those that last, and those that come back as nonsense. */
const faultsOfReads = Object.keys(faults).filter((fault) => /while|half|once it has|after the headers/.test(fault));
const targets = { change: Object.keys(faults), read: faultsOfReads } as const;
const verbs = ['sleep', 'wake'] as const;
const cases = vendors.flatMap((vendor) =>
  verbs.flatMap((verb) =>
    (['change', 'read'] as const).flatMap((target) =>
      targets[target].map((fault) => ({ vendor, verb, target, fault })),
    ),
  ),
);

const held = () => stage.scalingo.held + stage.clever.held;

/** Lets what goes on by itself (settling, recovery) come to its end. */
async function rest(app: VendorApp): Promise<void> {
  await stage.clock.advance(4 * 60_000, held);
  app.faults.clear();
  await stage.clock.advance(20 * 60_000, held);
}

async function prepare(vendor: Vendor, verb: 'sleep' | 'wake') {
  const app = await addVendorApp(stage, vendor);
  const before = app.facts();
  const paastis = await stage.open({ store });
  if (verb === 'wake') await operate(stage, paastis, `sleep ${app.name}`);
  return { app, before, paastis };
}

describe('a vendor that misbehaves', () => {
  it.each(cases)('$vendor $fault on a $target of a $verb and the app ends in a safe state', async (given) => {
    const { app, before, paastis } = await prepare(given.vendor, given.verb);
    const call = { sleep: app.calls.stop, wake: app.calls.start }[given.verb];
    const fault = faults[given.fault];
    if (fault !== undefined) app.faults.add({ ...fault, match: given.target === 'change' ? call : app.calls.read });

    const told = await stage.play(
      paastis.run(`${given.verb} ${app.name}`, { actor: 'terminal:ana', entryPoint: 'terminal' }),
    );
    const error = told.kind === 'operation' ? told.results[0]?.error : told.kind === 'error' ? told.error : undefined;
    await rest(app);
    await stage.play(paastis.close());
    const wrong = restFault(app, before, await readRecords(store, app.key)) ?? (await ledgerFault(store, app));
    const again = await stage.open({ store });
    const [repeated] = await operate(stage, again, `${given.verb} ${app.name}`);
    const [woken] = await operate(stage, again, `wake ${app.name}`);
    await stage.play(again.close());
    const end = await readRecords(store, app.key);
    const wrongRows = await ledgerFault(store, app);

    expect(error?.remedy).not.toBe('');
    expect(error?.code).not.toBe('bug');
    expect(wrong).toBeUndefined();
    expect(repeated?.error).toBeUndefined();
    expect(woken).toMatchObject({ after: 'running' });
    expect(app.facts()).toEqual(before);
    expect(app.isUp()).toBe(true);
    expect(wrongRows).toBeUndefined();
    expect(end).toEqual({ snapshot: undefined, operation: undefined });
    expect(app.starts()).toBeLessThanOrEqual(1);
  });
});
