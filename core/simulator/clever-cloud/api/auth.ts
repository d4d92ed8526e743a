import { createHmac, timingSafeEqual } from 'node:crypto';

/** The four values of an OAuth 1.0a client, in clear: they open nothing but this simulation. */
export interface OAuthCredentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly token: string;
  readonly secret: string;
}

/** `bridge`: API tokens only; `api`: OAuth only, as on the vendor's two hosts; `both`: either, on one origin. */
export type AuthMode = 'bridge' | 'api' | 'both';

export interface Accounts {
  readonly oauth: OAuthCredentials;
  /** Is this API token accepted now? */
  isToken(value: string): boolean;
  readonly oauthRevoked: boolean;
}

/** May this header do what it asks? OAuth is checked for the method and full URL, as the client named them. */
export function isAuthorized(
  header: string | undefined,
  request: { readonly method: string; readonly url: URL },
  accounts: Accounts,
  mode: AuthMode,
): boolean {
  if (header === undefined) return false;
  const bearer = /^Bearer (.+)$/i.exec(header)?.[1];
  if (bearer !== undefined) return mode !== 'api' && accounts.isToken(bearer);
  if (mode === 'bridge' || accounts.oauthRevoked) return false;
  return isOAuthValid(header, request, accounts.oauth);
}

/**
 * PLAINTEXT in the official client's short form or fully qualified, HMAC-SHA512 and HMAC-SHA1 by RFC 5849.
 * Nonce and timestamp are not checked: the reference's vectors are old and used twice.
 */
export function isOAuthValid(
  header: string,
  request: { readonly method: string; readonly url: URL },
  credentials: OAuthCredentials,
): boolean {
  const given = parseOAuthHeader(header);
  if (given === undefined) return false;
  if (given.get('oauth_consumer_key') !== credentials.consumerKey) return false;
  if (given.get('oauth_token') !== credentials.token) return false;
  const signature = given.get('oauth_signature') ?? '';
  const key = `${encode(credentials.consumerSecret)}&${encode(credentials.secret)}`;
  const method = given.get('oauth_signature_method') ?? 'PLAINTEXT';

  if (method === 'PLAINTEXT') return equals(signature, key);
  const hash = { 'HMAC-SHA512': 'sha512', 'HMAC-SHA1': 'sha1' }[method];
  if (hash === undefined) return false;
  // Behind TLS the client signed https, while this server sees http.
  return ['http:', 'https:'].some((scheme) =>
    equals(
      signature,
      createHmac(hash, key)
        .update(baseString(request, scheme, given))
        .digest('base64'),
    ),
  );
}

function parseOAuthHeader(header: string): Map<string, string> | undefined {
  const parameters = /^OAuth\s+(.*)$/is.exec(header)?.[1];
  if (parameters === undefined) return undefined;
  const pairs = [...parameters.matchAll(/([a-z_]+)="([^"]*)"/g)];
  return new Map(pairs.map(([, name = '', value = '']) => [name, decode(value)]));
}

function baseString(
  request: { readonly method: string; readonly url: URL },
  scheme: string,
  given: ReadonlyMap<string, string>,
): string {
  const signed = [...given].filter(([name]) => name !== 'oauth_signature' && name !== 'realm');
  const pairs = [...signed, ...request.url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort();
  const url = `${scheme}//${request.url.host}${request.url.pathname}`;
  return [request.method.toUpperCase(), encode(url), encode(pairs.join('&'))].join('&');
}

/** RFC 3986, stricter than encodeURIComponent. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function equals(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
