import { COMMENT_MARKER, hasMarker } from '../../../action/comment/marker.ts';

describe('the marker of our comment', () => {
  it('is known at the very start only', () => {
    expect(hasMarker(`${COMMENT_MARKER}\n## All awake`)).toBe(true);
    expect(hasMarker(` ${COMMENT_MARKER}`)).toBe(false);
    expect(hasMarker(`> ${COMMENT_MARKER}`)).toBe(false);
    expect(hasMarker('<!-- paastis: other -->')).toBe(false);
    expect(hasMarker('')).toBe(false);
  });
});
