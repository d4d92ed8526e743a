import type { Check, Clock, Config, Log, Translate } from '../core/index.ts';
import type { Invocation } from './arguments.ts';
import type { BotConfig } from './config.ts';
import type { Sandbox } from './sandbox.ts';
import type { Environment } from './variables.ts';

export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
};

/** All that the program touches outside itself. */
export interface ProgramOptions {
  readonly args: readonly string[];
  readonly env: Environment;
  readonly cwd: string;
  readonly user: string;
  readonly version: string;
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** Aborts when the program is asked to end. */
  readonly stop: AbortSignal;
  readonly readFile: (path: string) => Promise<string | undefined>;
  /** Told when the settings are to be read again. */
  readonly onHangup: (listener: () => void) => void;
  /** Told of promises that failed with nobody looking. */
  readonly onFault: (listener: (fault: unknown) => void) => void;
}

/** What was started and needs accounts. */
export type Running = Extract<Invocation, { readonly kind: 'start' | 'command' }>;

/** What may be another a moment later, while the bot runs. */
export interface Live {
  access: Config['access'];
  /** What is known of the connection to Slack, for `doctor`. */
  slackChecks: (translate: Translate) => Promise<readonly Check[]>;
}

export interface Opened {
  readonly live: Live;
  readonly invocation: Running;
  readonly read: BotConfig;
  /** What the settings were read from, by absolute path. */
  readonly inEffect: ReadonlyMap<string, string | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  readonly sandbox: Sandbox | undefined;
  readonly served: boolean;
  /** Answered without an account and without the data folder, which another process may hold. */
  readonly offline: boolean;
}

/** Piped text is read by programs and in logs: it wraps late. */
export function widthOf({ isTTY, columns }: OutputStream): number {
  return isTTY === true ? (columns ?? 80) : 120;
}
