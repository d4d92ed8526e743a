import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '../../core/clock.ts';
import { type CleverCloudSimulator, startCleverCloudSimulator } from '../../core/simulator/clever-cloud/index.ts';
import { type ScalingoSimulator, startScalingoSimulator } from '../../core/simulator/scalingo/index.ts';
import type { Simulator } from '../../core/simulator/simulator.ts';
import { makeFolder } from './temporary-folder.ts';

const opened: Simulator[] = [];

/** A simulated Scalingo region that lives in real time, for programs of their own. */
export async function openScalingo(region = 'osc-fr1', speed = 100): Promise<ScalingoSimulator> {
  const scalingo = await startScalingoSimulator({ clock: systemClock, speed, region });
  opened.push(scalingo);
  return scalingo;
}

export async function openCleverCloud(speed = 100): Promise<CleverCloudSimulator> {
  const clever = await startCleverCloudSimulator({ clock: systemClock, speed, mode: 'bridge' });
  opened.push(clever);
  return clever;
}

/** For `afterAll`. */
export async function closeAccounts(): Promise<void> {
  await Promise.all(opened.splice(0).map((simulator) => simulator.close()));
}

/** The environment that leads to a simulated Scalingo account. */
export function scalingoEnvironment({ apiUrl, authUrl, token }: ScalingoSimulator): Record<string, string> {
  return { SCALINGO_API_URL: apiUrl, SCALINGO_AUTH_URL: authUrl, SCALINGO_API_TOKEN: token };
}

/** A settings entry for it. */
export function scalingoEntry({ apiUrl, authUrl, token, region }: ScalingoSimulator): string {
  return `  - { type: scalingo, region: ${region}, token: ${token}, api_url: '${apiUrl}', auth_url: '${authUrl}' }`;
}

export function cleverEntry({ apiUrl, token, owner }: CleverCloudSimulator): string {
  return `  - { type: clever-cloud, region: par, owner: ${owner}, token: ${token}, api_url: '${apiUrl}' }`;
}

/** A new folder with a `paastis.yml`. */
export async function makeSettings(lines: readonly string[]): Promise<string> {
  const folder = await makeFolder();
  await writeFile(join(folder, 'paastis.yml'), `${lines.join('\n')}\n`);
  return folder;
}

/** Calls that change something at the vendor; the exchange of a token changes nothing. */
export function changesAt(...simulators: readonly Simulator[]): readonly string[] {
  return simulators.flatMap(({ requests }) =>
    requests
      .filter(({ method, path }) => !['GET', 'HEAD'].includes(method) && !path.endsWith('/tokens/exchange'))
      .map(({ method, path }) => `${method} ${path}`),
  );
}
