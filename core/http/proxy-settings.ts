import { type Environment, readVariable } from '../environment.ts';
import type { ProxySettings } from './agent.ts';

/**
 * The proxy that everything is reached by; undefined: none. Other programs read small letters, and those first.
 * @param broken takes the names of variables that hold no address; what they hold may have a password in it
 */
export function readProxy(env: Environment, broken: string[]): ProxySettings | undefined {
  const http = readProxyAddress(env, 'HTTP_PROXY', broken);
  const https = readProxyAddress(env, 'HTTPS_PROXY', broken);
  const no = readEither(env, 'NO_PROXY');
  if (http === undefined && https === undefined) return undefined;
  return { ...(http && { http }), ...(https && { https }), ...(no && { no }) };
}

function readEither(env: Environment, name: string): string | undefined {
  return env[name.toLowerCase()]?.trim() || readVariable(env, name);
}

/** `proxy.example.com:3128` will do. */
function readProxyAddress(env: Environment, name: string, broken: string[]): string | undefined {
  const value = readEither(env, name);
  if (value === undefined) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  broken.push(name);
  return undefined;
}
