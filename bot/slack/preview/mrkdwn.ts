/** How instants are shown: Slack uses the reader's own language and zone. */
export interface Reading {
  readonly language: 'en' | 'fr';
  readonly timezone: string;
  readonly now: Date;
}

/** Slack's short names of what Paastis shows; any other stays as it is written, and a test sees it. */
const emojis: Readonly<Record<string, string>> = {
  arrow_right: '➡️',
  bar_chart: '📊',
  bell: '🔔',
  black_square_for_stop: '⏹️',
  bulb: '💡',
  calendar: '📅',
  crescent_moon: '🌙',
  eyes: '👀',
  gear: '⚙️',
  grey_question: '❔',
  hammer_and_wrench: '🛠️',
  heavy_check_mark: '✔️',
  hourglass_flowing_sand: '⏳',
  information_source: 'ℹ️',
  lock: '🔒',
  moneybag: '💰',
  new: '🆕',
  no_entry: '⛔',
  star: '⭐',
  sunny: '☀️',
  warning: '⚠️',
  wave: '👋',
  white_check_mark: '✅',
  x: '❌',
  zzz: '💤',
};

/** Drawn: many machines have no font for them, and these are what one looks for first. */
const dots: Readonly<Record<string, string>> = {
  large_blue_circle: '#2f7ed8',
  large_green_circle: '#2ba55d',
  large_yellow_circle: '#e0b000',
  red_circle: '#d9364f',
  white_circle: '#b9b9bd',
};

/** Text as it is, for HTML. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Plain text, where only short names of emojis mean anything. */
export function plainHtml(text: string): string {
  return withEmojis(escapeHtml(text)).replaceAll('\n', '<br>');
}

/**
 * Slack's own markup as HTML, as far as Paastis uses it.
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function mrkdwnHtml(mrkdwn: string, reading: Reading): string {
  // Code first: nothing in it is markup.
  return mrkdwn
    .split(/(```[\s\S]*?```|`[^`\n]+`)/)
    .map((part) => {
      if (part.startsWith('```') && part.length > 5)
        return `<pre>${tokensHtml(part.slice(3, -3).trim(), reading)}</pre>`;
      if (part.startsWith('`') && part.length > 2) return `<code>${tokensHtml(part.slice(1, -1), reading)}</code>`;
      return styledHtml(tokensHtml(part, reading));
    })
    .join('');
}

/** `<…>` in order; everything else has only `&amp;`, `&lt;` and `&gt;` escaped. */
function tokensHtml(text: string, reading: Reading): string {
  return text
    .split(/(<[^<>]+>)/)
    .map((part) => (/^<[^<>]+>$/.test(part) ? tokenHtml(part.slice(1, -1), reading) : escapeHtml(unescapeMarkup(part))))
    .join('');
}

function tokenHtml(token: string, reading: Reading): string {
  const [head = '', label] = token.split('|');
  if (head.startsWith('!date^')) return `<time>${escapeHtml(dateText(head, reading))}</time>`;
  if (head.startsWith('@'))
    return `<span class="mention">@${escapeHtml(people[head.slice(1)] ?? head.slice(1))}</span>`;
  if (head.startsWith('#'))
    return `<span class="mention">#${escapeHtml(label ?? channels[head.slice(1)] ?? head)}</span>`;
  if (head.startsWith('!')) return `<span class="mention">${escapeHtml(label ?? `@${head.slice(1)}`)}</span>`;
  // Whatever else stands between these signs came from outside, and would be a mistake.
  if (!/^(?:https?:\/\/|mailto:)/.test(head)) return escapeHtml(`<${token}>`);
  return `<a href="${escapeHtml(unescapeMarkup(head))}">${styledHtml(escapeHtml(unescapeMarkup(label ?? head)))}</a>`;
}

/** The people and channels of the samples. */
const people: Readonly<Record<string, string>> = { U0ANA000001: 'Ana', U0BEN000001: 'Ben', U0PAASTIS01: 'Paastis' };
const channels: Readonly<Record<string, string>> = { C0DEV000001: 'dev', C0SHOP00001: 'shop' };

function unescapeMarkup(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Bold, italic and struck, where Slack takes them: at the edges of words. */
function styledHtml(html: string): string {
  const styled = html
    .replaceAll(/(^|[\s([{>•·])\*([^*\n]+)\*(?=$|[\s.,:;!?)\]}<·…])/g, '$1<b>$2</b>')
    .replaceAll(/(^|[\s([{>])_([^_\n]+)_(?=$|[\s.,:;!?)\]}<])/g, '$1<i>$2</i>')
    .replaceAll(/(^|[\s([{>])~([^~\n]+)~(?=$|[\s.,:;!?)\]}<])/g, '$1<s>$2</s>')
    .replaceAll(/(^|\n)&gt; ?([^\n]*)/g, '$1<span class="quote">$2</span>');
  return withEmojis(styled).replaceAll('\n', '<br>');
}

function withEmojis(html: string): string {
  return html.replaceAll(/:([a-z][a-z0-9_]*):/g, (name, word: string) => {
    const dot = dots[word];
    if (dot !== undefined) return `<span class="dot" title="${word}" style="background:${dot}"></span>`;
    const emoji = emojis[word];
    return emoji === undefined ? name : `<span class="emoji" title="${word}">${emoji}</span>`;
  });
}

const dayFormats = {
  date_num: { year: 'numeric', month: '2-digit', day: '2-digit' },
  date: { year: 'numeric', month: 'long', day: 'numeric' },
  date_short: { year: 'numeric', month: 'short', day: 'numeric' },
  date_long: { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' },
} as const;

/** `!date^1763836200^{date_short_pretty} {time}` */
function dateText(head: string, { language, timezone, now }: Reading): string {
  const [, seconds = '0', tokens = ''] = head.split('^');
  const at = new Date(Number(seconds) * 1_000);
  const show = (options: Intl.DateTimeFormatOptions, date = at) =>
    new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { timeZone: timezone, ...options }).format(date);
  const pretty = (text: string) => {
    const days = Math.round((Date.parse(show2(at)) - Date.parse(show2(now))) / 86_400_000);
    return prettyDays[language][String(days)] ?? text;
  };
  const show2 = (date: Date) =>
    new Intl.DateTimeFormat('sv-SE', { timeZone: timezone, dateStyle: 'short' }).format(date);
  return tokens.replaceAll(/\{(\w+)\}/g, (token, name: string) => {
    if (name === 'time') return show({ hour: '2-digit', minute: '2-digit' });
    if (name === 'time_secs') return show({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
    const format = Object.entries(dayFormats).find(([known]) => known === name.replace(/_pretty$/, ''))?.[1];
    if (format === undefined) return token;
    return name.endsWith('_pretty') ? pretty(show(format)) : show(format);
  });
}

const prettyDays: Readonly<Record<Reading['language'], Readonly<Record<string, string>>>> = {
  en: { '-1': 'yesterday', '0': 'today', '1': 'tomorrow' },
  fr: { '-1': 'hier', '0': 'aujourd’hui', '1': 'demain' },
};
