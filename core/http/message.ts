import type { Headers, HttpRequest } from './request.ts';

type SentHeaders = Readonly<Record<string, string>>;

export function urlOf(baseUrl: string, request: HttpRequest): URL {
  const url = new URL(baseUrl + request.path);
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) url.searchParams.append(name, String(value));
  return url;
}

/** The first value of a header; names in lower case. */
export function headerOf(headers: Headers, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value[0];
}

/** The vendor's id of a request, only if it looks like one: it is shown to people. */
export function requestIdOf(headers: Headers, name: string): string | undefined {
  const value = headerOf(headers, name.toLowerCase());
  return value !== undefined && /^[\w.:/+=-]{1,128}$/.test(value) ? value : undefined;
}

/**
 * How far the sender's clock is ahead of ours, in whole seconds, from the `Date` header of an answer: zero while the
 * time on the way and the header's own precision, a second, explain the difference.
 * @param askedMs when the request was sent
 * @param answeredMs when the headers had come
 * @see RFC 9110, section 6.6.1
 */
export function skewOf(date: string | undefined, askedMs: number, answeredMs: number): number | undefined {
  const dateMs = Date.parse(date ?? '');
  if (Number.isNaN(dateMs)) return undefined;
  const ms = dateMs + 500 - (askedMs + answeredMs) / 2;
  const doubtMs = 500 + Math.abs(answeredMs - askedMs) / 2;
  // Half a second is rounded down: clocks that tick together differ by whole seconds.
  return Math.abs(ms) <= doubtMs ? 0 : Math.ceil(ms / 1_000 - 0.5) * 1_000;
}

/** Later sources win, whatever the case of the names: two `accept` of different case would both be sent. */
export function mergeHeaders(...sources: readonly (SentHeaders | undefined)[]): SentHeaders {
  const entries = sources.flatMap((source) => Object.entries(source ?? {}));
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** Shorter pieces occur in innocent text. */
const SHORTEST_SECRET = 8;

/** Everything in these headers that may be a credential: whole, in parts (`oauth_token="…"`), out of base64. */
export function secretsIn(headers: SentHeaders): readonly string[] {
  const values = Object.entries(headers).flatMap(([name, value]) =>
    /auth|token|secret|cookie|key/.test(name) ? [value] : [],
  );
  const parts = values.flatMap((value) => value.split(/[\s,;="&]+/));
  const decoded = values.flatMap((value) =>
    /^basic /i.test(value) ? Buffer.from(value.slice(6), 'base64').toString('utf8').split(':') : [],
  );
  const secrets = [...values, ...parts, ...decoded].filter((part) => part.length >= SHORTEST_SECRET);
  // Longest first, or the rest of a long one would stay behind.
  return secrets.toSorted((a, b) => b.length - a.length);
}
