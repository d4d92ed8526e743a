import { createIdMaker } from '../../../core/events/ids.ts';
import { FakeClock } from '../../support/fake-clock.ts';

describe('making ids', () => {
  it('gives each another, of 26 characters that can be read aloud', () => {
    const newId = createIdMaker(new FakeClock());

    const ids = Array.from({ length: 1_000 }, newId);

    expect(new Set(ids).size).toBe(1_000);
    expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
  });

  it('keeps the order in which they were made, within a millisecond too', () => {
    const newId = createIdMaker(new FakeClock());

    const ids = Array.from({ length: 2_000 }, newId);

    expect(ids.toSorted()).toEqual(ids);
  });

  it('keeps the order over time, also when the clock is set back', () => {
    const instants = [1_000, 2_000, 500, 600, 2_001].map((ms) => new Date(ms));
    const newId = createIdMaker({ now: () => instants.shift() ?? new Date(3_000) });

    const ids = Array.from({ length: 6 }, newId);

    expect(ids.toSorted()).toEqual(ids);
  });

  it('gives two processes different ids at the same instant', () => {
    const clock = new FakeClock();

    expect(createIdMaker(clock)()).not.toBe(createIdMaker(clock)());
  });
});
