/** The environment as it comes: an empty variable is one that is not set. Programs pass it in, nothing here reads it. */
export type Environment = Readonly<Record<string, string | undefined>>;

export function readVariable(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

/** Without a trailing slash. The name of one that holds no address goes into `broken`, never what it holds. */
export function readAddress(env: Environment, name: string, broken: string[]): string | undefined {
  const value = readVariable(env, name);
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^(https?|wss?):$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '');
  broken.push(name);
  return undefined;
}
