import fc from 'fast-check';
import { anyText } from './any-text.ts';

/** Pieces that mean something to Markdown, HTML, GitHub or a runner's log. */
const pieces = [
  '<!-- paastis -->',
  '<!-- paastis:wake scalingo/osc-fr1/other -->',
  '-->',
  '<!--',
  '<script>alert(1)</script>',
  '</details>',
  '<details>',
  '<img src=x onerror=alert(1)>',
  '::error::',
  '::set-output name=x::y',
  '\n::add-mask::x',
  '\r\n',
  '\n',
  '\n\n# heading\n',
  '\n- [x] box',
  '\n| a | b |\n',
  '|',
  '\\|',
  '\\',
  '`',
  '```',
  '~~~',
  '@everyone',
  '@acme/team',
  '#12',
  'acme/shop#12',
  'GH-12',
  ':tada:',
  'https://evil.test/x',
  'www.evil.test',
  '[text](https://evil.test)',
  '![x](https://evil.test/x.png)',
  '[^1]',
  '$x^2$',
  '**bold**',
  '__it__',
  '&lt;b&gt;',
  '&#64;everyone',
  '- ',
  '1. ',
  '> ',
  '---',
  '===',
  '\t',
  '\u0000',
  '\u202e',
  '\u200b',
  '\u2028',
  '\ud83d',
  '🌙',
  'shop-pr42',
  ' ',
];

/** Text as somebody would write it who wants it to be more than text. */
export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...pieces), anyText({ maxLength: 4 })), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** The tags that we write ourselves. */
const ourTags = /<\/?(?:details|summary|code)>/g;

/** Our comments: the marker, the state and what a box is for. */
const ourComments = /<!-- paastis(?::(?:state|wake|sleep) [\w./%~!'()-]+)? -->/g;

/** What is in it besides text and marks of ours: nothing, where all that came from outside stayed text. */
export function intrusions(markdown: string): readonly string[] {
  const withoutCode = markdown.replace(/`[^`\n]*`/g, '');
  const rest = withoutCode
    .replace(ourComments, '')
    .replace(ourTags, '')
    .replace(/\]\(https?:\/\/[^()[\]<>|\s]*\)/g, ']()');
  return [
    ...found('tag', /<[^\n]{0,20}/g, rest),
    ...found('mention', /@[\p{L}\p{N}_][^\n]{0,20}/gu, rest),
    ...found('reference', /(?<!&)#\d+/g, rest),
    ...found('address', /\bhttps?:\/\/[^\n]{0,20}/g, rest),
    ...found('address', /\bwww\.\S/g, rest),
    ...found('emoji', /:[\w+-]+:/g, rest),
    ...found('command', /^\s*::/gm, markdown),
    ...found('control', /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069\u2028\u2029]/gu, markdown),
    ...found('half a character', /\p{Cs}/gu, markdown),
  ];
}

function found(what: string, pattern: RegExp, text: string): readonly string[] {
  return Array.from(text.matchAll(pattern), ([hit]) => `${what}: ${hit}`);
}

/** Cells of every line of a table, as GitHub counts them. */
export function cellCounts(markdown: string): readonly number[] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split(/(?<!\\)\|/).length - 2);
}
