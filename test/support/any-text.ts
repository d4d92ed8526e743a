import fc from 'fast-check';

const codePoint = fc.oneof(
  { weight: 2, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x2fff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x10ffff }) },
);

/**
 * Any text there can be, halves of surrogate pairs left out; lengths in characters. `fc.string` of such a unit first makes
 * a table of a million entries in every test file that asks for it, which takes half a second each time.
 */
export function anyText({ minLength = 0, maxLength = 20 } = {}): fc.Arbitrary<string> {
  const whole = codePoint.map((point) => (point >= 0xd800 && point <= 0xdfff ? point - 0xd700 : point));
  return fc.array(whole, { minLength, maxLength }).map((points) => String.fromCodePoint(...points));
}
