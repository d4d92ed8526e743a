import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import { correct, isRecord, sealed } from './schema.ts';

export interface Operation {
  /** `get /repos/{owner}/{repo}/pulls/{pull_number}` */
  readonly name: string;
  /** Decoded: `{ owner: 'acme', pull_number: '7' }`. */
  readonly params: Readonly<Record<string, string>>;
}

/** What a request has that the description has not. */
export interface Fault {
  readonly text: string;
  /** What GitHub answers to it; undefined: it does as if nothing was wrong. */
  readonly status: 404 | 422 | undefined;
}

export interface Asked {
  readonly query: URLSearchParams;
  /** Undefined: there was none. */
  readonly body: unknown;
}

/** GitHub's description of its API, asked whether a request or an answer keeps to it. */
export interface Contract {
  find(method: string, path: string): Operation | undefined;
  requestFaults(operation: Operation, asked: Asked): readonly Fault[];
  /** @param media `application/json`, or what `Accept` asked for */
  answerFaults(operation: Operation, answer: { status: number; media: string; body: unknown }): readonly string[];
}

const file = new URL('../../fixtures/github-openapi.json', import.meta.url);

let contract: Contract | undefined;

/** One for all: the checks are compiled once, each when it is first needed. */
export function gitHubContract(): Contract {
  contract ??= createContract();
  return contract;
}

function createContract(): Contract {
  const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const api = recordOf(sealed(correct(read)));
  const check = createChecks(api);
  const at = (...keys: readonly string[]) =>
    keys.reduce<unknown>((value, key) => follow(api, childOf(value, key)), api);
  const templates = operationsOf(api);

  return {
    find: (method, path) => {
      for (const { name, template } of templates.get(method.toLowerCase()) ?? []) {
        const found = template.exec(path);
        const params = found === null ? undefined : decoded(found.groups ?? {});
        if (params !== undefined) return { name, params };
      }
      return undefined;
    },
    requestFaults: ({ name, params }, { query, body }) => {
      const [method = '', path = ''] = name.split(' ');
      const operation = ['paths', path, method];
      const described = at(...operation, 'parameters');
      const known = Array.isArray(described) ? described.map((each) => follow(api, each)).filter(isRecord) : [];
      return [
        ...known.flatMap((each) => valueFaults(each, check, params, query)),
        ...strangers(known, query),
        ...bodyFaults(at(...operation, 'requestBody'), body, check),
      ];
    },
    answerFaults: ({ name }, { status, media, body }) => {
      const [method = '', path = ''] = name.split(' ');
      const content = at('paths', path, method, 'responses', String(status), 'content');
      const schema = at('paths', path, method, 'responses', String(status), 'content', media, 'schema');
      if (schema !== undefined) return check(schema, body, 'answer').map(textOf);
      if (content !== undefined) return [`answer: ${media} is not described for ${status}`];
      if (status === 204) return body === undefined ? [] : ['answer: 204 has no body'];
      if (status < 400) return [`answer: ${status} is not described`];
      return check(at('components', 'schemas', 'basic-error'), body, 'answer').map(textOf);
    },
  };
}

interface Found {
  readonly text: string;
  /** The word of the description that is broken: `type`, `required`, `additionalProperties`. */
  readonly keyword: string;
}

const textOf = ({ text }: Found) => text;

type Check = (schema: unknown, value: unknown, where: string) => readonly Found[];

function createChecks(api: Record<string, unknown>): Check {
  const options = { strict: false, validateSchema: false, inlineRefs: false, code: { optimize: false } } as const;
  const ajv = new Ajv({ ...options, formats, allErrors: true });
  ajv.addSchema(api, 'github');
  const compiled = new Map<unknown, ValidateFunction>();
  return (schema, value, where) => {
    if (!isRecord(schema)) return [];
    const known = compiled.get(schema);
    const validate = known ?? ajv.compile(absolute(schema));
    if (known === undefined) compiled.set(schema, validate);
    if (validate(value) === true) return [];
    // The last ones of a choice tell what became of it as a whole.
    return (validate.errors ?? []).slice(-5).map(({ instancePath, keyword, message, params }) => {
      return { keyword, text: `${where}${instancePath} ${message ?? 'is wrong'} ${JSON.stringify(params)}` };
    });
  };
}

