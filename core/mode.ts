import type { Clock } from './clock.ts';
import { findModeSwitch, type Mode, type ModeSwitch, modeSwitchChange } from './commands/mode/switch-note.ts';
import type { ModeInEffect } from './commands/report/mode-report.ts';
import type { Config } from './config.ts';
import type { Audit } from './events/audit.ts';
import type { Actor, EntryPoint } from './model/actor.ts';
import type { Store } from './store/store.ts';

export interface ModeDeps {
  readonly store: Store;
  readonly audit: Audit;
  readonly clock: Clock;
}

/** The mode in effect: what somebody has switched to, until the settings file says something new. */
export class ModeKeeper {
  readonly #deps: ModeDeps;
  #switched: ModeSwitch | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: ModeDeps) {
    this.#deps = deps;
  }

  async load(): Promise<void> {
    this.#switched = await findModeSwitch(this.#deps.store);
  }

  /** One after the other: who switches sees what the one before has switched, and new settings come in between. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** Settings as they were read, with the mode in effect. A file with another mode than before has the last word. */
  async take(read: Config): Promise<Config> {
    if (this.#switched !== undefined && this.#switched.fileMode !== read.mode) {
      this.#switched = undefined;
      await this.#deps.store.write([modeSwitchChange(undefined, this.#deps.clock.now())]);
    }
    return this.apply(read);
  }

  apply(read: Config): Config {
    const switched = this.#switchOf(read);
    return switched === undefined ? read : { ...read, mode: switched.mode };
  }

  inEffect(read: Config): ModeInEffect {
    const switched = this.#switchOf(read);
    if (switched === undefined) return { mode: read.mode };
    const { mode, ...by } = switched;
    return { mode, switched: by };
  }

  /** Durable and on record once resolved. */
  async switchTo(
    mode: Mode,
    by: { readonly actor: Actor; readonly entryPoint: EntryPoint; readonly fileMode: Mode },
  ): Promise<void> {
    const { audit, clock } = this.#deps;
    const { actor, entryPoint, fileMode } = by;
    const now = clock.now();
    const to = mode === fileMode ? undefined : { mode, actor, at: now.toISOString(), fileMode };
    await audit.keep(
      [{ name: 'mode_switched', actor, entryPoint, reason: mode, correlationId: audit.newCorrelationId() }],
      [modeSwitchChange(to, now)],
    );
    this.#switched = to;
  }

  #switchOf(read: Config): ModeSwitch | undefined {
    return this.#switched?.fileMode === read.mode ? this.#switched : undefined;
  }
}
