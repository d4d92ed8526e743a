import { createHmac } from 'node:crypto';
import { type ApiAnswer, type ApiRequest, jsonAnswer } from '../../server.ts';
import type { Platform } from '../platform/platform.ts';
import type { Role, SimUser } from '../platform/state.ts';
import { iso } from './present.ts';

/** Lifetime of a bearer (reference, section 2.1). */
const BEARER_SECONDS = 3_600;

const MINUTE_MS = 60_000;

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly token: string;
  readonly user: SimUser;
  readonly createdAtMs: number;
}

/** What the roles differ in (reference, section 2.4). */
export type Right = 'read' | 'restart' | 'change' | 'own';

const rights: Readonly<Record<Role, readonly Right[]>> = {
  owner: ['read', 'restart', 'change', 'own'],
  collaborator: ['read', 'restart', 'change'],
  limited: ['read', 'restart'],
};

export function mayDo(role: Role, right: Right): boolean {
  return rights[role].includes(right);
}

/** API tokens, the bearers exchanged for them, and how many calls each user made. */
export class Auth {
  readonly #platform: Platform;
  readonly #tokens = new Map<string, ApiToken>();
  readonly #bearers = new Map<string, { readonly user: SimUser; readonly expiresAtMs: number }>();
  readonly #calls = new Map<string, number[]>();
  /** Calls answered 429. */
  refusedCalls = 0;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  createToken(user: SimUser, name = 'sandbox'): ApiToken {
    const token = {
      id: this.#platform.hex(24),
      name,
      token: `tk-us-${this.#platform.hex(48)}`,
      user,
      createdAtMs: this.#platform.nowMs(),
    };
    this.#tokens.set(token.token, token);
    return token;
  }

  listTokens(user: SimUser): ApiToken[] {
    return [...this.#tokens.values()].filter((token) => token.user === user);
  }

  /** Bearers already given out go on working until they expire. */
  revokeToken(token: string): void {
    this.#tokens.delete(token);
  }

  revokeBearers(): void {
    this.#bearers.clear();
  }

  /** `POST /v1/tokens/exchange`: Basic with an empty user name and the token as password. */
  exchange(request: ApiRequest): ApiAnswer {
    const [scheme, encoded] = (request.headers.authorization ?? '').split(' ');
    const decoded = Buffer.from(encoded ?? '', 'base64').toString('utf8');
    const token = decoded.startsWith(':') ? this.#tokens.get(decoded.slice(1)) : undefined;
    if (scheme?.toLowerCase() !== 'basic' || token === undefined)
      return jsonAnswer(401, { error: 'Invalid credentials' });
    return jsonAnswer(200, { token: this.#makeBearer(token.user) });
  }

  /** Whose bearer it is; undefined when missing, unknown or expired. */
  findUser(request: ApiRequest): SimUser | undefined {
    const [scheme, bearer] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer') return undefined;
    const entry = this.#bearers.get(bearer ?? '');
    return entry !== undefined && entry.expiresAtMs > this.#platform.nowMs() ? entry.user : undefined;
  }

  /** Counts the call; false when it is one too many. Refused calls do not count. */
  allows(user: SimUser): boolean {
    const { rateLimit, rateWindow } = this.#platform.settings;
    if (rateLimit === Number.POSITIVE_INFINITY) return true;
    const nowMs = this.#platform.nowMs();
    const sinceMs = rateWindow === 'sliding' ? nowMs - MINUTE_MS : Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - 1;
    const recent = (this.#calls.get(user.id) ?? []).filter((atMs) => atMs > sinceMs);
    const allowed = recent.length < rateLimit;
    if (!allowed) this.refusedCalls += 1;
    this.#calls.set(user.id, allowed ? [...recent, nowMs] : recent);
    return allowed;
  }

  #makeBearer(user: SimUser): string {
    const iat = Math.floor(this.#platform.nowMs() / 1_000);
    const exp = iat + BEARER_SECONDS;
    const claims = { iss: 'Scalingo', iat, uuid: user.id, rnd: this.#platform.hex(31), exp };
    const unsigned = `${encodePart({ typ: 'JWT', alg: 'HS512' })}.${encodePart(claims)}`;
    const signature = createHmac('sha512', 'simulator').update(unsigned).digest('base64url');
    const bearer = `${unsigned}.${signature}`;
    const nowMs = this.#platform.nowMs();
    for (const [old, { expiresAtMs }] of this.#bearers) if (expiresAtMs <= nowMs) this.#bearers.delete(old);
    this.#bearers.set(bearer, { user, expiresAtMs: exp * 1_000 });
    return bearer;
  }
}

export function tokenJson(token: ApiToken) {
  return { id: token.id, name: token.name, created_at: iso(token.createdAtMs), last_used_at: null };
}

function encodePart(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
