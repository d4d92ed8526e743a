import { blotted, type InputFault, shown } from './faults.ts';

/** What fills targets in. */
export interface Captures {
  /** Number of the pull request. */
  readonly pr?: number;
  /** Slug of its branch: `[a-z0-9-]`. */
  readonly branch?: string;
}

export interface ExpandedTargets {
  /** Ready to be acted on. */
  readonly targets: readonly string[];
  /** As written, with a placeholder that nothing fills here: a schedule has no pull request. */
  readonly unfilled: readonly string[];
}

/** Fills `{pr}` and `{branch}`; each target once. */
export function expandTargets(apps: readonly string[], captures: Captures): ExpandedTargets {
  const known = new Map(Object.entries(captures).map(([name, value]): [string, string] => [name, String(value)]));
  const filled = apps.map((app) => fillIn(app, known));
  return {
    targets: unique(filled.filter((target) => !isOpen(target))),
    unfilled: apps.filter((_, index) => isOpen(filled[index] ?? '')),
  };
}

const placeholder = /\{(pr|branch)\}/g;

function fillIn(app: string, known: ReadonlyMap<string, string>): string {
  return app.replace(placeholder, (whole, name: string) => known.get(name) ?? whole);
}

function isOpen(target: string): boolean {
  return target.search(placeholder) >= 0;
}

/** Case does not count in names; in a regular expression it does, `\d` and `\D` being opposites. */
function unique(targets: readonly string[]): readonly string[] {
  const keys = new Set<string>();
  const keyOf = (target: string) => (target.startsWith('/') ? target : target.toLowerCase());
  return targets.filter((target) => keys.size < keys.add(keyOf(target)).size);
}

/** Names have 48 characters, addresses of apps about 100; a pattern of the settings may not be longer either. */
const LONGEST = 200;

/** More faults are the same one again. */
const MOST_FAULTS = 10;

/** Lines of the list that is shown as the right way. */
const MOST_LINES = 20;

type FaultKey = InputFault['key'];

/** The targets of `apps`, one per line; blank lines and comments (`# ` as in YAML) are skipped, `#42` is a target. */
export function parseApps(text: string, faults: InputFault[], secrets: readonly string[] = []): readonly string[] {
  const lines = text.split(/\r\n|[\r\n]/).map(withoutComment);
  const targets = lines.filter((line) => line !== '');
  const wrong = targets.flatMap((target) => {
    const key = faultOf(target);
    return key === undefined ? [] : [{ key, given: shown(target, secrets) }];
  });
  const example = exampleOf(targets.map((target) => blotted(target, secrets)));
  faults.push(...wrong.slice(0, MOST_FAULTS).map((fault): InputFault => ({ input: 'apps', ...fault, example })));
  return unique(targets);
}

function withoutComment(line: string): string {
  const text = line.trim();
  return /^#(\s|$)/.test(text) ? '' : text.replace(/\s#\s.*$/, '').trimEnd();
}

/** What a command line would take for something else is no target. */
function faultOf(target: string): FaultKey | undefined {
  if (target.length > LONGEST) return 'input.fault.target_long';
  if (/[\p{Cc}\p{Cf}]/u.test(target)) return 'input.fault.target_control';
  if (target.startsWith('-')) return 'input.fault.target_dash';
  if (/\s/.test(target)) return 'input.fault.target_blank';
  if (/["'`“”„«»‘’‚<>]/.test(target)) return 'input.fault.target_quote';
  if (target.startsWith('#') && !/^#(\d{1,9}|\{pr\})$/.test(target)) return 'input.fault.target_number';
  // Commas and braces have their meaning in a regular expression.
  if (/^\/.*\/$/.test(target)) return undefined;
  if (target.includes(',')) return 'input.fault.target_comma';
  if (/[{}]/.test(target.replace(placeholder, ''))) return 'input.fault.target_capture';
  return undefined;
}

/** The list as it was probably meant. */
function exampleOf(targets: readonly string[]): readonly string[] {
  const meant = targets.flatMap((target) => (faultOf(target) === undefined ? [target] : correct(target)));
  const lines = unique(meant.filter((target) => faultOf(target) === undefined));
  return ['apps: |', ...(lines.length === 0 ? ['shop-pr{pr}'] : lines.slice(0, MOST_LINES)).map((line) => `  ${line}`)];
}

function correct(target: string): readonly string[] {
  return target
    .split(/[\s,\p{Cc}\p{Cf}]+/u)
    .map((word) =>
      word.replace(/^[-"'`“”„«»‘’‚<]+|["'`“”„«»‘’‚>]+$/g, '').replace(/\{(number|pr_number|pull_request)\}/gi, '{pr}'),
    )
    .filter((word) => word !== '');
}
