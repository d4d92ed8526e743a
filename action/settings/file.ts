import { dirname, posix, resolve } from 'node:path';
import type { Environment } from '../../core/environment.ts';
import { ConfigError, describeError } from '../../core/index.ts';
import type { Inputs } from '../inputs.ts';
import type { Runner } from '../runner.ts';
import type { CheckoutVerdict } from './checkout.ts';
import { systemCode } from './text-file.ts';

/** A settings file and where what it names is found. */
export interface FoundFile {
  readonly source: 'file' | 'api';
  readonly text: string;
  /** A calendar by its path as written, relative to the settings; undefined when there is none. */
  readonly readCalendar: (path: string) => Promise<string | undefined>;
}

export interface FileSources {
  readonly runner: Pick<Runner, 'workspace' | 'sha'>;
  readonly verdict: CheckoutVerdict;
  readonly fork: boolean;
  readonly checkedOut: string | undefined;
  readonly env: Environment;
  /** Undefined when there is no such file. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  /** A file of the repository at a commit, default the default branch; undefined when there is none. */
  readonly findFile: (path: string, ref?: string) => Promise<string | undefined>;
}

type FileInputs = Pick<Inputs, 'apps' | 'config' | 'configGiven'>;

/**
 * The settings file: from the disk where that is to be trusted, else from GitHub, which is asked only where the file is
 * needed: it was named, or nothing else tells what to act on.
 * @throws {ConfigError} config_invalid, reason no_file or unreadable
 */
export async function findSettingsFile(inputs: FileInputs, sources: FileSources): Promise<FoundFile | undefined> {
  const { verdict, checkedOut, runner } = sources;
  const mayRead = verdict === 'read' && runner.workspace !== '';
  const found = mayRead ? await fromDisk(inputs.config, sources) : undefined;
  if (found !== undefined) return found;
  const needed = inputs.configGiven || inputs.apps.length === 0;
  const elsewhere = !mayRead || checkedOut === undefined;
  const asked = needed && elsewhere ? await fromGitHub(inputs.config, sources) : undefined;
  if (asked === undefined && inputs.configGiven) throw noFile(inputs.config);
  return asked;
}

async function fromDisk(config: string, { runner, readFile }: FileSources): Promise<FoundFile | undefined> {
  const path = resolve(runner.workspace, config);
  const text = await readFile(path).catch((error: unknown) => {
    throw unreadable(config, error);
  });
  if (text === undefined) return undefined;
  return {
    source: 'file',
    text,
    // One that cannot be read is not there.
    readCalendar: (calendar) => readFile(resolve(dirname(path), calendar)).catch(() => undefined),
  };
}

async function fromGitHub(
  config: string,
  { runner, verdict, fork, findFile }: FileSources,
): Promise<FoundFile | undefined> {
  // The commit a fork's pull request is tested at holds the fork's own file.
  const ref = fork && verdict === 'ignore' ? undefined : runner.sha;
  const text = await findFile(config, ref);
  if (text === undefined) return undefined;
  return {
    source: 'api',
    text,
    readCalendar: async (calendar) => {
      const path = posix.join(posix.dirname(config), calendar);
      return path.startsWith('../') || path.startsWith('/') ? undefined : findFile(path, ref);
    },
  };
}

function noFile(config: string): ConfigError {
  return new ConfigError('config_invalid', `There is no settings file ${config}`, {
    context: { reason: 'no_file', subject: config, paste: 'permissions:\n  contents: read' },
  });
}

function unreadable(config: string, error: unknown): ConfigError {
  const code = systemCode(error) ?? describeError(error);
  return new ConfigError('config_invalid', `The settings file ${config} cannot be read: ${code}`, {
    cause: error,
    context: { reason: 'unreadable', subject: config, detail: code },
  });
}
