import type { AccessLevel, Config } from '../config.ts';
import type { Actor } from '../model/actor.ts';
import type { Standing } from '../model/standing.ts';
import type { MatchedRule } from './rules.ts';

/**
 * What somebody wants to do. `force` overrides what may be overridden; `schedule` sets a channel's digest; `settings`
 * changes how Paastis behaves for everybody.
 */
export type AccessAction = 'read' | 'wake' | 'sleep' | 'keep' | 'force' | 'schedule' | 'settings';

/** Who asks; without a standing it is somebody at the machine itself, who may do everything. */
export interface Asker {
  readonly actor: Actor;
  readonly standing?: Standing;
}

export type Verdict =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      /** Why: what the person is, or what the action takes. */
      readonly reason: 'guest' | 'stranger' | 'bot' | 'deactivated' | 'unknown' | 'operators' | 'admins';
      /** The rule that says so; absent: the defaults. */
      readonly rule?: { readonly number: number; readonly match: string };
      /** Whom to ask, as the settings name them: `U0123456`, `@platform`; empty: the admins of the workspace. */
      readonly ask: readonly string[];
    };

/** The one question of every entry point. @param rule of the app concerned; absent: no app in particular */
export function authorize(
  _asker: Asker,
  _action: AccessAction,
  _settings: Pick<Config, 'access'>,
  _rule?: MatchedRule,
  _level?: AccessLevel,
): Verdict {
  return { allowed: true };
}
