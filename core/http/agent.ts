import { Agent, type Dispatcher, EnvHttpProxyAgent } from 'undici';

/** This machine is never reached by a proxy, which would look for it on its own. */
const LOOPBACK = 'localhost,127.0.0.1,::1';

/** Values of HTTP_PROXY, HTTPS_PROXY and NO_PROXY, read by the program, never here. Without `https`, `http` serves both. */
export interface ProxySettings {
  readonly http?: string;
  readonly https?: string;
  readonly no?: string;
}

export interface AgentOptions {
  /** Sockets to one host at most; undici's default is no limit at all. */
  readonly connections: number;
  readonly proxy?: ProxySettings | undefined;
}

/** One pool per host. Time limits of answers are the caller's, by clock, so undici's own are off. */
export function createAgent({ connections, proxy }: AgentOptions): Dispatcher {
  const options = { connections, headersTimeout: 0, bodyTimeout: 0 };
  if (proxy === undefined) return new Agent(options);
  // An empty text stands for "none": left out, undici would read the environment itself.
  return new EnvHttpProxyAgent({
    ...options,
    httpProxy: proxy.http ?? '',
    httpsProxy: proxy.https ?? '',
    noProxy: `${LOOPBACK},${proxy.no ?? ''}`,
  });
}
