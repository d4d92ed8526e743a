import type { Answer } from '../answers.ts';
import { numberOf } from '../bodies/accounts.ts';
import type { Scene } from '../bodies/bodies.ts';
import type { Limits } from '../limits.ts';
import type { Author } from '../world.ts';

export interface Call {
  readonly params: Readonly<Record<string, string>>;
  /** As the caller wrote it, for the addresses of other pages. */
  readonly url: URL;
  /** An object, checked against the description. */
  readonly body: Readonly<Record<string, unknown>>;
  /** `json`, `raw` or `object`. */
  readonly format: string;
  /** Whose token it is. */
  readonly me: NonNullable<Author>;
  readonly scene: Scene;
  readonly limits: Limits;
}

export type Route = (call: Call) => Answer;

/** One page of these. */
export function listed(all: readonly unknown[], { url, scene }: Call): Answer {
  const { items, link } = pageOf(all, byNumber(url, scene.world.repository));
  return { status: 200, body: items, ...(link === undefined ? {} : { headers: { link } }) };
}

/** A field of a body that was checked; '' where there is none. */
export function textIn(body: Readonly<Record<string, unknown>>, field: string): string {
  const value = body[field];
  return typeof value === 'string' ? value : '';
}

/** GitHub names the repository by its number in the addresses of further pages. */
function byNumber(url: URL, repository: string): URL {
  const other = new URL(url);
  other.pathname = other.pathname.replace(/\/repos\/[^/]+\/[^/]+\//, `/repositories/${numberOf(repository)}/`);
  return other;
}

interface Page<T> {
  readonly items: readonly T[];
  /** `<https://…?page=2>; rel="next", …`; absent where everything is on one page. */
  readonly link?: string;
}

/** One page of a list, with the addresses of the others, as GitHub tells them. */
function pageOf<T>(all: readonly T[], url: URL): Page<T> {
  const size = Math.min(Math.max(1, Number(url.searchParams.get('per_page') ?? 30)), 100);
  const page = Math.max(1, Number(url.searchParams.get('page') ?? 1));
  const last = Math.max(1, Math.ceil(all.length / size));
  const items = all.slice((page - 1) * size, page * size);
  const addresses = Object.entries({
    prev: page > 1 ? Math.min(page - 1, last) : undefined,
    next: page < last ? page + 1 : undefined,
    last: page < last ? last : undefined,
    first: page > 1 ? 1 : undefined,
  });
  const link = addresses.flatMap(([rel, to]) => (to === undefined ? [] : [`<${addressOf(url, to)}>; rel="${rel}"`]));
  return link.length === 0 ? { items } : { items, link: link.join(', ') };
}

function addressOf(url: URL, page: number): string {
  const other = new URL(url);
  other.searchParams.set('page', String(page));
  return other.href;
}
