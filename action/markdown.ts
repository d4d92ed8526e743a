/** Longer than any sentence of ours; what is longer was made to be. */
const LONGEST_TEXT = 400;

const LONGEST_URL = 1_000;

/** Shown as nothing, and keeps GitHub from finding names, references and addresses where we meant none. */
const GAP = '&#8203;';

/**
 * Everything that comes from outside: a line of text, and nothing but text wherever it is put. Marks of Markdown and HTML
 * become entities, which GitHub shows as the characters they stand for; its search for `@name`, `#12`, `:emoji:` and
 * addresses comes after that and is kept out by a gap. Without control characters and without what turns or hides text.
 * @param most characters; the rest is cut off
 */
export function escapeText(text: string, most = LONGEST_TEXT): string {
  return plainLine(text, most)
    .replace(/[&<>\\`*_[\]|~$]|!$/g, entity)
    .replace(/@(?=[\p{L}\p{N}])/gu, `@${GAP}`)
    .replace(/(?<!&)#(?=\d)/g, `#${GAP}`)
    .replace(/\b(GH)-(?=\d)/gi, `$1-${GAP}`)
    .replace(/\b(www)\.(?=\S)/gi, `$1${GAP}.`)
    .replace(/:(?=\/\/|[\w+-]+:)/g, `:${GAP}`)
    .replace(/^(?:[-+=#:]|\d{1,9}(?=[.)]))/, (start) => start.replace(/\D|\d$/, entity));
}

/** Plain enough to stand between backticks, in a table too, and to stay what it is when somebody copies it. */
const plainCode = /^(?!::)[\p{L}\p{N}_./:,#=+() -]+$/u;

/** A line of code; nothing in it is anything else. GitHub looks for no names or references in code. */
export function code(text: string, most = LONGEST_TEXT): string {
  const line = plainLine(text, most);
  if (line === '') return '';
  if (plainCode.test(line)) return `\`${line}\``;
  return `<code>${line.replace(/[!-+:-@[-`{-~.]/g, entity)}</code>`;
}

/** A sentence of ours: what stands between backticks is code, all else is text. */
export function prose(text: string, most = LONGEST_TEXT * 4): string {
  const pieces = plainLine(text, most).split(/`([^`]{1,200})`/);
  return pieces.map((piece, index) => (index % 2 === 1 ? code(piece) : escapeKeepingBlanks(piece, most))).join('');
}

/** Blanks at the ends of a piece part it from the next. */
function escapeKeepingBlanks(piece: string, most: number): string {
  const [, before = '', middle = '', after = ''] = /^( *)(.*?)( *)$/.exec(piece) ?? [];
  return `${before}${escapeText(middle, most)}${after}`;
}

/** Text that leads to a web address; only the text where the address is none, or not one to be followed blindly. */
export function link(text: string, url: string | undefined): string {
  const href = url === undefined ? undefined : hrefOf(url);
  const shown = escapeText(text);
  if (href === undefined || shown === '') return shown;
  return `[${shown}](${href})`;
}

function hrefOf(url: string): string | undefined {
  if (url.length > LONGEST_URL || !/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const { href, username, password } = new URL(url);
  // `https://bank.test@elsewhere.test` leads elsewhere.
  if (username !== '' || password !== '') return undefined;
  return href.replace(/[()[\]|<>\\`'"\s]/g, (sign) => `%${hex(sign)}`).replace(/&/g, '&amp;');
}

function hex(sign: string): string {
  return sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
}

/** Rows of cells that are Markdown already, the headings first; every row gets as many cells as there are headings. */
export function table(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  if (head.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${head.map((_, at) => cellOf(cells[at] ?? '')).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...body.map(line)].join('\n');
}

function cellOf(markdown: string): string {
  return markdown.replace(/\s*[\r\n]+\s*/g, ' ').replace(/\|/g, '&#124;');
}

/** Folded away until somebody opens it. The blank lines make GitHub read the body as Markdown. */
export function details(title: string, body: string): string {
  return `<details>\n<summary>${escapeText(title)}</summary>\n\n${body}\n\n</details>`;
}

export function quote(markdown: string): string {
  return markdown
    .split('\n')
    .map((line) => (line === '' ? '>' : `> ${line}`))
    .join('\n');
}

/** Lines to copy as they are. The fence is longer than any within. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const clean = lines.map((line) => removeHidden(line.toWellFormed().replace(/[\r\n]/g, ' ')));
  const longest = Math.max(2, ...clean.flatMap((line) => Array.from(line.matchAll(/`+/g), ([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence].join('\n');
}

/** As much of it as fits, cut between lines; what is open where it is cut would swallow all that follows. */
export function cutLines(markdown: string, most: number): string {
  if (markdown.length <= most) return markdown;
  const lines = markdown
    .slice(0, Math.max(0, most - CLOSING_ROOM))
    .split('\n')
    .slice(0, -1);
  const fences = lines.flatMap((line) => /^`{3,}/.exec(line)?.[0] ?? []);
  const folds = count(lines, '<details>') - count(lines, '</details>');
  return [
    ...lines,
    ...(fences.length % 2 === 1 ? fences.slice(-1) : []),
    '',
    '…',
    ...Array.from({ length: folds }, () => '\n</details>'),
  ].join('\n');
}

const CLOSING_ROOM = 200;

function count(lines: readonly string[], wanted: string): number {
  return lines.filter((line) => line === wanted).length;
}

function plainLine(text: string, most: number): string {
  // Cut first: a text of megabytes is not worth reading.
  const start = text.slice(0, most * 4).toWellFormed();
  const line = removeHidden(start.replace(/[\s\u0085]+/gu, ' ')).trim();
  const signs = Array.from(line);
  const whole = signs.length <= most && text.length <= most * 4;
  return whole
    ? line
    : `${signs
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** Control characters, and those that show nothing or turn the direction; joiners stay, scripts and emoji need them. */
function removeHidden(line: string): string {
  return line.replace(/(?!\u200c|\u200d|\t)[\p{Cc}\p{Cf}]|[\u115f\u1160\u3164\uffa0]/gu, '');
}

function entity(sign: string): string {
  return `&#${sign.codePointAt(0)};`;
}
