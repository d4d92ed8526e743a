// Cuts what the Action calls out of GitHub's description of its API:
//   node tools/github-openapi/extract.ts <package of @octokit/openapi, unpacked> > test/fixtures/github-openapi.json
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Operations the strict local GitHub answers; anything else sent there is a mistake. */
const wanted: Readonly<Record<string, readonly string[]>> = {
  '/rate_limit': ['get'],
  '/repos/{owner}/{repo}/collaborators/{username}/permission': ['get'],
  '/repos/{owner}/{repo}/contents/{path}': ['get'],
  '/repos/{owner}/{repo}/deployments': ['get', 'post'],
  '/repos/{owner}/{repo}/deployments/{deployment_id}': ['get', 'delete'],
  '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['get', 'post'],
  '/repos/{owner}/{repo}/environments/{environment_name}': ['delete'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}': ['get', 'patch', 'delete'],
  '/repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/{issue_number}/comments': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/{issue_number}/timeline': ['get'],
  '/repos/{owner}/{repo}/pulls': ['get'],
  '/repos/{owner}/{repo}/pulls/{pull_number}': ['get'],
  '/user': ['get'],
};

/** Words for people, samples and hints for generators: none of it says what is allowed. */
const dropped = new Set([
  'description',
  'summary',
  'example',
  'examples',
  'externalDocs',
  'tags',
  'title',
  'deprecated',
  'default',
  'headers',
]);

/** Below these, keys are names somebody chose and not words of the description. */
const named = new Set(['properties', 'responses', 'content', 'schemas', 'parameters']);

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

function isRecord(value: unknown): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function strip(value: Json, names = false): Json {
  if (Array.isArray(value)) return value.map((each) => strip(each));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => names || !(dropped.has(key) || key.startsWith('x-')))
      .map(([key, each]) => [key, strip(each, !names && named.has(key))]),
  );
}

function referencesIn(value: Json): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    key === '$ref' && typeof each === 'string' ? [each] : referencesIn(each),
  );
}

function recordIn(value: Json | undefined, key: string): Record<string, Json> {
  const found = isRecord(value) ? value[key] : undefined;
  if (!isRecord(found)) throw new Error(`The description has no ${key}`);
  return found;
}

/** Everything the operations lean on, directly or not: `{ schemas: { … }, parameters: { … } }`. */
function componentsFor(api: Json, paths: Json): Record<string, Record<string, Json>> {
  const components = recordIn(api, 'components');
  const kept: Record<string, Record<string, Json>> = {};
  const waiting = [...referencesIn(paths)];
  for (let reference = waiting.pop(); reference !== undefined; reference = waiting.pop()) {
    const [kind = '', name = ''] = reference.replace('#/components/', '').split('/');
    if (kept[kind]?.[name] !== undefined) continue;
    const component = strip(recordIn(recordIn(components, kind), name));
    kept[kind] = { ...kept[kind], [name]: component };
    waiting.push(...referencesIn(component));
  }
  return kept;
}

function sorted(value: Record<string, Json>): Record<string, Json> {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function extract(folder: string): Json {
  const read = (path: string): Json => JSON.parse(readFileSync(join(folder, path), 'utf8'));
  const api = read('generated/api.github.com.json');
  const all = recordIn(api, 'paths');
  const paths = Object.fromEntries(
    Object.entries(wanted).map(([path, methods]) => [
      path,
      Object.fromEntries(methods.map((method) => [method, strip(recordIn(recordIn(all, path), method))])),
    ]),
  );
  const kept = componentsFor(api, paths);
  return {
    openapi: recordIn({ api }, 'api').openapi ?? '',
    info: { title: '@octokit/openapi', version: recordIn(api, 'info').version ?? '', license: 'MIT' },
    paths,
    components: Object.fromEntries(
      Object.entries(sorted(kept)).map(([kind, group]) => [kind, isRecord(group) ? sorted(group) : group]),
    ),
  };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('Which folder holds the package?');
process.stdout.write(`${JSON.stringify(extract(folder), null, 1)}\n`);
