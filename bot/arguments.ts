import { type ParseArgsConfig, parseArgs } from 'node:util';
import { UserError } from '../core/index.ts';

/** What the program was started for. */
export type Invocation =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  /** The bot; `sandbox` insists on simulated accounts even where real ones are configured. */
  | { readonly kind: 'start'; readonly sandbox: boolean; readonly flags: SandboxFlags }
  /** Validates the settings; `file` left out: the one the bot would read. */
  | { readonly kind: 'check'; readonly file?: string; readonly json: boolean }
  | { readonly kind: 'schema' }
  /** The Slack app, to be pasted; `url` left out: `PAASTIS_PUBLIC_URL`. */
  | { readonly kind: 'manifest'; readonly socket: boolean; readonly url?: string; readonly json: boolean }
  /** One line of the command language, then the end. */
  | { readonly kind: 'command'; readonly line: string };

export interface SandboxFlags {
  readonly speed: number;
  readonly seed: number;
  readonly apps?: number;
  readonly ports?: { readonly scalingo: number; readonly clever: number };
}

const MOST_APPS = 5_000;
const FASTEST = 1_000;

/** @throws {UserError} command_invalid, telling the argument */
export function readArguments(args: readonly string[]): Invocation {
  const [first] = args;
  if (first === '--version' || first === '-v') return { kind: 'version' };
  if (first === '--help' || first === '-h' || first === 'help') {
    return args.length > 1 && first === 'help' ? { kind: 'command', line: quote(args) } : { kind: 'help' };
  }
  if (first === 'check' || first === 'schema') return readOwnCommand(first, args.slice(1));
  if (first === 'manifest') return readManifest(args.slice(1));
  if (first !== undefined && !first.startsWith('-') && first !== 'start' && first !== 'sandbox') {
    return { kind: 'command', line: quote(args) };
  }
  const own = first?.startsWith('-') === false ? args.slice(1) : args;
  if (own.includes('--help') || own.includes('-h')) return { kind: 'help' };
  return { kind: 'start', sandbox: first === 'sandbox', flags: readFlags(own) };
}

/** What the terminal alone has: it concerns a file, not an app. */
function readOwnCommand(kind: 'check' | 'schema', args: readonly string[]): Invocation {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  const unknown = args.find((arg) => kind === 'schema' || (arg.startsWith('-') && arg !== '--json'));
  const [file, ...more] = args.filter((arg) => arg !== '--json');
  const extra = unknown ?? more[0];
  if (extra !== undefined) throw invalid(extra);
  if (kind === 'schema') return { kind };
  return { kind, json: args.includes('--json'), ...(file !== undefined && { file }) };
}

function readManifest(args: readonly string[]): Invocation {
  if (args.includes('--help') || args.includes('-h')) return { kind: 'help' };
  const {
    socket = false,
    json = false,
    url,
  } = readOptions(args, {
    socket: { type: 'boolean' },
    json: { type: 'boolean' },
    url: { type: 'string' },
  });
  if (socket && url !== undefined) throw invalid('--socket --url: either of them');
  return { kind: 'manifest', socket, json, ...(url !== undefined && { url }) };
}

/** The shell has already cut the words: one with a space stays one word. */
function quote(args: readonly string[]): string {
  return args.map((word) => (/\s/.test(word) ? `"${word.replaceAll('"', '')}"` : word)).join(' ');
}

function readFlags(args: readonly string[]): SandboxFlags {
  const option = { type: 'string' } as const;
  const values = readOptions(args, { speed: option, seed: option, apps: option, ports: option });
  const apps = values.apps === undefined ? undefined : readNumber('--apps', values.apps, 14, MOST_APPS);
  return {
    speed: readNumber('--speed', values.speed ?? '1', 0.1, FASTEST),
    seed: readNumber('--seed', values.seed ?? '1', 0, Number.MAX_SAFE_INTEGER),
    ...(apps !== undefined && { apps }),
    ...(values.ports !== undefined && { ports: readPorts(values.ports) }),
  };
}

type Options = NonNullable<ParseArgsConfig['options']>;

function readOptions<const Known extends Options>(args: readonly string[], options: Known) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw invalid(error instanceof Error ? (error.message.split('.')[0] ?? '') : String(error));
  }
}

function readNumber(flag: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw invalid(`${flag} ${text}: expected a number from ${least} to ${most}`);
}

function readPorts(text: string): { scalingo: number; clever: number } {
  const [scalingo, clever, ...rest] = text.split(',').map((part) => readNumber('--ports', part, 0, 65_535));
  if (scalingo !== undefined && clever !== undefined && rest.length === 0) return { scalingo, clever };
  throw invalid(`--ports ${text}: expected two ports, such as 4001,4002`);
}

function invalid(subject: string): UserError {
  return new UserError('command_invalid', subject, { context: { subject, reason: 'arguments' } });
}
