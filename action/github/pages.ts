import type { Attempt } from './attempt.ts';
import type { Answer, Caller, Parameters } from './caller.ts';
import { headerOf } from './failure.ts';

/** The most GitHub gives. */
export const PER_PAGE = 100;

/** Page by page, from the first; a page is asked for when it is wanted. */
export async function* pagesOf(
  caller: Caller,
  attempt: Attempt,
  route: string,
  parameters: Parameters,
): AsyncGenerator<Answer> {
  for (let query: Parameters | undefined = { per_page: PER_PAGE }; query !== undefined; ) {
    const answer: Answer = await caller.send(attempt, route, { ...parameters, ...query });
    yield answer;
    query = findLink(answer, 'next');
  }
}

/**
 * The query of the page that an answer links to. The query alone: the link's host is the one GitHub knows itself by, which
 * behind a proxy is not always the one we reach it by, and no other host may see the token.
 */
export function findLink({ headers }: Answer, relation: 'next' | 'last'): Parameters | undefined {
  const links = (headerOf(headers, 'link') ?? '').split(/,(?=\s*<)/);
  const [, url] =
    links.map((link) => /<([^<>]+)>;\s*rel="(\w+)"/.exec(link)).find((link) => link?.[2] === relation) ?? [];
  if (url === undefined || !URL.canParse(url)) return undefined;
  return Object.fromEntries(new URL(url).searchParams);
}
