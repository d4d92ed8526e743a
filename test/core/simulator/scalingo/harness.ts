import { request } from 'undici';
import {
  type ScalingoSimulator,
  type ScalingoSimulatorOptions,
  startScalingoSimulator,
} from '../../../../core/simulator/scalingo/index.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Undefined when the body is not JSON. */
  readonly json: unknown;
}

export interface CallOptions {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** An API token other than the simulator's own. */
  readonly token?: string;
}

/** A simulator on a clock of its own, and the calls of a client that knows nothing of its inside. */
export interface Bench {
  readonly clock: FakeClock;
  readonly simulator: ScalingoSimulator;
  readonly world: ScalingoSimulator['world'];
  /** With a bearer; exchanged once per token. */
  call(method: Method, path: string, options?: CallOptions): Promise<Reply>;
  /** Without one. */
  raw(method: Method, path: string, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export async function startBench(options: Omit<ScalingoSimulatorOptions, 'clock'> = {}): Promise<Bench> {
  const clock = new FakeClock();
  const simulator = await startScalingoSimulator({ clock, ...options });
  const bearers = new Map<string, string>();
  const raw: Bench['raw'] = (method, path, { json, headers = {} } = {}) =>
    send(`${simulator.apiUrl}${path}`, method, headers, json);
  const bearerOf = async (token: string): Promise<string> => {
    const bearer = bearers.get(token) ?? (await exchange(simulator, token));
    bearers.set(token, bearer);
    return bearer;
  };
  return {
    clock,
    simulator,
    world: simulator.world,
    raw,
    call: async (method, path, callOptions = {}) => {
      const bearer = await bearerOf(callOptions.token ?? simulator.token);
      const headers = { authorization: `Bearer ${bearer}`, ...callOptions.headers };
      return raw(method, path, { ...callOptions, headers });
    },
    close: () => simulator.close(),
  };
}

export function basic(token: string, user = ''): Readonly<Record<string, string>> {
  return { authorization: `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}` };
}

/** Calls any URL as a visitor or client would. */
export async function send(
  url: string,
  method: Method = 'GET',
  headers: Readonly<Record<string, string>> = {},
  json?: unknown,
): Promise<Reply> {
  const answer = await request(url, {
    method,
    headers: json === undefined ? headers : { 'content-type': 'application/json', ...headers },
    body: json === undefined ? null : typeof json === 'string' ? json : JSON.stringify(json),
  });
  const text = await answer.body.text();
  const isJson = String(answer.headers['content-type']).startsWith('application/json');
  return { status: answer.statusCode, headers: answer.headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** The value at a path of keys and places, for answers whose type is not known. */
export function pick(value: unknown, ...path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = Object.entries(current).find(([name]) => name === String(key))?.[1];
  }
  return current;
}

export function pickText(value: unknown, ...path: readonly (string | number)[]): string {
  return String(pick(value, ...path));
}

export function pickList(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const list = pick(value, ...path);
  return Array.isArray(list) ? list : [];
}

/** `{ containers: [{ name, amount }] }` */
export function scaleBody(amounts: Readonly<Record<string, unknown>>) {
  return { containers: Object.entries(amounts).map(([name, amount]) => ({ name, amount })) };
}

/** The path of an operation below the API's address. */
export function operationPath(bench: Bench, reply: Reply): string {
  return String(reply.headers.location).replace(bench.simulator.apiUrl, '');
}

async function exchange(simulator: ScalingoSimulator, token: string): Promise<string> {
  const reply = await send(`${simulator.authUrl}/v1/tokens/exchange`, 'POST', basic(token));
  return pickText(reply.json, 'token');
}
