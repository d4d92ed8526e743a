/** What the door through which somebody asks knows of them; a door that knows nothing says so. */
export interface Standing {
  /**
   * member: of the team itself. guest: let into some channels only. stranger: of another company, through a shared
   * channel. unknown: the door could not find out, and nothing that is restricted is allowed.
   */
  readonly kind: 'member' | 'guest' | 'stranger' | 'bot' | 'deactivated' | 'unknown';
  /** Groups they belong to, by id and by handle: `S0123456`, `@developers`. */
  readonly groups: readonly string[];
  /** Administers the workspace: counts as an admin of Paastis where the settings name none. */
  readonly workspaceAdmin: boolean;
}
