import fc from 'fast-check';
import { code, codeBlock, cutLines, details, escapeText, link, prose, quote, table } from '../../action/markdown.ts';
import { cellCounts, hostileText, intrusions } from '../support/markdown-shape.ts';

/** What GitHub shows of it, gaps left out. */
function shown(markdown: string): string {
  return markdown
    .replace(/^`(.*)`$/, '$1')
    .replace(/<\/?code>/g, '')
    .replace(/&#8203;/g, '')
    .replace(/&#(\d+);/g, (_, point: string) => String.fromCodePoint(Number(point)));
}

describe('text from outside', () => {
  it.each([
    ['shop-pr42', 'shop-pr42'],
    ['a_b*c', 'a&#95;b&#42;c'],
    ['<!-- x -->', '&#60;!-- x --&#62;'],
    ['thanks @octocat', 'thanks @&#8203;octocat'],
    ['see #12 and GH-3', 'see #&#8203;12 and GH-&#8203;3'],
    ['at https://a.test/', 'at https:&#8203;//a.test/'],
    ['www.a.test', 'www&#8203;.a.test'],
    [':tada:', '&#58;&#8203;tada:'],
    ['::error::x', '&#58;:&#8203;error::x'],
    ['# title', '&#35; title'],
    ['- item', '&#45; item'],
    ['1. item', '&#49;. item'],
    ['a\nb\r\n\tc', 'a b c'],
    ['a\u0000\u202eb\u2066c', 'abc'],
    ['&#64;octocat', '&#38;#&#8203;64;octocat'],
  ])('%j is written as %s', (text, markdown) => {
    expect(escapeText(text)).toBe(markdown);
  });

  it('is cut, and says so', () => {
    expect(escapeText('x'.repeat(50), 10)).toBe(`${'x'.repeat(9)}…`);
    expect(escapeText('🌙'.repeat(50), 10)).toBe(`${'🌙'.repeat(9)}…`);
    expect(escapeText('x'.repeat(1_000_000)).length).toBeLessThanOrEqual(400);
  });

  it('shows what it was', () => {
    const visible = fc
      .string({ unit: 'grapheme-ascii', maxLength: 60 })
      .map((text) => text.trim().replace(/\s+/g, ' '));
    fc.assert(
      fc.property(visible, (text) => shown(escapeText(text)) === text),
      { numRuns: 300, seed: 42 },
    );
    fc.assert(
      fc.property(visible, (text) => shown(code(text)) === text),
      {
        numRuns: 300,
        seed: 42,
      },
    );
  });

  it('changes nothing but text wherever it is put', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (text, url) => {
        const inline = [
          escapeText(text),
          code(text),
          prose(text),
          link(text, url),
          link(text, `https://a.test/${url}`),
        ];
        const document = [
          `### ${escapeText(text)}`,
          table([['a', 'b', 'c', 'd', 'e'], inline, inline]),
          ...inline,
          ...inline.map((part) => `- ${part}`),
          details(text, quote(prose(text))),
        ].join('\n\n');

        expect(intrusions(document)).toEqual([]);
        expect(cellCounts(document)).toEqual([5, 5, 5, 5]);
        expect(inline.filter((part) => part.includes('\n'))).toEqual([]);
        expect(document.match(/<details>|<\/details>/g)).toEqual(['<details>', '</details>']);
        expect(document.match(/^#/gm)).toEqual(['#']);
        expect(document.match(/^\s*[-*+] \[[ xX]\]/gm)).toBeNull();
      }),
      { numRuns: 400, seed: 42 },
    );
  });
});

describe('code', () => {
  it('stands between backticks where nothing in it could end them', () => {
    expect(code('/paastis keep --for 4h')).toBe('`/paastis keep --for 4h`');
    expect(code('octocat')).toBe('`octocat`');
  });

  it('stands between tags otherwise, in characters that can be copied', () => {
    expect(code('wake <target>')).toBe('<code>wake &#60;target&#62;</code>');
    expect(code('a`b|c')).toBe('<code>a&#96;b&#124;c</code>');
    expect(code('wake @shop')).toBe('<code>wake &#64;shop</code>');
    expect(code('dependabot[bot]')).toBe('<code>dependabot&#91;bot&#93;</code>');
  });

  it('is nothing where there is nothing', () => {
    expect(code(' \n')).toBe('');
  });
});

describe('a sentence of ours', () => {
  it('keeps its code and nothing else', () => {
    expect(prose('`list` shows every *app*')).toBe('`list` shows every &#42;app&#42;');
    expect(prose('one ` alone')).toBe('one &#96; alone');
  });
});

describe('a link', () => {
  it.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'ftp://a.test',
    '//a.test',
    'https://',
    'https://bank.test@evil.test/',
    'https://user:secret@a.test/',
    'not an address',
    '',
    `https://a.test/${'x'.repeat(2_000)}`,
  ])('is only its text where the address is %j', (url) => {
    expect(link('shop', url)).toBe('shop');
  });

  it('holds its address together', () => {
    expect(link('shop', 'https://a.test/x) [y](z "t" <b>?a=1&copy=2')).toBe(
      '[shop](https://a.test/x%29%20%5By%5D%28z%20%22t%22%20%3Cb%3E?a=1&amp;copy=2)',
    );
  });
});

describe('a table', () => {
  it('has as many cells in each row as it has headings', () => {
    const text = table([['a', 'b'], ['1'], ['1', '2', '3'], ['x|y', 'two\nlines']]);

    expect(text.split('\n')).toEqual([
      '| a | b |',
      '| --- | --- |',
      '| 1 |  |',
      '| 1 | 2 |',
      '| x&#124;y | two lines |',
    ]);
  });

  it('is nothing without headings', () => {
    expect(table([])).toBe('');
  });
});

describe('lines to copy', () => {
  it('have a fence that nothing in them ends', () => {
    expect(codeBlock(['a', '````', 'b'], 'yaml')).toBe('`````yaml\na\n````\nb\n`````');
  });
});

describe('a text that is too long', () => {
  it('is cut between lines', () => {
    const text = Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n');
    const cut = cutLines(text, 400);

    expect(cut.length).toBeLessThanOrEqual(400);
    expect(cut).toMatch(/^line 0\nline 1\n[\s\S]*\n\n…$/);
    expect(cutLines(text, 4_000)).toBe(text);
  });

  it('leaves no fence and no fold open', () => {
    const text = `${details('t', codeBlock(Array.from({ length: 100 }, () => 'x'.repeat(20))))}`;
    const cut = cutLines(text, 600);

    expect(cut.match(/```/g)?.length).toBe(2);
    expect(cut.match(/<details>/g)?.length).toBe(cut.match(/<\/details>/g)?.length);
    expect(cut.length).toBeLessThanOrEqual(600);
  });
});
