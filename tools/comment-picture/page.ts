/** As much of GitHub's Markdown as the comment uses, around it what surrounds a comment. */
export function commentPage(body: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${style}</style>
<div class="comment"><div class="head"><b>github-actions</b><span class="bot">bot</span> commented now</div>
<div class="body">${blocks(body.split('\n').filter((line) => !/^<!-- .* -->$/.test(line)))}</div></div>`;
}

function blocks(lines: readonly string[]): string {
  const groups: string[][] = [];
  for (const line of lines) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && kindOf(last[0]) === kindOf(line)) last.push(line);
    else groups.push([line]);
  }
  return groups.map(block).join('\n');
}

type Kind = 'table' | 'list' | 'quote' | 'html' | 'heading' | 'empty' | 'text';

function kindOf(line: string): Kind {
  if (line.trim() === '') return 'empty';
  if (line.startsWith('|')) return 'table';
  if (line.startsWith('- ')) return 'list';
  if (line.startsWith('>')) return 'quote';
  if (line.startsWith('### ')) return 'heading';
  return line.startsWith('<') ? 'html' : 'text';
}

function block(lines: readonly string[]): string {
  const [first = ''] = lines;
  switch (kindOf(first)) {
    case 'table':
      return `<table>${lines
        .filter((_, row) => row !== 1)
        .map(rowOf)
        .join('')}</table>`;
    case 'list':
      return `<ul>${lines.map((line) => `<li>${itemOf(line.slice(2))}</li>`).join('')}</ul>`;
    case 'quote':
      return `<blockquote>${blocks(lines.map((line) => line.replace(/^> ?/, '')))}</blockquote>`;
    case 'heading':
      return `<h3>${inline(first.slice(4))}</h3>`;
    case 'html':
      return lines.join('\n');
    case 'empty':
      return '';
    case 'text':
      return `<p>${lines.map(inline).join('<br>')}</p>`;
  }
}

function rowOf(line: string, row: number): string {
  const tag = row === 0 ? 'th' : 'td';
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return `<tr>${cells.map((cell) => `<${tag}>${inline(cell.trim())}</${tag}>`).join('')}</tr>`;
}

function itemOf(text: string): string {
  const box = text.startsWith('[ ] ') ? '<input type="checkbox"> ' : '';
  return box + inline(box === '' ? text : text.slice(4));
}

function inline(text: string): string {
  return text
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\[([^\]]+)\]\((\S+?)\)/g, '<a href="$2">$1</a>')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
}

const style = `
body { margin: 16px; background: #fff; color: #1f2328; font: 14px/1.5 system-ui, 'Open Sans', 'Segoe UI', sans-serif; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; width: 820px; }
.head { background: #f6f8fa; border-bottom: 1px solid #d1d9e0; border-radius: 6px 6px 0 0; padding: 8px 16px; color: #59636e; }
.head b { color: #1f2328; } .bot { border: 1px solid #d1d9e0; border-radius: 2em; padding: 0 7px; margin: 0 4px; font-size: 12px; }
.body { padding: 16px; } .body > :first-child { margin-top: 0; }
h3 { font-size: 17.5px; margin: 0 0 16px; } p { margin: 0 0 12px; }
table { border-collapse: collapse; margin: 0 0 16px; } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }
tr:nth-child(odd) td { background: #f6f8fa; } a { color: #0969da; }
blockquote { margin: 0 0 16px; padding: 0 1em; color: #59636e; border-left: 4px solid #d1d9e0; }
ul { padding-left: 24px; margin: 0 0 16px; } li:has(input) { list-style: none; margin-left: -20px; } input { vertical-align: middle; }
code { background: #eff1f3; border-radius: 6px; padding: 2px 6px; font: 12px ui-monospace, 'DejaVu Sans Mono', monospace; }
summary { cursor: pointer; }`;
