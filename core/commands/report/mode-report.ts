import type { Actor } from '../../model/actor.ts';

/** Which mode holds from here on; the sentences are in the reader's language. */
export interface ModeReport {
  readonly title: string;
  readonly lines: readonly string[];
  readonly mode: 'observe' | 'enforce';
  /** False: it was so already. */
  readonly changed: boolean;
}

/** The mode in effect, and who switched it where it is not the settings' own. */
export interface ModeInEffect {
  readonly mode: 'observe' | 'enforce';
  readonly switched?: {
    readonly actor: Actor;
    /** ISO 8601, UTC. */
    readonly at: string;
    readonly fileMode: 'observe' | 'enforce';
  };
}
