import * as z from 'zod';
import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import { fitAutoscalers, isBusy, restart, scale, startOneOff, stopOneOff, type Target } from '../platform/moves.ts';
import { label } from '../platform/platform.ts';
import type { SimOperation } from '../platform/state.ts';
import { autoscalerJson, containerJson, formationJson, operationJson } from './present.ts';
import { type AppCall, app, invalid, notFound, type Route, readBody } from './route.ts';
import { isKnownSize } from './sizes.ts';

const LARGEST_AMOUNT = 10;

const scaleSchema = z.object({
  containers: z.array(
    z.object({ name: z.string(), amount: z.unknown().optional(), size: z.string().nullish() }),
    'should be defined',
  ),
});

const restartSchema = z.object({ scope: z.array(z.string()).nullish() });

const runSchema = z.object({ command: z.string().default('bash') });

const autoscalerFields = z.object({
  container_type: z.string().optional(),
  min_containers: z.number().int().optional(),
  max_containers: z.number().int().optional(),
  metric: z.string().optional(),
  target: z.number().optional(),
  disabled: z.boolean().optional(),
});

/** With the wrapper or without it: clients do both. */
const autoscalerSchema = z.union([
  z.object({ autoscaler: autoscalerFields }).transform(({ autoscaler }) => autoscaler),
  autoscalerFields,
]);

/** Formation, scale, restart, containers, operations and autoscalers. */
export const containerRoutes: readonly Route[] = [
  app('GET', '/containers', 'read', ({ app: found }) => jsonAnswer(200, { containers: formationJson(found) })),
  app('GET', '/ps', 'read', listContainers),
  app('POST', '/scale', 'change', scaleApp),
  app('POST', '/restart', 'restart', restartApp),
  app('POST', '/run', 'change', runOneOff),
  app('POST', '/containers/:id/stop', 'change', stopContainer),
  app('GET', '/operations/:id', 'read', getOperation),
  app('GET', '/autoscalers', 'read', listAutoscalers),
  app('POST', '/autoscalers', 'change', createAutoscaler),
  app('GET', '/autoscalers/:id', 'read', getAutoscaler),
  app('PATCH', '/autoscalers/:id', 'change', updateAutoscaler),
  app('PUT', '/autoscalers/:id', 'change', updateAutoscaler),
  app('DELETE', '/autoscalers/:id', 'change', deleteAutoscaler),
];

function listContainers({ platform, app: found }: AppCall): ApiAnswer {
  const all = [...found.containers, ...found.oneOffs];
  return jsonAnswer(200, { containers: all.map((each) => containerJson(platform, found, each)) });
}

/** Records every call and what it got. */
function scaleApp(call: AppCall): ApiAnswer {
  const read = readBody(call.request, scaleSchema);
  if ('refusal' in read) return read.refusal;
  const answer = tryScale(call, read.body.containers);
  call.platform.addScaleCall({
    appId: call.app.id,
    app: call.app.name,
    user: call.user.username,
    atMs: call.platform.nowMs(),
    containers: read.body.containers.map(({ name, amount, size }) => ({
      name,
      ...(typeof amount === 'number' ? { amount } : {}),
      ...(typeof size === 'string' ? { size } : {}),
    })),
    status: answer.status,
  });
  return answer;
}

/** Busy is tested before anything about the wish itself: an assumption of the reference (statement 14). */
function tryScale(call: AppCall, wishes: z.infer<typeof scaleSchema>['containers']): ApiAnswer {
  const { platform, app: found, user } = call;
  if (isBusy(found)) return invalid({ app: [`is ${found.status}`] });
  const targets: Target[] = [];
  for (const { name, amount, size } of wishes) {
    const row = found.formation.get(name);
    if (row === undefined) return unknownType(call, name);
    const wanted = amount ?? row.amount;
    const field = `container-${name}-amount`;
    if (typeof wanted !== 'number' || !Number.isInteger(wanted) || wanted < 0)
      return invalid({ [field]: ['must be an integer greater than or equal to 0'] });
    if (wanted > LARGEST_AMOUNT)
      return invalid({
        [field]: ["can't scale over 10 containers, contact us at support@scalingo.com if you need more"],
      });
    const wantedSize = size === undefined || size === null || size === '' ? row.size : size;
    if (!isKnownSize(wantedSize)) return invalid({ [`container-${name}-size`]: ['is not a valid size'] });
    if (wanted !== row.amount || wantedSize !== row.size) targets.push({ name, amount: wanted, size: wantedSize });
  }
  if (targets.length === 0) return jsonAnswer(400, { error: 'no change in containers formation' });
  if (found.unpaid && targets.some(({ amount }) => amount > 0))
    return jsonAnswer(402, {
      name: 'payment-required',
      error: 'A payment method is required to start containers',
      url: 'https://dashboard.scalingo.com/billing',
    });
  for (const autoscaler of found.autoscalers)
    if (targets.some(({ name }) => name === autoscaler.containerType)) autoscaler.disabled = true;
  const operation = scale(platform, found, targets, user);
  const body = { containers: formationJson(found) };
  return operation === undefined ? jsonAnswer(200, body) : jsonAnswer(202, body, location(call, operation));
}

function unknownType({ platform, app: found }: AppCall, name: string): ApiAnswer {
  if (platform.settings.unknownTypeStatus === 404) return notFound('container_type');
  return invalid({
    [`container-${name}`]: [`unknown type, known types are ${[...found.formation.keys()].join(', ')}`],
  });
}

