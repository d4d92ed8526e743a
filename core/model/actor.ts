/** Who asked: `slack:U0123456`, `github:octocat`, `rule:3`, `terminal:ana`. */
export type Actor = string;

/** Through which door: where the request came in. */
export type EntryPoint = 'slack' | 'github' | 'terminal' | 'schedule' | 'recovery';
