import {
  type Check,
  type Clock,
  type Config,
  createPaastis,
  createTranslate,
  describeError,
  type ErrorReport,
  type ExitCode,
  errorExitCode,
  errorReport,
  isPaastisError,
  type Log,
  type Paastis,
  parse,
  renderJson,
  silentLog,
  systemClock,
  type Translate,
} from '../core/index.ts';
import { readArguments, type SandboxFlags } from './arguments.ts';
import { printSchema, runCheck } from './check.ts';
import { type BotConfig, knowsUtf8, languageOf, readConfig } from './config.ts';
import type { SlackSettings } from './config-slack.ts';
import { doctorChecks } from './doctor-checks.ts';
import type { printManifest } from './manifest.ts';
import { type Opened, type ProgramOptions, type Running, widthOf } from './program-options.ts';
import type { Sandbox } from './sandbox.ts';
import { createSandboxClock } from './sandbox-clock.ts';
import { createSession } from './session.ts';
import { runStart } from './start.ts';
import { wantsColour } from './terminal/paint.ts';
import { renderReport } from './terminal/render.ts';

// Loaded when asked for: none of them is needed by one command on a real account, and they take half of the time and memory of a start.
const openSandbox = async ({ speed, ...options }: SandboxFlags): Promise<Sandbox> =>
  (await import('./sandbox.ts')).startSandbox({ ...options, clock: createSandboxClock(speed) });

const openManifest = async (...asked: Parameters<typeof printManifest>): Promise<string> =>
  (await import('./manifest.ts')).printManifest(...asked);

/** How long finishing may take after the last command before people are told what is waited for. */
const SILENT_CLOSE_MS = 1_000;

/** The `paastis` program, from its arguments to its exit code. */
export async function runProgram(options: ProgramOptions): Promise<ExitCode> {
  const translate = createTranslate(languageOf(options.env));
  try {
    const invocation = readArguments(options.args);
    if (invocation.kind === 'version') return say(options, `paastis ${options.version}`);
    if (invocation.kind === 'help') return say(options, translate('program.help'));
    if (invocation.kind === 'schema') return say(options, await printSchema());
    if (invocation.kind === 'manifest') return say(options, await openManifest(invocation, options.env));
    if (invocation.kind === 'check') return await runCheck(invocation, { ...options, now: systemClock.now() });
    return await runConfigured(options, invocation);
  } catch (error) {
    return tellError(options, error, translate);
  }
}

function say({ stdout }: ProgramOptions, text: string): ExitCode {
  stdout.write(`${text}\n`);
  return 0;
}

async function runConfigured(options: ProgramOptions, invocation: Running): Promise<ExitCode> {
  const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const inEffect = new Map<string, string | undefined>();
  const read = await readConfig(options.env, {
    readFile: async (path) => {
      const content = await options.readFile(path);
      inEffect.set(path, content);
      return content;
    },
    cwd: options.cwd,
    now: systemClock.now(),
    timezone,
  });
  const served = invocation.kind === 'start' && (read.bot.slack !== undefined || options.env.PORT !== undefined);
  // At a terminal the answers tell what matters; lines of JSON between them only when they are asked for.
  const level = served || options.env.LOG_LEVEL !== undefined ? read.bot.logLevel : 'silent';
  const log = level === 'silent' ? silentLog : (await import('./log.ts')).createLog({ level, clock: systemClock });
  options.onFault((fault) => log.error({ error: fault }, 'a promise failed with nobody looking'));
  for (const warning of read.config.warnings) options.stderr.write(`${warning}\n`);

  const sandboxed = invocation.kind === 'start' && (invocation.sandbox || read.config.providers.length === 0);
  const offline = invocation.kind === 'command' && !needsAccount(invocation.line);
  if (invocation.kind === 'command' && !offline && read.config.providers.length === 0)
    return refuseWithoutAccount(options, read);
  const sandbox = sandboxed ? await openSandbox(invocation.flags) : undefined;
  const clock = sandbox?.clock ?? systemClock;
  try {
    return await runOpened(options, {
      live: { access: read.config.access, slackChecks: (words) => checkSlack(read.bot.slack, { clock, log }, words) },
      invocation,
      read,
      inEffect,
      clock,
      log,
      sandbox,
      served,
      offline,
    });
  } finally {
    await sandbox?.close();
  }
}

