import { endJourneys, type Journey, startJourney } from '../support/action-journey.ts';

afterEach(endJourneys);

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

/** Started by hand, with the workflow's own command. */
const asked = (command: string, inputs: Readonly<Record<string, string>> = {}) => ({
  event: 'workflow_dispatch',
  payload: { ref: 'refs/heads/main', repository: { full_name: 'acme/shop', default_branch: 'main' } },
  inputs: { command, ...inputs },
});

const addApps = async ({ github, scalingo: { world } }: Journey) => {
  for (const number of [42, 43]) {
    await world.addApp({ name: `shop-pr${number}`, createdAt: hoursAgo(72), lastDeployedAt: hoursAgo(50) });
    github.addPullRequest({ number, createdAt: hoursAgo(100), updatedAt: hoursAgo(49) });
  }
};

describe('a command of the workflow itself', () => {
  it('only looks when it says so, and sleeps what it may', async () => {
    const journey = await startJourney({ speed: 5_000 });
    const { run, scalingo } = journey;
    await addApps(journey);
    scalingo.world.addOneOff('shop-pr43');

    const dry = await run(asked('sweep --dry-run'));
    const drier = await run(asked('sweep --dry-run', { 'dry-run': 'true' }));
    const untouched = [...scalingo.world.scaleCalls];
    const real = await run(asked('sweep'));

    expect(untouched).toEqual([]);
    expect([dry, drier].map(({ summary }) => summary.includes('Dry run: nothing was touched.'))).toEqual([true, true]);
    expect(real.summary).toContain('put to sleep 1, woken 0, failed 0**');
    expect(real.summary).toContain('- A one-off task is running on scalingo/osc-fr1/shop-pr43.');
    expect(real.annotations).toEqual([]);
  });

  it('fails by what it was asked for and could not do, each with one sentence', async () => {
    const journey = await startJourney({ speed: 5_000 });
    const { run, scalingo } = journey;
    await addApps(journey);
    scalingo.world.addOneOff('shop-pr43');

    const sleep = await run({ ...asked('sleep'), code: 1 });
    const unknown = await run({ ...asked('sleep nothing-here'), code: 1 });
    const typo = await run({ ...asked('sweeep'), code: 1 });

    expect(sleep.outputs).toMatchObject({ status: 'failed', changed: 'true' });
    expect(sleep.annotations.map(({ message }) => message.split('.')[0])).toEqual([
      'A one-off task is running on scalingo/osc-fr1/shop-pr43',
    ]);
    expect(unknown.summary.match(/No app is called nothing-here/g)).toHaveLength(1);
    expect(typo.summary.match(/There is no command sweeep/g)).toHaveLength(1);
  });

  it.each([
    ['list', /^## Paastis: 2 apps, all awake\n\n\| app \| status \|/],
    ['status', /- price: 0\.48.€\/day/],
    ['idle', /2 apps have run for at least 30 min without serving anybody: 0\.96.€\/day/],
    ['plan', /shop-pr42, shop-pr43 sleep: idle/],
    ['doctor', /ok: scalingo\/osc-fr1: the token of paastis-sandbox is accepted\./],
  ])('answers %s on the page of the run, with nothing said twice', async (command, expected) => {
    const journey = await startJourney();
    await addApps(journey);

    const ending = await journey.run(asked(command));

    expect(ending.summary).toMatch(expected);
    const lines = ending.summary.split('\n').filter((line) => line.length > 30);
    expect(new Set(lines).size).toBe(lines.length);
    expect(ending.outputs.changed).toBe('false');
    expect(ending.annotations).toEqual([]);
    expect(journey.scalingo.world.scaleCalls).toEqual([]);
  });
});
