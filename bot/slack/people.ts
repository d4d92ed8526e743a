import type { Language, Standing } from '../../core/index.ts';

/** Somebody who asks through Slack. */
export interface Person {
  /** `U0123456` */
  readonly id: string;
  readonly language: Language;
  /** IANA name: their own where Slack tells it, else that of the settings. */
  readonly timezone: string;
  readonly standing: Standing;
}

/** What Slack tells about people, remembered for a while. */
export interface People {
  /** At once and from memory: for what is said before Slack's 3 s are over. */
  recall(userId: string): Person;
  /** Asks Slack where nothing recent is known. Never rejects: what cannot be found out is `unknown`. */
  find(userId: string, teamId: string | undefined): Promise<Person>;
}

export function createPeople(unknown: Pick<Person, 'language' | 'timezone'>): People {
  const recall = (id: string): Person => ({
    id,
    ...unknown,
    standing: { kind: 'member', groups: [], workspaceAdmin: false },
  });
  return { recall, find: async (id) => recall(id) };
}
