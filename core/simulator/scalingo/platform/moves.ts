import { logManager } from './logs.ts';
import { isLive, label, type Platform } from './platform.ts';
import type { SimApp, SimContainer, SimOperation, SimUser } from './state.ts';

/** How long an operation shows `pending` before `running`. */
const PENDING_MS = 200;

/** The vendor kills what does not stop by itself after this long (reference, section 4.4). */
const LONGEST_STOP_MS = 30_000;

/** An amount and a size for one type, as asked for. */
export interface Target {
  readonly name: string;
  readonly amount: number;
  readonly size: string;
}

interface Step {
  readonly afterMs: number;
  /** Text of the failure, if it failed. */
  readonly run: () => string | undefined;
}

export function isBusy(app: SimApp): boolean {
  return ['scaling', 'restarting', 'booting'].includes(app.status);
}

/** The texts of `scale` events: `{ web: '2:M' }`. */
export function formationTexts(app: SimApp): Record<string, string> {
  return Object.fromEntries([...app.formation].map(([type, { amount, size }]) => [type, `${amount}:${size}`]));
}

/** Stores the new targets and, unless the app was never deployed, starts the operation that reaches them. */
export function scale(
  platform: Platform,
  app: SimApp,
  targets: readonly Target[],
  user: SimUser,
): SimOperation | undefined {
  const before = new Map([...app.formation].map(([type, row]) => [type, { ...row }]));
  const previousTexts =
    app.events.some(({ type }) => type === 'scale') || app.status !== 'new' ? formationTexts(app) : {};
  for (const { name, amount, size } of targets) {
    const row = app.formation.get(name);
    if (row === undefined) continue;
    row.amount = amount;
    row.size = size;
  }
  app.updatedAtMs = platform.nowMs();
  platform.writeEvent(app, 'scale', { previous_containers: previousTexts, containers: formationTexts(app) }, user);
  if (app.status === 'new') return undefined;

  const statusBefore = app.status;
  const operation = begin(platform, app, 'scale', 'scaling', user);
  if (isOverQuota(platform, user)) {
    // The vendor accepts, then fails it. That the formation is then as before is an assumption: nothing was begun.
    platform.after(PENDING_MS, () => {
      for (const [type, row] of before) app.formation.set(type, row);
      end(platform, app, operation, statusBefore, 'too many operations are running on this account');
    });
    return operation;
  }
  const leaving = app.containers.filter((container) => isLive(container) && isSurplus(app, container));
  for (const container of leaving) container.state = 'stopping';
  const arriving = platform.missingContainers(app, 'booting');
  app.containers = [...app.containers, ...arriving];
  follow(platform, app, operation, [
    ...(leaving.length > 0 ? [stopStep(platform, app, leaving)] : []),
    ...(arriving.length > 0 ? [bootStep(platform, app, arriving)] : []),
  ]);
  return operation;
}

/** Replaces the containers; the new ones start before the old ones stop. Brings a crashed app back. */
export function restart(
  platform: Platform,
  app: SimApp,
  scope: readonly string[],
  user: SimUser,
  reason = 'user_restart',
): SimOperation {
  platform.writeEvent(app, 'restart', { scope: scope.length === 0 ? null : scope, reason }, user);
  const operation = begin(platform, app, 'restart', 'restarting', user);
  const leaving = app.containers.filter((container) => isLive(container) && isInScope(container, scope));
  const missing = platform.missingContainers(app, 'booting');
  const arriving = [
    ...leaving.map(({ type, index }) => platform.makeContainer(app, type, index, 'booting')),
    ...missing.filter((container) => isInScope(container, scope)),
  ];
  app.containers = [...app.containers, ...arriving];
  const boot = bootStep(platform, app, arriving);
  follow(platform, app, operation, [
    {
      afterMs: boot.afterMs,
      run: () => {
        const failure = boot.run();
        if (failure !== undefined) return failure;
        for (const container of leaving) container.state = 'stopping';
        const stop = stopStep(platform, app, leaving);
        platform.after(stop.afterMs, () => void stop.run());
        return undefined;
      },
    },
  ]);
  return operation;
}

/** The 13th crash in a row: the containers are gone, the formation stays. */
export function crash(platform: Platform, app: SimApp): void {
  app.containers = [];
  platform.writeEvent(app, 'repeated_crash', { container_type: 'web', crash_logs: '', logs_url: '' }, platform.robot);
  if (app.operation !== undefined) end(platform, app, app.operation, 'crashed', 'the application crashed');
  else platform.setStatus(app, 'crashed');
}

/** Ends the running operation well, at once. */
export function endOperation(platform: Platform, app: SimApp): void {
  const { operation } = app;
  if (operation === undefined) return;
  app.containers = app.containers.filter(isLive);
  for (const container of app.containers) container.state = 'running';
  end(platform, app, operation, statusByContainers(platform, app), undefined);
}

