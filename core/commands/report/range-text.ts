import type { Translate } from '../../i18n/index.ts';
import { type Range, roundTo2, tellRange } from '../../savings/range.ts';

/** From small to large; the central value chooses for the whole range. */
const units = {
  energy: [
    { unit: 'unit.wh', factor: 1_000 },
    { unit: 'unit.kwh', factor: 1 },
    { unit: 'unit.mwh', factor: 0.001 },
  ],
  co2e: [
    { unit: 'unit.g', factor: 1 },
    { unit: 'unit.kg', factor: 0.001 },
    { unit: 'unit.t', factor: 0.000_001 },
  ],
} as const;

/** `about 1.8 kg (0.2–26)`; a bound that is as good as nothing is a word: `about 1.8 kg, from almost nothing to 26 kg`. */
export function rangeText(range: Range, quantity: keyof typeof units, translate: Translate): string {
  if (roundTo2(range.central) === 0) return translate('range.nothing');
  const choices = units[quantity];
  const chosen = choices.findLast(({ factor }) => range.central * factor >= 1) ?? choices[0];
  const { low, central, high, fromAlmostNothing } = tellRange(range);
  const figure = (value: number) => figures(roundTo2(value * chosen.factor), translate);
  const withUnit = (value: number) => translate(chosen.unit, { count: figure(value) });
  return fromAlmostNothing
    ? translate('range.from_nothing', { central: withUnit(central), high: withUnit(high) })
    : translate('range.between', { central: withUnit(central), low: figure(low), high: figure(high) });
}

/** Two significant digits, in the reader's way of writing them. */
function figures(value: number, translate: Translate): string {
  return new Intl.NumberFormat(translate('language.tag'), { maximumSignificantDigits: 2 }).format(value);
}
