import { request } from 'undici';
import type { Clock } from '../clock.ts';
import { joinSignals } from './abort.ts';
import { createAgent, type ProxySettings } from './agent.ts';
import { dropBody } from './body.ts';
import type { HttpAnswer } from './request.ts';

/** Knocks at the public address of an app. */
export interface Prober {
  /**
   * Status and headers of a GET; a redirect is an answer too and is not followed.
   * Undefined: nothing intelligible answered (refused, reset, too late, or unparsable like the page of Clever Cloud's
   * router for a stopped app, whose lines end in a bare LF).
   * Throws nothing but the reason of the caller's signal.
   */
  probe(
    url: string,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<Pick<HttpAnswer, 'status' | 'headers'> | undefined>;
  close(): Promise<void>;
}

export interface ProberDeps {
  readonly clock: Clock;
  readonly proxy?: ProxySettings | undefined;
}

export function createProber({ clock, proxy }: ProberDeps): Prober {
  const agent = createAgent({ connections: 4, proxy });
  return {
    probe: async (url, { timeoutMs, signal }) => {
      signal?.throwIfAborted();
      if (!URL.canParse(url)) return undefined;
      const deadline = clock.timeout(timeoutMs);
      const joined = joinSignals(signal, deadline.signal);
      try {
        const { statusCode, headers, body } = await request(url, {
          dispatcher: agent,
          signal: joined.signal,
          headers: { 'user-agent': 'paastis', accept: '*/*' },
          // A new connection each time: an old one may lead to a container that is on its way out.
          reset: true,
        });
        dropBody(body);
        return { status: statusCode, headers };
      } catch {
        signal?.throwIfAborted();
        return undefined;
      } finally {
        deadline.cancel();
        joined.release();
      }
    },
    close: () => agent.destroy(),
  };
}
