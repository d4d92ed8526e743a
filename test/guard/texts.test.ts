import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { en } from '../../core/i18n/en.ts';

const root = resolve(import.meta.dirname, '../..');

/** All sources that may ask for a text, in one piece; the catalogues and the simulators do not. */
const sources = ['core', 'bot', 'action']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => join(folder, path))
      .filter((path) => path.endsWith('.ts') && !/core\/(simulator|i18n\/(en|fr))/.test(path)),
  )
  .map((path) => readFileSync(join(root, path), 'utf8'))
  .join('\n');

/** Variants of a text that are chosen by their ending. */
const endings = ['message', 'remedy', 'close', 'held'];

/** Written out, or put together: `help.option.${option}`, the rest being words of their own. */
function isUsed(key: string): boolean {
  if (sources.includes(`'${key}'`)) return true;
  const words = key.split('.');
  return words.some((_, at) => {
    const start = words.slice(0, at).join('.');
    const rest = words.slice(at).filter((word) => !endings.includes(word));
    const [first = ''] = rest;
    const puts = [`${start}.\${`, `${start}.${first.split('_')[0]}_\${`].some((put) => sources.includes(put));
    return at > 0 && puts && rest.every(isWritten);
  });
}

/** `woken_history` is put together from `woken_` and `history`. */
function isWritten(word: string): boolean {
  const [start = '', ...rest] = word.split('_');
  const whole = sources.includes(`'${word}'`) || sources.includes(`\n  ${word}: `);
  return whole || (sources.includes(`${start}_\${`) && sources.includes(`'${rest.join('_')}'`));
}

describe('the texts', () => {
  it('are all asked for somewhere', () => {
    expect(Object.keys(en).filter((key) => !isUsed(key))).toEqual([]);
  });
});
