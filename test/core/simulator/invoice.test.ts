import { openStage, type Stage } from '../../support/stage.ts';

const HOUR_MS = 3_600_000;

let stage: Stage;
let start: Date;

beforeEach(async () => {
  stage = await openStage();
  start = stage.clock.now();
});

afterEach(() => stage.close());

const held = () => stage.scalingo.held + stage.clever.held;
const advance = (ms: number) => stage.clock.advance(ms, held);
const later = (ms: number) => new Date(start.getTime() + ms);

describe('the invoice of the simulated Scalingo', () => {
  it('bills every container by its size until it is gone', async () => {
    const { world } = stage.scalingo;
    const formation = { web: { amount: 2, size: 'M' }, worker: { amount: 1, size: 'S' }, clock: { amount: 0 } };
    const { id } = await world.addApp({ name: 'shop', formation });

    await advance(HOUR_MS);

    expect(world.invoice(start, later(HOUR_MS))).toEqual({
      lines: [
        { appId: id, app: 'shop', size: 'M', containerSeconds: 7_200, eur: expect.closeTo(0.04, 10) },
        { appId: id, app: 'shop', size: 'S', containerSeconds: 3_600, eur: expect.closeTo(0.01, 10) },
      ],
      containerSeconds: 10_800,
      eur: expect.closeTo(0.05, 10),
    });
  });

  it('bills boots and stops and nothing in between', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop', bootMs: 20_000, stopMs: 5_000 });

    await advance(HOUR_MS);
    world.scale('shop', { web: 0 });
    await advance(HOUR_MS);
    world.scale('shop', { web: 1 });
    await advance(HOUR_MS);

    expect(world.invoice(start, later(3 * HOUR_MS)).containerSeconds).toBe(3_600 + 5 + 3_600);
  });

  it('goes on over a deployment and ends with a crash and with the app', async () => {
    const { world } = stage.scalingo;
    for (const name of ['deployed', 'crashed', 'removed']) await world.addApp({ name });

    await advance(HOUR_MS);
    world.deploy('deployed');
    world.crash('crashed');
    world.remove('removed');
    await advance(HOUR_MS);

    const { lines } = world.invoice(start, later(2 * HOUR_MS));
    expect(lines.map(({ app, containerSeconds }) => [app, containerSeconds])).toEqual([
      ['crashed', 3_600],
      ['removed', 3_600],
      ['deployed', 7_200],
    ]);
  });

  it('bills what lies within the period only', async () => {
    const { world } = stage.scalingo;
    await world.addApp({ name: 'shop' });

    await advance(4 * HOUR_MS);

    expect(world.invoice(later(HOUR_MS), later(3 * HOUR_MS)).containerSeconds).toBe(7_200);
    expect(world.invoice(later(9 * HOUR_MS), later(10 * HOUR_MS)).lines).toEqual([]);
  });
});

describe('the invoice of the simulated Clever Cloud', () => {
  it('bills instances by their flavor until they are deleted', async () => {
    const { world } = stage.clever;
    const app = await world.addApp({ name: 'shop', stopMs: 5_000, scaling: { minInstances: 2, minFlavor: 'XS' } });

    await advance(HOUR_MS);
    world.injectStop(app.id);
    await advance(HOUR_MS);

    const containerSeconds = 2 * (3_600 + 5);
    const eur = expect.closeTo((containerSeconds / 3_600) * 0.0222222222222222, 10);
    expect(world.invoice(start, later(2 * HOUR_MS))).toEqual({
      lines: [{ appId: app.id, app: 'shop', size: 'XS', containerSeconds, eur }],
      containerSeconds,
      eur,
    });
  });

  it('bills a start from its first instance on, and nothing of an app that was removed', async () => {
    const { world } = stage.clever;
    const [started, removed] = await Promise.all([
      world.addApp({ name: 'started', state: 'SHOULD_BE_DOWN', bootMs: 40_000 }),
      world.addApp({ name: 'removed' }),
    ]);

    world.removeApp(removed.id);
    world.injectDeployment(started.id, { cause: 'Console' });
    await advance(HOUR_MS);

    const { lines } = world.invoice(start, later(HOUR_MS));
    expect(lines.map(({ app, containerSeconds }) => [app, containerSeconds])).toEqual([['started', 3_595]]);
  });
});
