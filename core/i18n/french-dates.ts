/** `20 nov. 01:40`, `2 janv. 2027 08:00`: how `formatInstant` shows another day than today. */
const day = String.raw`(\d{1,2} (?:janv\.|févr\.|mars|avr\.|mai|juin|juil\.|août|sept\.|oct\.|nov\.|déc\.)(?: \d{4})?)`;
const time = String.raw`(\d\d:\d\d)`;

const agreements: readonly (readonly [RegExp, string])[] = [
  [new RegExp(`\\bde ${day} ${time} à ${day}`, 'g'), 'du $1 $2 au $3'],
  [new RegExp(`\\bde ${day} ${time}`, 'g'), 'du $1 $2'],
  [new RegExp(`jusqu’à ${day}`, 'g'), 'jusqu’au $1'],
  [new RegExp(`([Dd])epuis ${day}`, 'g'), '$1epuis le $2'],
  [new RegExp(`(?<=^|\\s)à ${day} ${time}`, 'g'), 'le $1 à $2'],
];

/**
 * French words before an instant depend on whether it shows a day: `à 14:05`, `le 20 nov. à 14:05`. Sentences are
 * written for the hour alone, which is nearly always right, and follow the day here.
 */
export function agreeWithDays(sentence: string): string {
  // Most sentences carry no hour, and nothing to follow.
  if (!/\d\d:\d\d/.test(sentence)) return sentence;
  return agreements.reduce((text, [before, after]) => text.replace(before, after), sentence);
}
