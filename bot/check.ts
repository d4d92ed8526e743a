import { resolve } from 'node:path';
import {
  type Config,
  createTranslate,
  type ExitCode,
  type Fault,
  faultMessage,
  readSettings,
  renderFault,
  type SettingsReading,
  settingsJsonSchema,
} from '../core/index.ts';
import { calendarsBeside, languageOf, readText, reasonOf } from './config.ts';
import { type Environment, readVariable } from './variables.ts';

export interface CheckRequest {
  /** Left out: the file the bot would read. */
  readonly file?: string;
  readonly json: boolean;
}

export interface CheckOptions {
  readonly env: Environment;
  readonly cwd: string;
  readonly now: Date;
  /** Undefined when there is no such file. */
  readonly readFile: (path: string) => Promise<string | undefined>;
  readonly stdout: NodeJS.WritableStream;
}

/** The JSON Schema as `paastis.schema.json` holds it, without the last line break. */
export async function printSchema(): Promise<string> {
  return JSON.stringify(await settingsJsonSchema(), undefined, 2);
}

/** `paastis check`: every fault and warning of a settings file. Needs no account and no data folder. */
export async function runCheck({ file, json }: CheckRequest, options: CheckOptions): Promise<ExitCode> {
  const { env, cwd, now, stdout } = options;
  const fileName = file ?? readVariable(env, 'PAASTIS_CONFIG') ?? 'paastis.yml';
  const path = resolve(cwd, fileName);
  const language = languageOf(env);
  const text = await readText(path, options.readFile);
  if (text === undefined || text instanceof Error) {
    const translate = createTranslate(language);
    const message =
      text === undefined
        ? translate('check.no_file', { file: fileName })
        : translate('variable.unreadable', { file: fileName, reason: reasonOf(text) });
    stdout.write(`${json ? JSON.stringify(jsonOf(fileName, { faults: [{ message }], warnings: [] })) : message}\n`);
    return 2;
  }
  const readCalendar = calendarsBeside(path, options.readFile);
  const reading = await readSettings(text, { fileName, env, now, readCalendar, fallback: { language } });
  stdout.write(`${json ? JSON.stringify(readingJson(fileName, reading)) : describe(fileName, reading)}\n`);
  return reading.config === undefined ? 2 : 0;
}

function describe(fileName: string, { config, faults, warnings, language }: SettingsReading): string {
  const translate = createTranslate(language);
  const told = (found: readonly Fault[]) =>
    found.map((fault) => `  ${renderFault(fault, fileName, translate).replaceAll('\n', '\n  ')}`);
  const invalid = config === undefined ? [translate('check.invalid', { file: fileName, count: faults.length })] : [];
  const valid =
    config === undefined
      ? []
      : ['check.valid' as const, 'check.counts' as const].map((key) =>
          translate(key, { file: fileName, mode: config.mode, ...countsOf(config) }),
        );
  const warned = warnings.length === 0 ? [] : [translate('check.warnings', { count: warnings.length })];
  return [...invalid, ...told(faults), ...valid, ...warned, ...told(warnings)].join('\n');
}

/** What a reader compares with what was meant. */
function countsOf({ providers, rules }: Config) {
  return {
    providers: providers.length,
    rules: rules.length,
    managing: rules.filter(({ manage, protect }) => manage === true && protect !== true).length,
    protecting: rules.filter(({ protect }) => protect === true).length,
  };
}

function readingJson(file: string, { config, faults, warnings, language }: SettingsReading) {
  const translate = createTranslate(language);
  const told = (found: readonly Fault[]) =>
    found.map((fault) => {
      const { line, column, path } = fault;
      return { line, column, path, message: faultMessage(fault, translate) };
    });
  return {
    ...jsonOf(file, { faults: told(faults), warnings: told(warnings) }),
    ...(config !== undefined && { mode: config.mode, ...countsOf(config) }),
  };
}

function jsonOf(
  file: string,
  { faults, warnings }: { readonly faults: readonly object[]; readonly warnings: readonly object[] },
) {
  return { file, valid: faults.length === 0, faults, warnings };
}
