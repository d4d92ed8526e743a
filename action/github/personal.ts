/**
 * Whether a token is a person's, who is then the author of what we write; else a workflow's own or an app's, who write as
 * bots. By its beginning; older ones of Enterprise Server have none, and are forty hexadecimal digits.
 */
export function isPersonal(token: string): boolean {
  return /^(gh[pou]_|github_pat_|[0-9a-f]{40}$)/.test(token);
}
