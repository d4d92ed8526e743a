import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, notFound, problem } from './answers.ts';
import type { Addresses } from './bodies/accounts.ts';
import { gitHubContract, type Operation } from './contract.ts';
import { createLimits, type Limits } from './limits.ts';
import { acceptedFor, refusal } from './rights.ts';
import { routes } from './routes/routes.ts';
import type { Grant } from './shapes.ts';
import type { World } from './world.ts';

export interface Incoming {
  readonly method: string;
  /** Without prefix and query, as it was encoded. */
  readonly path: string;
  /** As the caller wrote it. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** A request once it is read, and what is wrong with it. */
export interface Reading {
  readonly incoming: Incoming;
  readonly operation: Operation | undefined;
  readonly body: unknown;
  readonly mistakes: readonly string[];
  /** What GitHub says to the worst of them; undefined: it does not mind. */
  readonly refused: Answer | undefined;
}

/** Reads requests, answers them. */
export interface Desk {
  readonly token: string;
  readonly limits: Limits;
  read(incoming: Incoming): Reading;
  /** @param addresses of this server, for what answers point at */
  answer(reading: Reading, addresses: Addresses): Answer;
  /** What is wrong with an answer of ours. */
  faultsOf(reading: Reading, answer: Answer): readonly string[];
  grant(permissions: Grant): void;
  revoke(): void;
  hide(): void;
}

export interface DeskOptions {
  readonly now: () => Date;
  readonly token: string;
  /** Login behind a personal token; undefined: a workflow's own. */
  readonly person: string | undefined;
  readonly grant: Grant;
  readonly perHour: number;
  readonly writesPerMinute: number;
}

const described = '2022-11-28';

export function createDesk(world: World, options: DeskOptions): Desk {
  const contract = gitHubContract();
  const { token, person } = options;
  const limits = createLimits(options);
  const me = { login: person ?? 'github-actions[bot]', bot: person === undefined, app: person === undefined };
  let granted: Grant = options.grant;
  let revoked = false;
  let hidden = false;
  if (person !== undefined) world.setAccess(person, 'write');

  const refusalOf = (operation: Operation): Answer | undefined => {
    if (hidden && operation.params.owner !== undefined) return notFound;
    return refusal(operation, { granted: { metadata: 'read', ...granted }, person }, world);
  };

  const answerKnown = (operation: Operation, reading: Reading, addresses: Addresses): Answer => {
    const { incoming, refused, body } = reading;
    const route = routes[operation.name];
    if (route === undefined) throw new Error(`Nothing answers ${operation.name}`);
    const limited = incoming.path === '/rate_limit' ? undefined : limits.check(incoming.method);
    const settled = limited ?? refusalOf(operation) ?? refused;
    if (settled !== undefined) return settled;
    return route({
      params: operation.params,
      url: incoming.url,
      body: isObject(body) ? body : {},
      format: formatOf(incoming.headers.accept),
      me,
      scene: { world, addresses },
      limits,
    });
  };

  return {
    token,
    limits,
    read: (incoming) => {
      const operation = contract.find(incoming.method, incoming.path);
      const parsed = parseBody(incoming);
      const query = incoming.url.searchParams;
      const faults =
        operation === undefined || parsed.mistake !== undefined
          ? []
          : contract.requestFaults(operation, { query, body: parsed.body });
      const worst = faults.find(({ status }) => status !== undefined);
      return {
        incoming,
        operation,
        body: parsed.body,
        mistakes: [
          ...(operation === undefined ? ['is not among the described operations'] : []),
          ...headerMistakes(incoming, operation),
          ...(parsed.mistake === undefined ? [] : [parsed.mistake]),
          ...faults.map(({ text }) => text),
        ],
        refused: parsed.mistake === undefined ? refusalFor(worst) : problem(400, 'Problems parsing JSON'),
      };
    },
    answer: (reading, addresses) => {
      const { operation, incoming } = reading;
      const early = earlyRefusal(incoming.headers, revoked ? undefined : token);
      const answer = early ?? (operation === undefined ? notFound : answerKnown(operation, reading, addresses));
      const accepted = operation === undefined ? undefined : acceptedFor(operation.name);
      const headers = {
        ...limits.headers(),
        ...(accepted === undefined ? {} : { 'x-accepted-github-permissions': accepted }),
        'x-github-media-type': 'github.v3; format=json',
        'x-github-api-version-selected': described,
        ...answer.headers,
      };
      return { ...answer, headers };
    },
    faultsOf: ({ operation }, { status, body, media = 'application/json' }) =>
      operation === undefined || media === rawMedia ? [] : contract.answerFaults(operation, { status, media, body }),
    grant: (permissions) => {
      granted = permissions;
    },
    revoke: () => {
      revoked = true;
    },
    hide: () => {
      hidden = true;
      world.private = true;
    },
  };
}

const rawMedia = 'application/vnd.github.raw';

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refusalFor(fault: { readonly text: string; readonly status: 404 | 422 | undefined } | undefined) {
  if (fault?.status === 404) return notFound;
  if (fault?.status === 422) return problem(422, `Invalid request.\n\n${fault.text}.`);
  return undefined;
}

/** Whoever is not known gets no further. @param token undefined: none is good any more */
function earlyRefusal(headers: IncomingHttpHeaders, token: string | undefined): Answer | undefined {
  if (headers['user-agent'] === undefined) return problem(403, 'Request forbidden by administrative rules.');
  const sent = /^(?:token|bearer) +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  if (headers.authorization === undefined) return problem(401, 'Requires authentication');
  if (token === undefined || sent !== token) return problem(401, 'Bad credentials');
  const version = headers['x-github-api-version'];
  if (version !== undefined && version !== described) return problem(400, `${String(version)} is not a known version`);
  return undefined;
}

function headerMistakes({ headers, method }: Incoming, operation: Operation | undefined): readonly string[] {
  const mistakes: string[] = [];
  if (headers.authorization === undefined) mistakes.push('Authorization is missing');
  if (headers['user-agent'] === undefined) mistakes.push('User-Agent is missing');
  const version = headers['x-github-api-version'];
  if (version !== described) mistakes.push(`X-GitHub-Api-Version must be ${described}, not ${String(version)}`);
  const { accept = 'missing' } = headers;
  const formats = operation?.name.endsWith('/contents/{path}') === true ? ['json', 'raw', 'object'] : ['json'];
  if (!formats.includes(formatOf(accept))) mistakes.push(`Accept must be ${formats.join(' or ')}, not ${accept}`);
  if (method === 'GET' && headers['content-type'] !== undefined) mistakes.push('Content-Type has no place in a GET');
  return mistakes;
}

/** `json`, `raw`, `object`, or something GitHub has no such word for: ''. */
function formatOf(accept = ''): string {
  if (/^application\/(json|vnd\.github(\.v3)?[+.]json)$/.test(accept)) return 'json';
  return /^application\/vnd\.github(?:\.v3)?\.(raw|object)(?:\+json)?$/.exec(accept)?.[1] ?? '';
}

function parseBody({ text, headers }: Incoming): { readonly body: unknown; readonly mistake?: string } {
  if (text === '') return { body: undefined };
  const type = headers['content-type'] ?? '';
  if (!/^application\/json(;|$)/.test(type))
    return { body: undefined, mistake: `Content-Type must be JSON, not ${type}` };
  try {
    const body: unknown = JSON.parse(text);
    return { body };
  } catch (error) {
    if (error instanceof SyntaxError) return { body: undefined, mistake: 'body is no JSON' };
    throw error;
  }
}