/** Help needs no account, and neither does a line that cannot be read: its fault is what must be told. */
function needsAccount(line: string): boolean {
  try {
    return parse(line).name !== 'help';
  } catch {
    return false;
  }
}

async function runOpened(options: ProgramOptions, opened: Opened): Promise<ExitCode> {
  const { invocation, read, clock, log, sandbox, offline, live } = opened;
  const providers = offline ? [] : (sandbox?.providers ?? read.config.providers);
  const simulated = sandbox !== undefined && read.settingsFile === undefined ? sandbox.settings : {};
  const config: Config = { ...read.config, ...simulated, providers };
  // A simulated world ends with the program, and so does what is known of it.
  const kept = sandbox === undefined && !offline;
  const store = kept ? { folder: read.bot.dataFolder } : ({ memory: true } as const);
  const translate = createTranslate(config.language);
  const extraChecks = async (words: Translate) =>
    (await Promise.all([doctorChecks(read.bot, kept, words), live.slackChecks(words)])).flat();
  const paastis = await createPaastis(config, { clock, log, store, proxy: read.bot.proxy, extraChecks });
  try {
    const session = createSession({
      paastis,
      clock,
      redrawClock: systemClock,
      output: options.stdout,
      colour: wantsColour(options.stdout, options.env.NO_COLOR),
      ascii: !knowsUtf8(options.env),
      language: config.language,
      timezone: config.timezone,
      actor: `terminal:${options.user}`,
    });
    if (invocation.kind === 'command') return await session.execute(invocation.line, options.stop);
    return await runStart(options, { ...opened, read: { ...read, config } }, paastis, session);
  } finally {
    // A simulated account ends with the program: there is nothing left to confirm.
    if (sandbox !== undefined) await paastis.close({ graceMs: 0 });
    else await closeTelling(options, paastis, clock, translate);
  }
}

/** Of a program that is not the bot: it can at least ask whether the token is good. */
async function checkSlack(
  slack: SlackSettings | undefined,
  deps: { readonly clock: Clock; readonly log: Log },
  translate: Translate,
): Promise<readonly Check[]> {
  if (slack === undefined || slack.mode === 'oauth') return [];
  const { checkToken, createTokenClient } = await import('./slack/doctor.ts');
  return checkToken(createTokenClient({ ...deps, botToken: slack.botToken, slackApiUrl: slack.apiUrl }), translate);
}

/** What was answered may still be unconfirmed by the provider; waiting longer than a moment is said. */
async function closeTelling(
  { stderr, stop }: ProgramOptions,
  paastis: Paastis,
  clock: Clock,
  translate: Translate,
): Promise<void> {
  const closed = new AbortController();
  const telling = clock.delay(SILENT_CLOSE_MS, AbortSignal.any([closed.signal, stop])).then(
    () => stderr.write(`${translate('program.finishing')}\n`),
    () => undefined,
  );
  await paastis.close({ signal: stop });
  closed.abort();
  await telling;
}

function refuseWithoutAccount(options: ProgramOptions, { config }: BotConfig): ExitCode {
  const translate = createTranslate(config.language);
  const message = translate('program.no_account.message');
  return tell(options, { code: 'config_invalid', message, remedy: translate('program.no_account.remedy') }, translate);
}

function tellError(options: ProgramOptions, error: unknown, translate: Translate): ExitCode {
  if (!isPaastisError(error)) options.stderr.write(`${error instanceof Error ? error.stack : describeError(error)}\n`);
  return tell(options, errorReport(error, translate), translate);
}

function tell(options: ProgramOptions, error: ErrorReport, translate: Translate): ExitCode {
  const { args, stdout, stderr, env } = options;
  if (args.includes('--json')) {
    stdout.write(`${JSON.stringify(renderJson({ kind: 'error', error }))}\n`);
    return errorExitCode(error.code);
  }
  const colour = wantsColour(stderr, env.NO_COLOR);
  const look = { colour, width: widthOf(stderr), translate, now: systemClock.now(), timezone: 'UTC' };
  stderr.write(`${renderReport({ kind: 'error', error }, look)}\n`);
  return errorExitCode(error.code);
}
