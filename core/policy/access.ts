import type { AccessConfig, AccessLevel, RuleConfig } from '../config.ts';
import type { Actor } from '../model/actor.ts';
import type { Standing } from '../model/standing.ts';

/**
 * What somebody wants to do. `force` overrides what may be overridden; `schedule` sets a channel's digest; `settings`
 * changes how Paastis behaves for everybody.
 */
export type AccessAction = 'read' | 'wake' | 'sleep' | 'keep' | 'force' | 'schedule' | 'settings';

/**
 * Who asks; without a standing it is somebody at the machine itself or a door that lets in only whom it has checked,
 * who may do everything. Who comes from Slack always has one: there, none counts as `unknown`.
 */
export interface Asker {
  readonly actor: Actor;
  readonly standing?: Standing;
}

/** The settings that say who may do what, and the rule of the app concerned; absent: no app in particular. */
export interface AccessTerms {
  readonly access: Pick<AccessConfig, 'admins' | 'operators'>;
  readonly rule?: AccessRule | undefined;
}

/** So much of a rule that matched as access asks for. */
export interface AccessRule {
  /** Place in the settings, from 0. */
  readonly index: number;
  readonly rule: Pick<RuleConfig, 'match' | 'wakeAccess' | 'sleepAccess'>;
}

export type Verdict = { readonly allowed: true } | Denial;

export interface Denial {
  readonly allowed: false;
  /** Why: what the person is, or what the action takes. */
  readonly reason: 'guest' | 'stranger' | 'bot' | 'deactivated' | 'unknown' | 'operators' | 'admins';
  /** What the action takes, where more could be allowed to somebody of that kind. */
  readonly level?: 'operators' | 'admins';
  /** The rule that says so, numbered from 1; absent: the defaults. */
  readonly rule?: { readonly number: number; readonly match: string };
  /** Whom to ask, as the settings name them: `U0123456`, `@platform`; empty: the admins of the workspace. */
  readonly ask: readonly string[];
}

/** What somebody counts as in the settings; `machine`: somebody at the machine itself. */
export type Role = 'machine' | 'admin' | 'operator' | 'everyone';

/** The one question of every entry point. */
export function authorize(asker: Asker, action: AccessAction, { access, rule }: AccessTerms): Verdict {
  const kind = kindOf(asker);
  if (kind === 'machine') return { allowed: true };
  if (kind !== 'member' && kind !== 'unknown') return { allowed: false, reason: kind, ask: whomToAsk(access) };
  const { level, fromRule } = levelOf(action, { access, rule });
  if (level === 'everyone' || reaches(roleOf(asker, access), level)) return { allowed: true };
  return {
    allowed: false,
    reason: kind === 'unknown' ? 'unknown' : level,
    level,
    ...(fromRule && rule !== undefined && { rule: { number: rule.index + 1, match: rule.rule.match } }),
    ask: whomToAsk(level === 'admins' ? { ...access, operators: [] } : access),
  };
}

/** Who may help, those first who are most: an id alone is enough to find somebody in Slack. */
export function whomToAsk({ admins, operators }: AccessTerms['access']): readonly string[] {
  return [...new Set([...operators, ...admins].map((entry) => entry.replace(/^slack:/, '')))];
}

/** Whether there is any app at all, of these rules or of none, to which it would be allowed. */
export function couldBeAllowed(
  asker: Asker,
  action: AccessAction,
  { access, rules }: { readonly access: AccessTerms['access']; readonly rules: readonly AccessRule['rule'][] },
): boolean {
  const found = [undefined, ...rules.map((rule, index) => ({ rule, index }))];
  return found.some((rule) => authorize(asker, action, { access, rule }).allowed);
}

export function roleOf(asker: Asker, access: AccessTerms['access']): Role {
  const { standing } = asker;
  const kind = kindOf(asker);
  if (kind === 'machine') return 'machine';
  // Of an unknown person only the id is sure, and of a guest not even that gives a right.
  if (kind !== 'member' && kind !== 'unknown') return 'everyone';
  const groups = kind === 'member' ? (standing?.groups ?? []) : [];
  const isNamed = (list: readonly string[]) => list.some((entry) => names(entry, asker.actor, groups));
  if (isNamed(access.admins)) return 'admin';
  if (access.admins.length === 0 && kind === 'member' && standing?.workspaceAdmin === true) return 'admin';
  return isNamed(access.operators) ? 'operator' : 'everyone';
}

/** Whoever comes from Slack without a standing was not looked up: nothing is taken for granted. */
function kindOf({ actor, standing }: Asker): Standing['kind'] | 'machine' {
  return standing?.kind ?? (actor.startsWith('slack:') ? 'unknown' : 'machine');
}

/** An id, a group's id or handle, or a whole actor. A bare id is one of Slack: a login elsewhere may look the same. */
function names(entry: string, actor: Actor, groups: readonly string[]): boolean {
  if (entry.includes(':')) return entry.toLowerCase() === actor.toLowerCase();
  if (`slack:${entry}` === actor) return true;
  return groups.some((group) => group.toLowerCase() === entry.toLowerCase());
}

interface Level {
  readonly level: AccessLevel;
  /** The rule says so, not the defaults. */
  readonly fromRule: boolean;
}

function levelOf(action: AccessAction, { access, rule }: AccessTerms): Level {
  const named = access.operators.length + access.admins.length > 0;
  const byDefault = (level: AccessLevel): Level => ({ level, fromRule: false });
  const ofRule = (level: AccessLevel | undefined, otherwise: AccessLevel): Level =>
    level === undefined ? byDefault(otherwise) : { level, fromRule: true };
  const restricted = named ? 'operators' : 'everyone';
  switch (action) {
    case 'read':
      return byDefault('everyone');
    case 'wake':
    case 'keep':
      return ofRule(rule?.rule.wakeAccess, 'everyone');
    case 'sleep':
      return ofRule(rule?.rule.sleepAccess, restricted);
    case 'force': {
      // Whoever may not put it to sleep may not do so by force either.
      const sleep = ofRule(rule?.rule.sleepAccess, restricted);
      return sleep.fromRule && ranks[sleep.level] >= ranks[restricted] ? sleep : byDefault(restricted);
    }
    case 'schedule':
      return byDefault(restricted);
    case 'settings':
      return byDefault('admins');
  }
}

const ranks: Readonly<Record<AccessLevel, number>> = { everyone: 0, operators: 1, admins: 2 };

function reaches(role: Role, level: 'operators' | 'admins'): boolean {
  return role === 'admin' || (role === 'operator' && level === 'operators');
}
