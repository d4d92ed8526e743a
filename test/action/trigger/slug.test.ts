import fc from 'fast-check';
import { slugOf } from '../../../action/trigger/slug.ts';
import { anyText } from '../../support/any-text.ts';

describe('the slug of a branch', () => {
  it.each([
    ['feature/basket', 'feature-basket'],
    ['Feature/ABC_12--x', 'feature-abc-12-x'],
    ['refs/heads/été à la plage', 'refs-heads-t-la-plage'],
    ['--main--', 'main'],
    ['v1.2.3', 'v1-2-3'],
    [`${'a'.repeat(62)}/b`, 'a'.repeat(62)],
    ['x'.repeat(500), 'x'.repeat(63)],
  ])('of %s is %s', (ref, slug) => {
    expect(slugOf(ref)).toBe(slug);
  });

  it.each(['', '/', '-', 'ветка', '🚀'])('is none where nothing of %j is left', (ref) => {
    expect(slugOf(ref)).toBeUndefined();
  });

  it('is a label of a host name whatever the branch is called, and its own slug', () => {
    fc.assert(
      fc.property(anyText({ maxLength: 200 }), (ref) => {
        const slug = slugOf(ref);

        if (slug === undefined) return;
        expect(slug).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/);
        expect(slug).not.toContain('--');
        expect(slugOf(slug)).toBe(slug);
      }),
      { numRuns: 300, seed: 20_261_123 },
    );
  });
});