/** Brings types with an enabled autoscaler back within their bounds. */
export function fitAutoscalers(platform: Platform, app: SimApp): void {
  if (isBusy(app) || app.status === 'new' || app.status === 'crashed') return;
  const targets: Target[] = [];
  for (const autoscaler of app.autoscalers) {
    const row = app.formation.get(autoscaler.containerType);
    if (autoscaler.disabled || row === undefined) continue;
    const amount = Math.min(Math.max(row.amount, autoscaler.minContainers), autoscaler.maxContainers);
    if (amount === row.amount) continue;
    autoscaler.lastScaleAtMs = platform.nowMs();
    targets.push({ name: autoscaler.containerType, amount, size: row.size });
  }
  if (targets.length > 0) scale(platform, app, targets, platform.robot);
}

/** A one-off runs beside the formation, whatever it is. */
export function startOneOff(platform: Platform, app: SimApp, command: string): SimContainer {
  const index = 1 + app.oneOffs.reduce((highest, oneOff) => Math.max(highest, oneOff.index), 0);
  const oneOff: SimContainer = { ...platform.makeContainer(app, 'one-off', index, 'running'), command };
  app.oneOffs.push(oneOff);
  return oneOff;
}

export function stopOneOff(platform: Platform, app: SimApp, oneOff: SimContainer): void {
  oneOff.state = 'stopping';
  platform.after(Math.min(app.stopMs, LONGEST_STOP_MS), () => {
    app.oneOffs = app.oneOffs.filter((other) => other !== oneOff);
  });
}

function begin(
  platform: Platform,
  app: SimApp,
  type: SimOperation['type'],
  status: string,
  user: SimUser,
): SimOperation {
  const operation: SimOperation = {
    id: platform.hex(24),
    appId: app.id,
    userId: user.id,
    type,
    createdAtMs: platform.nowMs(),
    status: 'pending',
    finishedAtMs: undefined,
    error: undefined,
  };
  platform.addOperation(operation);
  app.operation = operation;
  platform.setStatus(app, status);
  return operation;
}

/** Shows `running`, takes the steps side by side, and ends once the last one is over. */
function follow(platform: Platform, app: SimApp, operation: SimOperation, steps: readonly Step[]): void {
  const all = steps.length > 0 ? steps : [{ afterMs: PENDING_MS * 2, run: () => undefined }];
  let left = all.length;
  let failure: string | undefined;
  const shortestMs = Math.min(...all.map(({ afterMs }) => afterMs));
  platform.after(Math.min(PENDING_MS, shortestMs / 2), () => {
    if (operation.status === 'pending') operation.status = 'running';
  });
  if (app.stuck) return;
  for (const { afterMs, run } of all) {
    platform.after(afterMs, () => {
      if (operation.finishedAtMs !== undefined || !platform.apps.has(app.id)) return;
      failure = run() ?? failure;
      left -= 1;
      if (left === 0) end(platform, app, operation, statusByContainers(platform, app), failure);
    });
  }
}

function end(
  platform: Platform,
  app: SimApp,
  operation: SimOperation,
  status: string,
  failure: string | undefined,
): void {
  operation.status = failure === undefined ? 'done' : 'error';
  operation.error = failure;
  operation.finishedAtMs = platform.nowMs();
  app.operation = undefined;
  platform.setStatus(app, status);
  fitAutoscalers(platform, app);
}

/** Gives the app the status its containers speak for. */
export function settleStatus(platform: Platform, app: SimApp): void {
  platform.setStatus(app, statusByContainers(platform, app));
  fitAutoscalers(platform, app);
}

function statusByContainers(platform: Platform, app: SimApp): string {
  if (app.containers.some(isLive)) return 'running';
  const wanted = [...app.formation.values()].some(({ amount }) => amount > 0);
  return wanted ? platform.settings.failedStartStatus : 'stopped';
}

function bootStep(platform: Platform, app: SimApp, arriving: readonly SimContainer[]): Step {
  return {
    afterMs: app.bootMs,
    run: () => {
      if (app.failingStarts > 0) {
        app.failingStarts -= 1;
        app.containers = app.containers.filter((container) => !arriving.includes(container));
        const [first] = arriving;
        return `container ${first === undefined ? 'web-1' : label(first)} failed to start`;
      }
      for (const container of arriving) {
        container.state = 'running';
        logManager(platform, app, container, 'started');
      }
      return undefined;
    },
  };
}

function stopStep(platform: Platform, app: SimApp, leaving: readonly SimContainer[]): Step {
  return {
    afterMs: Math.min(app.stopMs, LONGEST_STOP_MS),
    run: () => {
      app.containers = app.containers.filter((container) => !leaving.includes(container));
      for (const container of leaving) logManager(platform, app, container, 'has stopped');
      return undefined;
    },
  };
}

function isSurplus(app: SimApp, container: SimContainer): boolean {
  const row = app.formation.get(container.type);
  return row === undefined || container.index > row.amount || container.size !== row.size;
}

function isInScope(container: SimContainer, scope: readonly string[]): boolean {
  return scope.length === 0 || scope.includes(container.type) || scope.includes(label(container));
}

/** Counts the one just begun, too. */
function isOverQuota(platform: Platform, user: SimUser): boolean {
  const { maxOperations } = platform.settings;
  if (maxOperations === Number.POSITIVE_INFINITY) return false;
  const running = [...platform.apps.values()].filter(({ operation }) => operation?.userId === user.id);
  return running.length > maxOperations;
}
