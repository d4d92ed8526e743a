import { type ErrorReport, formatDuration, type Translate } from '../../core/index.ts';
import { codeBlock, escapeText, prose } from '../markdown.ts';

/** What sentences and dates are put into words with. */
export interface Reader {
  readonly translate: Translate;
  /** IANA name. */
  readonly timezone: string;
  readonly now: Date;
}

const verbs = /`((?:wake|sleep|keep|status|why|list|idle|plan|history|savings|digest|doctor|help)(?=[ `])[^`]*)`/g;

/** A sentence of the core: the commands it names are written as one types them in a comment. */
export function sentence(text: string): string {
  return prose(text.replace(verbs, '`/paastis $1`'));
}

/** What happened, then what to do; the faults of a settings file on lines of their own, lines to paste as they are. */
export function errorLines({ message, remedy }: Pick<ErrorReport, 'message' | 'remedy'>): readonly string[] {
  const [first = '', ...faults] = message.split('\n').filter((line) => line.trim() !== '');
  const { advice, pasted } = splitRemedy(remedy);
  const block = pasted.length === 0 ? [] : ['', ...codeBlock(pasted, 'yaml').split('\n')];
  const told = [sentence(first), sentence(advice)].filter((part) => part !== '');
  if (faults.length === 0) return [told.join(' '), ...block];
  const listed = faults.slice(0, MOST_FAULTS).map((fault) => `- ${sentence(fault)}`);
  return [sentence(first), ...listed, '', sentence(advice), ...block];
}

/** Lines of a workflow or of the settings are told by their look: a remedy may quote what somebody else wrote. */
function splitRemedy(remedy: string): { readonly advice: string; readonly pasted: readonly string[] } {
  const lines = remedy.split('\n');
  const start = lines.findIndex((line) => /^(with|permissions|env):$/.test(line));
  const pasted = start < 1 ? [] : lines.slice(start);
  const plain = pasted.every((line) => /^[\w .,:@'{}$/#*|-]*$/.test(line));
  return pasted.length > 0 && plain
    ? { advice: lines.slice(0, start).join(' ').trim(), pasted }
    : { advice: remedy, pasted: [] };
}

const MOST_FAULTS = 50;

/** A failed app as an item of a list. The sentences of errors mostly name the app themselves. */
export function failureItem(name: string, error: Pick<ErrorReport, 'message' | 'remedy'>): readonly string[] {
  const [first, ...faults] = errorLines(error);
  const named = error.message.includes(name) ? '' : `**${escapeText(name, 80)}**: `;
  return [`- ✗ ${named}${first}`, ...faults.map((line) => (line === '' ? '' : `  ${line}`))];
}

/** `32 s`; nothing where nothing took time. */
export function secondsText(seconds: number | undefined, translate: Translate): string {
  return seconds === undefined || seconds <= 0 ? '' : formatDuration(seconds * 1_000, translate);
}
