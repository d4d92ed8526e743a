import type { Formation } from '../../../../core/model/formation.ts';
import { ScalingoProvider } from '../../../../core/providers/scalingo/provider.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../../../core/simulator/scalingo/index.ts';
import type { Fault } from '../../../../core/simulator/simulator.ts';
import type { AppOptions, Failure, ProviderHarness } from '../../../contract/provider.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

/** More than any test asks for. */
const ALWAYS = 1_000_000;

export interface ScalingoHarness extends ProviderHarness {
  readonly provider: ScalingoProvider;
  readonly simulator: ScalingoSimulator;
  run<T>(promise: Promise<T>): Promise<T>;
}

/** A ScalingoProvider on a simulated region of its own. */
export async function startScalingoHarness(): Promise<ScalingoHarness> {
  const clock = new FakeClock();
  const simulator = await startScalingoSimulator({ clock });
  const lines: string[] = [];
  const note = (facts: object, text: string) => void lines.push(`${JSON.stringify(facts)} ${text}`);
  const provider = new ScalingoProvider(simulator.config, {
    clock,
    log: { debug: note, info: note, warn: note, error: note },
  });
  const held = () => simulator.held;
  return {
    provider,
    simulator,
    clock,
    secrets: [simulator.token, Buffer.from(`:${simulator.token}`).toString('base64')],
    held,
    run: (promise) => clock.run(promise, held),
    makeApp: (options) => makeApp(simulator, options),
    runningFormation: (id) => runningFormation(simulator, id),
    startCalls: (id) => startCalls(simulator, id),
    fail: (kind) => fail(simulator, kind),
    visit: (id, at) => simulator.world.addRequests(id, at.toISOString()),
    setClockAhead: (ms) => {
      simulator.world.settings.clockSkewMs = ms;
    },
    calls: () => simulator.requests.length,
    logged: () => lines.join('\n'),
    close: async () => {
      await provider.close();
      await simulator.close();
    },
  };
}

async function makeApp(simulator: ScalingoSimulator, { name, state, formation }: AppOptions): Promise<string> {
  const { world } = simulator;
  const ran: Formation = formation ?? { web: { amount: 1, size: 'S' } };
  const zeros = Object.fromEntries(Object.entries(ran).map(([type, scale]) => [type, { ...scale, amount: 0 }]));
  const status = state === 'neverDeployed' ? { status: 'new' } : {};
  const app = await world.addApp({ name, formation: state === 'stopped' ? zeros : ran, ...status });
  if (state === 'crashed') world.crash(app.id);
  if (state === 'deploying') world.addDeployment(app.id);
  return app.id;
}

function runningFormation({ world }: ScalingoSimulator, id: string): Formation {
  const running = world.app(id).containers.filter(({ state }) => state === 'running');
  const types = [...new Set(running.map(({ type }) => type))];
  return Object.fromEntries(
    types.map((type) => {
      const ofType = running.filter((container) => container.type === type);
      return [type, { amount: ofType.length, ...(ofType[0] && { size: ofType[0].size }) }];
    }),
  );
}

function startCalls({ world, requests }: ScalingoSimulator, id: string): number {
  const scales = world.scaleCalls.filter(
    ({ appId, status, containers }) =>
      appId === id && status < 300 && containers.some(({ amount }) => (amount ?? 0) > 0),
  );
  const restarts = requests.filter(({ path }) => path === `/v1/apps/${id}/restart`);
  return scales.length + restarts.length;
}

function fail({ world, faults, token }: ScalingoSimulator, kind: Failure): void {
  if (kind === 'auth') {
    world.revokeToken(token);
    world.revokeBearers();
  } else faults.add(faultOf[kind]);
}

const faultOf: Readonly<Record<Exclude<Failure, 'auth'>, Fault>> = {
  unavailable: { kind: 'status', status: 503, contentType: 'text/html', body: '<h1>Down</h1>', times: ALWAYS },
  garbage: { kind: 'status', status: 200, contentType: 'application/json', body: '{}', times: ALWAYS },
  rateLimit: { kind: 'status', status: 429, contentType: 'text/plain', body: 'Retry later', match: /\/v1\/apps/ },
};
