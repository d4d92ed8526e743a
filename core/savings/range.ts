/** An estimate and how far off it may be: low <= central <= high. */
export interface Range {
  readonly low: number;
  readonly central: number;
  readonly high: number;
}

export const noRange: Range = { low: 0, central: 0, high: 0 };

/** Each bound by itself: what apps share is not independent, so that their errors do not cancel out. */
export function addRanges(a: Range, b: Range): Range {
  return { low: a.low + b.low, central: a.central + b.central, high: a.high + b.high };
}

export function scaleRange(range: Range, factor: number): Range {
  return { low: range.low * factor, central: range.central * factor, high: range.high * factor };
}

/** A range as it is told: two significant digits, and no digits at all for a bound that is as good as nothing. */
export interface ToldRange extends Range {
  /** The low bound is under 1 % of the central value: "from almost nothing", not a number. */
  readonly fromAlmostNothing: boolean;
}

/** For showing only: sums are made before, never of this. */
export function tellRange(range: Range): ToldRange {
  return {
    low: roundTo2(range.low),
    central: roundTo2(range.central),
    high: roundTo2(range.high),
    fromAlmostNothing: range.low < range.central / 100,
  };
}

/** Two significant digits: an estimate does not know more. */
export function roundTo2(value: number): number {
  return Number(value.toPrecision(2));
}
