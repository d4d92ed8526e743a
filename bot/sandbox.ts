import type { Config, ProviderConfig } from '../core/config.ts';
import type { Clock } from '../core/index.ts';
import {
  type CleverCloudSimulator,
  type ScalingoSimulator,
  seedCleverCloud,
  startCleverCloudSimulator,
  startScalingoSimulator,
} from '../core/simulator/index.ts';

export interface SandboxOptions {
  /** Of the simulated accounts, and of the Paastis that looks at them. */
  readonly clock: Clock;
  readonly seed: number;
  /** More apps than the team's own: copies of a review app. */
  readonly apps?: number;
  /** Ports of the two APIs; default: any free ones. */
  readonly ports?: { readonly scalingo: number; readonly clever: number };
}

/** Two simulated accounts behind real HTTP, and the settings that lead to them. */
export interface Sandbox {
  readonly clock: Clock;
  /** What holds without a settings file. */
  readonly settings: Pick<Config, 'mode' | 'rules'>;
  readonly providers: readonly ProviderConfig[];
  /** What another client needs to talk to them: the variables of a second Paastis. */
  readonly access: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/**
 * What holds when the sandbox is started without a settings file: review apps sleep when nobody uses them, staging
 * keeps office hours, and production is protected.
 */
const sandboxSettings: Pick<Config, 'mode' | 'rules'> = {
  mode: 'enforce',
  rules: [
    { match: '*-production', protect: true },
    { match: 'shop-pr{pr}', manage: true, idleAfterMs: 30 * 60_000, group: 'pr{pr}' },
    { match: 'shop-api-pr-{pr}', manage: true, idleAfterMs: 30 * 60_000, group: 'pr{pr}' },
    { match: 'shop', manage: true, idleAfterMs: 2 * 60 * 60_000, hours: 'Mon-Fri 08:00-19:00', wakeAtStart: true },
    { match: 'shop-jobs', manage: true, hours: 'Mon-Fri 07:00-20:00' },
    { match: 'storybook', manage: true },
  ],
};

/** The team's world: nine apps at Scalingo, five at Clever Cloud. */
const TEAM_APPS = 14;

const EXTRA_BOOT_MS = 8_000;

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { clock, seed, ports } = options;
  const shared = { clock, seed };
  const scalingo = await startScalingoSimulator({ ...shared, seedWorld: true, ...(ports && { port: ports.scalingo }) });
  const clever = await startClever(shared, ports?.clever).catch(async (error: unknown) => {
    await scalingo.close();
    throw error;
  });
  await addApps(scalingo, (options.apps ?? TEAM_APPS) - TEAM_APPS);
  return {
    clock,
    settings: sandboxSettings,
    providers: [scalingo.config, clever.config],
    access: {
      SCALINGO_API_URL: scalingo.apiUrl,
      SCALINGO_AUTH_URL: scalingo.authUrl,
      SCALINGO_API_TOKEN: scalingo.token,
      CLEVER_API_URL: clever.apiUrl,
      CLEVER_OWNER: clever.owner,
      CLEVER_API_TOKEN: clever.token,
    },
    close: async () => {
      await Promise.all([scalingo.close(), clever.close()]);
    },
  };
}

async function startClever(
  options: Pick<SandboxOptions, 'clock' | 'seed'>,
  port: number | undefined,
): Promise<CleverCloudSimulator> {
  const clever = await startCleverCloudSimulator({ ...options, mode: 'bridge', ...(port !== undefined && { port }) });
  await seedCleverCloud(clever.world, options.clock);
  return clever;
}

/** Review apps of pull requests from 100 on, half of them asleep: a fleet to look at. */
async function addApps(scalingo: ScalingoSimulator, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const number = 100 + index;
    await scalingo.world.addApp({
      name: `shop-pr${number}`,
      parent: 'shop',
      pullRequest: { number, title: `Change ${number}` },
      formation: { web: { amount: index % 2, size: 'S' } },
      bootMs: EXTRA_BOOT_MS,
    });
  }
}
