import type { ProxySettings } from '../core/index.ts';
import { type Environment, readVariable, type VariableFault, type VariableName } from './variables.ts';

/** The proxy that everything is reached by; undefined: none. Other programs read small letters, and those first. */
export function readProxy(env: Environment, faults: VariableFault[]): ProxySettings | undefined {
  const http = readProxyAddress(env, 'HTTP_PROXY', faults);
  const https = readProxyAddress(env, 'HTTPS_PROXY', faults);
  const no = readEither(env, 'NO_PROXY');
  if (http === undefined && https === undefined) return undefined;
  return { ...(http && { http }), ...(https && { https }), ...(no && { no }) };
}

function readEither(env: Environment, name: VariableName): string | undefined {
  return env[name.toLowerCase()]?.trim() || readVariable(env, name);
}

/** `proxy.example.com:3128` will do. The fault does not repeat the value, which may hold a password. */
function readProxyAddress(env: Environment, name: VariableName, faults: VariableFault[]): string | undefined {
  const value = readEither(env, name);
  if (value === undefined) return undefined;
  const address = value.includes('://') ? value : `http://${value}`;
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address;
  faults.push({ names: [name], key: 'variable.proxy' });
  return undefined;
}
