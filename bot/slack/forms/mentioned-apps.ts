import type { OverviewApp } from '../../../core/index.ts';

/** The apps a message is about. */
export interface MentionedApps {
  /** By an address, or by a name that only one app has. */
  readonly certain: readonly string[];
  /** By a name that several apps have. */
  readonly doubtful: readonly string[];
}

/** A message may be anything up to megabytes: beyond this nothing is read. */
const MOST_TEXT = 100_000;
const MOST_PARTS = 5_000;
const DEEPEST = 20;

/** The apps whose address stands anywhere in a message, or whose exact name stands in it as code. */
export function findMentionedApps(message: unknown, apps: readonly OverviewApp[]): MentionedApps {
  const byHost = Map.groupBy(apps, ({ url }) => hostOf(url));
  const byName = Map.groupBy(apps, ({ name }) => name.toLowerCase());
  const certain = new Set<string>();
  const doubtful = new Set<string>();
  const add = (found: readonly OverviewApp[]) => {
    for (const { ref } of found) (found.length === 1 ? certain : doubtful).add(ref);
  };
  for (const { text, code } of textsOf(message)) {
    for (const host of hostsIn(text)) add(byHost.get(host) ?? []);
    for (const name of code ? [text] : codeIn(text)) add(byName.get(name.trim().toLowerCase()) ?? []);
  }
  return { certain: [...certain], doubtful: [...doubtful].filter((ref) => !certain.has(ref)) };
}

interface Text {
  readonly text: string;
  /** Shown as code by its style, as rich text has it. */
  readonly code: boolean;
}

/** Every text anywhere in a message: its own, of blocks, of attachments, of previews of links. Never by recursion. */
function* textsOf(message: unknown): Generator<Text> {
  const waiting: { readonly part: unknown; readonly depth: number; readonly code: boolean }[] = [
    { part: message, depth: 0, code: false },
  ];
  let left = MOST_TEXT;
  for (let taken = 0; taken < MOST_PARTS && left > 0; taken++) {
    const next = waiting.shift();
    if (next === undefined) return;
    const { part, depth } = next;
    if (typeof part === 'string') {
      const text = part.slice(0, left);
      left -= text.length;
      yield { text, code: next.code };
    } else if (typeof part === 'object' && part !== null && depth < DEEPEST) {
      const code = isCode(part);
      for (const child of Object.values(part).slice(0, MOST_PARTS - waiting.length))
        waiting.push({ part: child, depth: depth + 1, code });
    }
  }
}

function isCode(part: object): boolean {
  if (!('style' in part) || typeof part.style !== 'object' || part.style === null) return false;
  return 'code' in part.style && part.style.code === true;
}

/** A host has 253 characters at most, its port 5. */
const LONGEST_HOST = 260;

/** Whatever may be the host of an address, with its port; written as people write it, in a link or not. */
function* hostsIn(text: string): Generator<string> {
  for (const [word] of text.toLowerCase().matchAll(/[a-z0-9][a-z0-9.-]*(?::\d{1,5})?/g))
    if (word.length <= LONGEST_HOST) yield word.replace(/[.-]+(?=$|:)/, '');
}

function* codeIn(text: string): Generator<string> {
  const parts = text.split('`');
  // Every second part stands between backticks, also between three of them.
  for (let at = 1; at < parts.length - 1; at += 2) yield parts[at] ?? '';
}

function hostOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).host.toLowerCase() : undefined;
}
