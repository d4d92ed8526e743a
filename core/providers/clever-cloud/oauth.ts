import { createHmac } from 'node:crypto';
import type { CleverCloudCredentials } from '../../config.ts';

export type OAuthCredentials = Extract<CleverCloudCredentials, { kind: 'oauth' }>;

/** What a signature covers besides the credentials. A JSON body is never part of it. */
export interface SignedCall {
  readonly method: string;
  readonly url: URL;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly nonce: string;
}

/** RFC 3986 percent-encoding, stricter than `encodeURIComponent`. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The header as the official client 12 writes it: no method, nonce nor timestamp, the two secrets joined by a literal
 * `%26`. It depends neither on the method nor on the URL.
 */
export function plaintextHeader({ consumerKey, consumerSecret, token, secret }: OAuthCredentials): string {
  const signature = `${consumerSecret.reveal()}%26${secret.reveal()}`;
  return `OAuth oauth_consumer_key="${consumerKey}", oauth_token="${token.reveal()}", oauth_signature="${signature}"`;
}

/** RFC 5849, 3.4.1: what is signed. The query parameters are part of it. */
export function baseString(credentials: OAuthCredentials, call: SignedCall): string {
  const pairs = [...call.url.searchParams, ...Object.entries(oauthParameters(credentials, call))]
    .map(([name, value]) => ({ name: encode(name), value: encode(value) }))
    // Byte order by name, then by value; locale order would differ.
    .sort((a, b) => compare(a.name, b.name) || compare(a.value, b.value))
    .map(({ name, value }) => `${name}=${value}`);
  return [call.method.toUpperCase(), `${call.url.origin}${call.url.pathname}`, pairs.join('&')].map(encode).join('&');
}

export function hmacSignature(credentials: OAuthCredentials, call: SignedCall): string {
  const key = `${encode(credentials.consumerSecret.reveal())}&${encode(credentials.secret.reveal())}`;
  return createHmac('sha512', key).update(baseString(credentials, call)).digest('base64');
}

export function hmacHeader(credentials: OAuthCredentials, call: SignedCall): string {
  const parameters = { ...oauthParameters(credentials, call), oauth_signature: hmacSignature(credentials, call) };
  const printed = Object.entries(parameters)
    .sort(([a], [b]) => compare(a, b))
    .map(([name, value]) => `${name}="${encode(value)}"`);
  return `OAuth ${printed.join(', ')}`;
}

function oauthParameters(credentials: OAuthCredentials, call: SignedCall): Record<string, string> {
  return {
    oauth_consumer_key: credentials.consumerKey,
    oauth_nonce: call.nonce,
    oauth_signature_method: 'HMAC-SHA512',
    oauth_timestamp: String(call.timestamp),
    oauth_token: credentials.token.reveal(),
    oauth_version: '1.0',
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
