/** What our one comment begins with, and no other comment: people do not see it. */
export const COMMENT_MARKER = '<!-- paastis -->';

/** At the very start only: a quote or a reply may carry it further down. */
export function hasMarker(body: string): boolean {
  return body.startsWith(COMMENT_MARKER);
}