const formats = {
  int64: true,
  email: /^[^@\s]+@[^@\s]+$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  timestamp: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
  'repo.nwo': /^[^/\s]+\/[^/\s]+$/,
  /** GitHub says '' where it has no address. */
  uri: (text: string) => text === '' || URL.canParse(text),
} as const;

/** References within the whole, so that a part can be compiled by itself. */
function absolute(schema: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"github#/');
  const read: unknown = JSON.parse(text);
  return recordOf(read);
}

function childOf(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : undefined;
}

function follow(api: Record<string, unknown>, value: unknown): unknown {
  const reference = childOf(value, '$ref');
  if (typeof reference !== 'string') return value;
  return reference
    .split('/')
    .slice(1)
    .reduce<unknown>((each, key) => childOf(each, key), api);
}

interface Template {
  readonly name: string;
  readonly template: RegExp;
}

function operationsOf(api: Record<string, unknown>): ReadonlyMap<string, readonly Template[]> {
  const found = new Map<string, Template[]>();
  for (const [path, methods] of Object.entries(recordOf(childOf(api, 'paths')))) {
    // Only the path of a file may hold slashes.
    const pattern = path.replaceAll(/\{(\w+)\}/g, (_, name) => (name === 'path' ? `(?<path>.+)` : `(?<${name}>[^/]+)`));
    for (const method of Object.keys(recordOf(methods))) {
      const templates = found.get(method) ?? [];
      templates.push({ name: `${method} ${path}`, template: new RegExp(`^${pattern}$`) });
      found.set(method, templates);
    }
  }
  return found;
}

function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function decoded(params: Readonly<Record<string, string>>): Record<string, string> | undefined {
  try {
    return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

function valueFaults(
  parameter: Record<string, unknown>,
  check: Check,
  params: Readonly<Record<string, string>>,
  query: URLSearchParams,
): readonly Fault[] {
  const name = String(parameter.name);
  const inPath = parameter.in === 'path';
  const given = inPath ? params[name] : (query.get(name) ?? undefined);
  const schema = recordOf(parameter.schema);
  const texts = given === undefined ? [] : textFaults({ name, given, schema }, check);
  return texts.map((text) => ({ text, status: inPath ? 404 : undefined }));
}

function textFaults(
  { name, given, schema }: { name: string; given: string; schema: Record<string, unknown> },
  check: Check,
): readonly string[] {
  const whole = schema.type === 'integer';
  if (whole && !/^\d+$/.test(given)) return [`${name} must be integer, not ${given}`];
  if (name === 'per_page' && Number(given) > 100) return [`per_page is at most 100, not ${given}`];
  return check(schema, whole ? Number(given) : given, name).map(textOf);
}

function strangers(known: readonly Record<string, unknown>[], query: URLSearchParams): readonly Fault[] {
  const names = new Set(known.flatMap((each) => (each.in === 'query' ? [each.name] : [])));
  return [...new Set(query.keys())].flatMap((name) => {
    if (!names.has(name)) return [{ text: `query: ${name} is not known`, status: undefined }];
    return query.getAll(name).length > 1 ? [{ text: `query: ${name} is there twice`, status: undefined }] : [];
  });
}

function bodyFaults(described: unknown, body: unknown, check: Check): readonly Fault[] {
  if (described === undefined) return body === undefined ? [] : [{ text: 'body is not expected', status: undefined }];
  if (body === undefined) return [{ text: 'body is missing', status: 422 }];
  const schema = childOf(childOf(childOf(described, 'content'), 'application/json'), 'schema');
  return check(schema, body, 'body').map(({ text, keyword }) => {
    return { text, status: keyword === 'additionalProperties' ? undefined : 422 };
  });
}