function restartApp(call: AppCall): ApiAnswer {
  const { platform, app: found, request, user } = call;
  const read = readBody(request, restartSchema);
  if ('refusal' in read) return read.refusal;
  if (isBusy(found) || found.status === 'stopped' || found.status === 'new')
    return invalid({ app: [`is ${found.status}`] });
  const scope = read.body.scope ?? [];
  const known = [...found.formation.keys(), ...found.containers.map(label)];
  const wrong = scope.filter((name) => !known.includes(name));
  if (wrong.length > 0) return invalid({ scope: wrong.map((name) => `'${name}' → no such process type`) });
  const operation = restart(platform, found, scope, user);
  return { status: 202, headers: { 'content-type': 'text/plain', ...location(call, operation) } };
}

/** Absolute, on this simulator's own address, naming the app as the request did. */
function location({ platform, given }: AppCall, operation: SimOperation): { readonly location: string } {
  return { location: `${platform.apiUrl}/v1/apps/${encodeURIComponent(given)}/operations/${operation.id}` };
}

function runOneOff({ platform, app: found, request, user }: AppCall): ApiAnswer {
  const read = readBody(request, runSchema);
  if ('refusal' in read) return read.refusal;
  const oneOff = startOneOff(platform, found, read.body.command);
  platform.writeEvent(found, 'run', { command: read.body.command, detached: true }, user);
  return jsonAnswer(200, { container: containerJson(platform, found, oneOff), attach_url: null });
}

function stopContainer({ platform, app: found, params }: AppCall): ApiAnswer {
  const oneOff = found.oneOffs.find(({ id }) => id === params.id);
  if (oneOff === undefined) {
    const exists = found.containers.some(({ id }) => id === params.id);
    return exists ? invalid({ container: ['is not a one-off'] }) : notFound('container');
  }
  stopOneOff(platform, found, oneOff);
  return { status: 202 };
}

function getOperation({ platform, app: found, params }: AppCall): ApiAnswer {
  const operation = platform.operations.get(params.id ?? '');
  if (operation === undefined || operation.appId !== found.id) return notFound('operation');
  return jsonAnswer(200, { operation: operationJson(operation) });
}

function listAutoscalers({ app: found }: AppCall): ApiAnswer {
  return jsonAnswer(200, { autoscalers: found.autoscalers.map((each) => autoscalerJson(found, each)) });
}

function findAutoscaler({ app: found, params }: AppCall) {
  return found.autoscalers.find(({ id }) => id === params.id);
}

function getAutoscaler(call: AppCall): ApiAnswer {
  const autoscaler = findAutoscaler(call);
  if (autoscaler === undefined) return notFound('autoscaler');
  return jsonAnswer(200, { autoscaler: autoscalerJson(call.app, autoscaler) });
}

function createAutoscaler({ platform, app: found, request, user }: AppCall): ApiAnswer {
  const read = readBody(request, autoscalerSchema);
  if ('refusal' in read) return read.refusal;
  const { container_type: type, min_containers: min, max_containers: max, metric, target } = read.body;
  // The vendor answers 500 here instead of 422 (reference, section 4.6).
  if (type === undefined || min === undefined || max === undefined || metric === undefined || target === undefined)
    return jsonAnswer(500, { error: "Internal error occured, we're on it!" });
  const autoscaler = {
    id: `au-${platform.uuid()}`,
    containerType: type,
    minContainers: min,
    maxContainers: max,
    metric,
    target,
    disabled: read.body.disabled ?? false,
    createdAtMs: platform.nowMs(),
    updatedAtMs: platform.nowMs(),
    lastScaleAtMs: undefined,
  };
  found.autoscalers.push(autoscaler);
  platform.writeEvent(found, 'new_autoscaler', { container_type: type }, user);
  fitAutoscalers(platform, found);
  return jsonAnswer(201, { autoscaler: autoscalerJson(found, autoscaler) });
}

/** Enabling one may scale at once to fit its bounds; disabling never does. */
function updateAutoscaler(call: AppCall): ApiAnswer {
  const { platform, app: found, request, user } = call;
  const autoscaler = findAutoscaler(call);
  if (autoscaler === undefined) return notFound('autoscaler');
  const read = readBody(request, autoscalerSchema);
  if ('refusal' in read) return read.refusal;
  autoscaler.minContainers = read.body.min_containers ?? autoscaler.minContainers;
  autoscaler.maxContainers = read.body.max_containers ?? autoscaler.maxContainers;
  autoscaler.metric = read.body.metric ?? autoscaler.metric;
  autoscaler.target = read.body.target ?? autoscaler.target;
  autoscaler.disabled = read.body.disabled ?? autoscaler.disabled;
  autoscaler.updatedAtMs = platform.nowMs();
  platform.writeEvent(found, 'edit_autoscaler', { container_type: autoscaler.containerType }, user);
  fitAutoscalers(platform, found);
  return jsonAnswer(200, { autoscaler: autoscalerJson(found, autoscaler) });
}

function deleteAutoscaler(call: AppCall): ApiAnswer {
  const autoscaler = findAutoscaler(call);
  if (autoscaler === undefined) return notFound('autoscaler');
  call.app.autoscalers.splice(call.app.autoscalers.indexOf(autoscaler), 1);
  call.platform.writeEvent(call.app, 'delete_autoscaler', { container_type: autoscaler.containerType }, call.user);
  return { status: 204 };
}
