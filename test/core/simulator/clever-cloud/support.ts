import { request } from 'undici';
import * as z from 'zod';
import {
  type CleverCloudSimulator,
  type CleverCloudSimulatorOptions,
  startCleverCloudSimulator,
} from '../../../../core/simulator/clever-cloud/index.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** JSON as parsed, other bodies as text. */
  readonly body: unknown;
}

export interface TestCloud {
  readonly clock: FakeClock;
  readonly simulator: CleverCloudSimulator;
  /** Calls the API with the token, unless other headers are given. */
  readonly call: (line: string, options?: CallOptions) => Promise<Answer>;
  /** `/v2/organisations/<owner>/applications/<id>` */
  readonly pathOf: (appId: string) => string;
  readonly readState: (appId: string) => Promise<string>;
  /** Newest first, as `DEPLOY/WIP`. */
  readonly readRows: (appId: string) => Promise<string[]>;
  readonly readInstances: (appId: string) => Promise<string[]>;
}

interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

const appSchema = z.looseObject({ state: z.string() });
const rowsSchema = z.array(z.looseObject({ action: z.string(), state: z.string() }));
const instancesSchema = z.array(z.looseObject({ state: z.string() }));

export async function startTestCloud(options: Partial<CleverCloudSimulatorOptions> = {}): Promise<TestCloud> {
  const clock = new FakeClock();
  const simulator = await startCleverCloudSimulator({ clock, ...options });
  const authorization = `Bearer ${simulator.token}`;
  const pathOf = (appId: string) => `/v2/organisations/${simulator.owner}/applications/${appId}`;

  const call = async (line: string, { headers, json }: CallOptions = {}): Promise<Answer> => {
    const [method = 'GET', path = '/'] = line.split(' ');
    const answer = await request(`${simulator.apiUrl}${path}`, {
      method,
      headers: headers ?? { authorization },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    const text = await answer.body.text();
    const isJson = String(answer.headers['content-type']).startsWith('application/json');
    return { status: answer.statusCode, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };

  return {
    clock,
    simulator,
    call,
    pathOf,
    readState: async (id) => appSchema.parse((await call(`GET ${pathOf(id)}`)).body).state,
    readRows: async (id) => {
      const { body } = await call(`GET ${pathOf(id)}/deployments`);
      return rowsSchema.parse(body).map(({ action, state }) => `${action}/${state}`);
    },
    readInstances: async (id) => {
      const { body } = await call(`GET ${pathOf(id)}/instances`);
      return instancesSchema.parse(body).map(({ state }) => state);
    },
  };
}

/** Uuid of the deployment that a start answered. */
export function deploymentIdOf(answer: Answer): string {
  return z.object({ deploymentId: z.string() }).parse(answer.body).deploymentId;
}
