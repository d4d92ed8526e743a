import { basename, resolve } from 'node:path';
import {
  createTranslate,
  describeError,
  type ExitCode,
  errorReport,
  type Paastis,
  type Report,
  systemClock,
  type Translate,
} from '../core/index.ts';
import { readConfig } from './config.ts';
import { modeText } from './mode-text.ts';
import { type Opened, type ProgramOptions, widthOf } from './program-options.ts';
import type { Sandbox } from './sandbox.ts';
import type { BotService, ServiceOptions } from './service.ts';
import type { Session } from './session.ts';
import { watchedFiles, watchSettings } from './settings-file.ts';
import { createPaint, wantsColour } from './terminal/paint.ts';
import { runPrompt } from './terminal/prompt.ts';
import { renderReport } from './terminal/render.ts';
import { wrap } from './terminal/width.ts';
import { readVariable } from './variables.ts';

const openService = async (options: ServiceOptions): Promise<BotService> =>
  (await import('./service.ts')).startService(options);

/** The bot: looks and acts by itself, with its HTTP doors, the prompt, or both. */
export async function runStart(
  options: ProgramOptions,
  opened: Opened,
  paastis: Paastis,
  session: Session,
): Promise<ExitCode> {
  const { read, clock, log, served, sandbox, live } = opened;
  const { stdin, stdout, stderr, stop } = options;
  const translate = createTranslate(read.config.language);
  if (sandbox !== undefined) welcome(options, sandbox, translate);
  const accessNames = () => [...live.access.admins, ...live.access.operators];
  const service = served
    ? await openService({ paastis, ...read, clock, log, accessNames, version: options.version })
    : undefined;
  if (service !== undefined) live.slackChecks = service.doctor;
  if (service !== undefined) stderr.write(`${translate('program.listening', { address: service.address })}\n`);
  const ended = new AbortController();
  const tellFault = (error: unknown) => log.error({ error }, 'a part of the bot has ended');
  // Not waited for: it first takes up what was left unfinished, which may take as long as a boot.
  void paastis.start().catch(tellFault);
  const following = followSettings(options, opened, paastis, ended.signal).catch(tellFault);
  stderr.write(
    `${wrap(modeText(paastis.mode(), { translate, timezone: read.config.timezone, now: systemClock.now() }), widthOf(stderr)).join('\n')}\n`,
  );
  try {
    const interactive = isInteractive(options);
    // With Slack, or as a service without a terminal, nobody types here.
    if (read.bot.slack !== undefined || (served && !interactive)) return await untilStopped(stop);
    if (interactive) void session.learnNames();
    return await runPrompt({
      input: stdin,
      output: stdout,
      interactive,
      translate,
      execute: (line, signal) => session.execute(line, AbortSignal.any([signal, stop])),
      complete: (line) => session.complete(line),
      stop,
    });
  } finally {
    ended.abort();
    await service?.stop();
    await following;
  }
}

/** Settings that change while the bot runs take effect; faulty ones are told and leave the old ones in effect. */
async function followSettings(
  options: ProgramOptions,
  { read, inEffect, sandbox, log, live }: Opened,
  paastis: Paastis,
  signal: AbortSignal,
): Promise<void> {
  const { env, cwd, stderr } = options;
  const { language, timezone } = read.config;
  const path = read.settingsFile ?? resolve(cwd, readVariable(env, 'PAASTIS_CONFIG') ?? 'paastis.yml');
  const translate = createTranslate(language);
  let { mode } = paastis.mode();
  const tell = (report: Report) => {
    const colour = wantsColour(stderr, env.NO_COLOR);
    const look = { colour, width: widthOf(stderr), translate, now: systemClock.now(), timezone };
    stderr.write(`${renderReport(report, look)}\n`);
  };
  await watchSettings({
    path,
    inEffect,
    files: watchedFiles(options.readFile),
    read: async (readFile) => (await readConfig(env, { readFile, cwd, now: systemClock.now(), timezone })).config,
    onConfig: async (config) => {
      await paastis.reload(sandbox === undefined ? config : { ...config, providers: sandbox.providers });
      live.access = config.access;
      const inForce = paastis.mode().mode;
      log.info({ rules: config.rules.length, mode: inForce }, 'settings read again');
      stderr.write(`${translate('program.reloaded', { file: basename(path) })}\n`);
      // What begins or ends to act by itself is worth a sentence of its own.
      if (inForce !== mode) stderr.write(`${translate(`program.${inForce}`)}\n`);
      mode = inForce;
      for (const warning of config.warnings) stderr.write(`${warning}\n`);
    },
    onRefused: (error) => {
      log.warn({ detail: describeError(error) }, 'changed settings refused, the old ones stay');
      tell({ kind: 'error', error: errorReport(error, translate) });
    },
    // At a terminal a hangup is the terminal's end, and the program's.
    ...(!isInteractive(options) && { onHangup: options.onHangup }),
    language,
    clock: systemClock,
    signal,
  });
}

function isInteractive({ stdin, stdout }: ProgramOptions): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}

function untilStopped(stop: AbortSignal): Promise<ExitCode> {
  return new Promise((resolve) => {
    if (stop.aborted) resolve(0);
    stop.addEventListener('abort', () => resolve(0), { once: true });
  });
}

/** Tells that the accounts are simulated, and how any other client reaches them. */
function welcome({ stderr, env }: ProgramOptions, sandbox: Sandbox, translate: Translate): void {
  const paint = createPaint(wantsColour(stderr, env.NO_COLOR));
  // Variables stay whole, to be copied.
  const access = Object.entries(sandbox.access).map(([name, value]) => paint('dim', `  ${name}=${value}`));
  const lines = [...wrap(translate('program.sandbox'), widthOf(stderr)), ...access, translate('program.try')];
  stderr.write(`${lines.join('\n')}\n`);
}
