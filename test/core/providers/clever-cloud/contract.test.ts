import { inspect } from 'node:util';
import type { Log } from '../../../../core/log.ts';
import { CleverCloudProvider } from '../../../../core/providers/clever-cloud/provider.ts';
import { type CleverCloudSimulator, startCleverCloudSimulator } from '../../../../core/simulator/clever-cloud/index.ts';
import { type AppOptions, describeProvider, type Failure } from '../../../contract/provider.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const ALWAYS = 1_000_000;

describeProvider('Clever Cloud', async () => {
  const clock = new FakeClock();
  const simulator = await startCleverCloudSimulator({ clock });
  const { world } = simulator;
  const lines: string[] = [];
  const keep = (facts: object, text: string) => void lines.push(`${inspect(facts)} ${text}`);
  const log: Log = { debug: keep, info: keep, warn: keep, error: keep };
  const provider = new CleverCloudProvider(simulator.config, { clock, log });
  return {
    provider,
    clock,
    secrets: [simulator.token],
    held: () => simulator.held,
    makeApp: (options) => makeApp(simulator, clock, options),
    runningFormation: (id) => {
      const amount = world.getApp(id).instances.filter(({ state }) => state === 'UP').length;
      return amount === 0 ? {} : { web: { amount, size: world.getApp(id).scaling.minFlavor } };
    },
    startCalls: (id) => world.getApp(id).starts,
    fail: (kind) => fail(simulator, kind),
    visit: (id, at) => world.addVisits(id, { atMs: at.getTime() }),
    setClockAhead: (ms) => {
      world.settings.clockSkewMs = ms;
    },
    calls: () => simulator.requests.length,
    logged: () => lines.join('\n'),
    close: async () => {
      await provider.close();
      await simulator.close();
    },
  };
});

async function makeApp({ world }: CleverCloudSimulator, clock: FakeClock, options: AppOptions): Promise<string> {
  const web = options.formation?.web;
  const isDown = options.state === 'stopped' || options.state === 'neverDeployed';
  const { id } = await world.addApp({
    name: options.name,
    scaling: { minInstances: web?.amount ?? 1, minFlavor: web?.size ?? 'XS' },
    ...(isDown && { state: 'SHOULD_BE_DOWN' }),
    ...(options.state === 'crashed' && { state: 'WANTS_TO_BE_UP' }),
    ...(options.state === 'neverDeployed' && { commitId: null }),
  });
  if (options.state === 'crashed') world.injectRow(id, { state: 'FAIL' });
  if (options.state === 'deploying') {
    world.injectDeployment(id, { cause: 'Git' });
    await clock.advance(world.settings.instanceAfterMs);
  }
  return id;
}

function fail({ world, faults }: CleverCloudSimulator, kind: Failure): void {
  const answer = { kind: 'status', times: ALWAYS } as const;
  if (kind === 'auth') world.revokeCredentials();
  if (kind === 'rateLimit') world.limitRate('v2', 1);
  if (kind === 'unavailable') faults.add({ ...answer, status: 503, contentType: 'text/html', body: '<h1>Down</h1>' });
  if (kind === 'garbage')
    faults.add({ ...answer, status: 200, contentType: 'application/json', body: '{"so":"what"}' });
}
