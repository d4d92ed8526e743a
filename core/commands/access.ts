import { UserError } from '../errors.ts';
import { type App, appRef } from '../model/app.ts';
import {
  type AccessAction,
  type Asker,
  authorize,
  couldBeAllowed,
  type Denial,
  roleOf,
  whomToAsk,
} from '../policy/access.ts';
import type { TargetResult } from './report/report.ts';
import { toResult } from './results.ts';
import type { CommandContext, CommandName, CommandSpec } from './spec.ts';

/** What a command does to the apps it names; those left out only read. */
const actions: Readonly<Partial<Record<CommandName, AccessAction>>> = {
  wake: 'wake',
  sleep: 'sleep',
  keep: 'keep',
  sweep: 'schedule',
};

type AccessContext = Pick<CommandContext, 'config' | 'requester' | 'standing'>;

/** An app that stays as it is because of who asked. */
export interface RefusedApp {
  readonly app: App;
  readonly error: UserError;
}

/** What somebody may do, and what not, of what they asked for. */
export interface Permitted {
  readonly apps: readonly App[];
  readonly refused: readonly RefusedApp[];
}

export function askerOf({ requester, standing }: Pick<AccessContext, 'requester' | 'standing'>): Asker {
  return { actor: requester.actor, ...(standing && { standing }) };
}

/** @throws {UserError} not_allowed */
export function requireAccess(action: AccessAction, context: AccessContext): void {
  const verdict = authorize(askerOf(context), action, context.config);
  if (!verdict.allowed) throw notAllowed({ action, apps: [], denials: [verdict] });
}

/** Whether `help` proposes it: somebody may read, or there could be an app to which they may do that. */
export function mayUse({ name, doors }: CommandSpec, context: AccessContext): boolean {
  const here = doors?.includes(context.requester.entryPoint) ?? true;
  return here && couldBeAllowed(askerOf(context), actions[name] ?? 'read', context.config);
}

/**
 * The apps to which all of these may be done; the others are told apart, as long as any is left.
 * @throws {UserError} not_allowed when none is left
 */
export function permit(apps: readonly App[], wanted: readonly AccessAction[], context: CommandContext): Permitted {
  const asker = askerOf(context);
  const denied = apps.flatMap((app) => {
    const terms = { access: context.config.access, rule: context.policy.ruleFor(app) };
    for (const action of wanted) {
      const verdict = authorize(asker, action, terms);
      if (!verdict.allowed) return [{ app, action, verdict }];
    }
    return [];
  });
  const [first, ...others] = denied;
  if (first !== undefined && denied.length === apps.length) {
    const denials = [first.verdict, ...others.map(({ verdict }) => verdict)] as const;
    throw notAllowed({ action: first.action, apps, denials });
  }
  const refused = new Set(denied.map(({ app }) => app));
  return {
    apps: apps.filter((app) => !refused.has(app)),
    refused: denied.map(({ app, action, verdict }) => ({
      app,
      error: notAllowed({ action, apps: [app], denials: [verdict] }),
    })),
  };
}

/** The results as their apps were asked for, the refused ones among them; what was not asked for comes last. */
export async function withRefused(
  results: readonly TargetResult[],
  refused: readonly RefusedApp[],
  asked: readonly App[],
  context: CommandContext,
): Promise<readonly TargetResult[]> {
  if (refused.length === 0) return results;
  const told = await Promise.all(
    refused.map(({ app, error }) => toResult(app, { status: 'rejected', reason: error }, context)),
  );
  const places = new Map(asked.map((app, place) => [appRef(app), place]));
  const placeOf = ({ ref }: TargetResult) => places.get(ref) ?? asked.length;
  return [...results, ...told].toSorted((a, b) => placeOf(a) - placeOf(b));
}

/** How many apps an hour they may wake; absent: any number. */
export function wakeLimitOf(context: AccessContext): number | undefined {
  const { access } = context.config;
  return roleOf(askerOf(context), access) === 'everyone' ? access.wakesPerHour : undefined;
}

/** Beyond what one person may wake in an hour. */
export function overBudget(apps: readonly App[], waitMs: number, { config }: AccessContext): UserError {
  const { access } = config;
  const ask = whomToAsk(access);
  const refusal = { action: 'wake', apps: apps.map(appRef), rules: [], ask, limit: access.wakesPerHour };
  return new UserError('not_allowed', `Over the budget of wakes: ${refusal.apps.join(' ')}`, {
    context: { reason: 'budget', retryAfterMs: waitMs, refusal },
  });
}

/** Several refusals told as one, with every rule that says so and whoever can do all of it. */
interface Refusal {
  readonly action: AccessAction;
  readonly apps: readonly App[];
  readonly denials: readonly [Denial, ...Denial[]];
}

function notAllowed({ action, apps, denials }: Refusal): UserError {
  const { reason: strictest, ask } = denials.find(({ level }) => level === 'admins') ?? denials[0];
  // Of some an admin may do it, of others an operator too: then it is said of none that only admins may.
  const reason = new Set(denials.map(({ level }) => level)).size > 1 ? 'several' : strictest;
  const rules = new Map(denials.flatMap(({ rule }) => (rule === undefined ? [] : [[rule.number, rule] as const])));
  const refs = apps.map(appRef);
  return new UserError('not_allowed', `Not allowed: ${action} ${refs.join(' ')} (${reason})`, {
    context: { reason, refusal: { action, apps: refs, rules: [...rules.values()], ask } },
  });
}
