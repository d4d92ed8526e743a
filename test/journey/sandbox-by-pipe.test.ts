import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { type Ending, endPrograms, runProgramOnce, startProgram } from '../support/program.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await removeFolders();
});

/** Runs the lines in a sandbox whose boots take a hundredth of the time. */
function sandbox(lines: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ending> {
  return runProgramOnce(['sandbox', '--speed', '100'], { input: `${lines.join('\n')}\n`, env });
}

describe('a sandbox driven by lines from a pipe', () => {
  it.concurrent('shows the apps, wakes one, puts it to sleep and brings back exactly what ran', async () => {
    const ended = await sandbox([
      'list',
      'wake shop-pr42',
      'status shop-pr42',
      'sleep shop-pr42',
      'status shop-pr42',
      'wake shop-pr42',
      'history',
      'help wake',
    ]);

    expect(ended.code).toBe(0);
    const lines = ended.stdout.split('\n');
    expect(lines).toContain('14 apps');
    expect(lines.filter((line) => /^✓ shop-pr42 {2}woke in .*with web:1:S worker:1:S/.test(line))).toHaveLength(2);
    expect(lines.filter((line) => line === '  runs          web:1:S worker:1:S')).toHaveLength(1);
    expect(ended.stdout).toMatch(/✓ shop-pr42 {2}fell asleep in .*; web:1:S worker:1:S will come back/);
    expect(ended.stdout).toMatch(/status +asleep/);
    expect(ended.stdout).toMatch(/wakes with +web:1:S worker:1:S \(recorded /);
    expect(ended.stdout).toMatch(/put scalingo\/osc-fr1\/shop-pr42 to sleep in /);
    expect(ended.stdout).toContain('wake <target>');
    expect(ended.stdout + ended.stderr).not.toContain('\u001b');
  });

  it.concurrent('tells how to reach its accounts on the error stream, so that the answers stay clean', async () => {
    const ended = await sandbox(['list --json']);

    expect(ended.stderr).toMatch(/SCALINGO_API_URL=http:\/\/127\.0\.0\.1:\d+\n/);
    expect(ended.stdout.trim().split('\n')).toHaveLength(1);
    expect(() => JSON.parse(ended.stdout)).not.toThrow();
  });

  it.concurrent('answers in French where LANG is French', async () => {
    const ended = await sandbox(['wake shop-pr42', 'lst'], { LANG: 'fr_FR.UTF-8' });

    expect(ended.stderr).toContain('bac à sable');
    expect(ended.stdout).toMatch(/✓ shop-pr42 {2}réveillée en /);
    expect(ended.stdout).toContain('La commande lst n’existe pas.');
    expect(ended.code).toBe(2);
  });

  it.concurrent('ends with the first failure’s exit code and still runs what follows', async () => {
    const ended = await sandbox(['sleep shop-next', 'wake nothing-like-it', 'list storybook']);

    expect(ended.code).toBe(4);
    expect(ended.stdout).toContain('1 app');
  });

  it.concurrent('tells partly done when some of several targets fail', async () => {
    const ended = await sandbox(['wake shop-pr42 shop-next']);

    expect(ended.code).toBe(3);
    expect(ended.stdout).toContain('✗ scalingo/osc-fr1/shop-next has never been deployed');
    expect(ended.stdout).toContain('✓ shop-pr42');
  });

  it.concurrent('takes a reader that goes away for the end, without a word', async () => {
    const main = join(import.meta.dirname, '../../bot/main.ts');
    const program = `"${process.execPath}" "${main}" sandbox`;
    const shell = spawn('sh', ['-c', `yes list | { ${program}; echo "exit $?" >&2; }`], { stdio: 'pipe' });
    let errors = '';
    shell.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    shell.stdout.once('data', () => shell.stdout.destroy());

    await new Promise((resolve) => shell.on('close', resolve));

    expect(errors).toMatch(/exit 0\n$/);
    expect(errors).toContain('Try: wake shop-pr42');
    expect(errors).not.toMatch(/EPIPE|Error|at .*\.ts:/);
  });
});

const error = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string() });
const app = z.object({
  ref: z.string(),
  name: z.string(),
  provider: z.string(),
  region: z.string(),
  status: z.string(),
  url: z.string().nullable(),
  review: z.strictObject({ parent: z.string(), pull_request: z.number() }).nullable(),
  formation: z.record(z.string(), z.strictObject({ amount: z.number(), size: z.string().nullable() })).nullable(),
  last_request_at: z.iso.datetime().nullable(),
  idle_seconds: z.number().nullable(),
  price_per_hour: z.number().nullable(),
  rule: z.string().nullable(),
  next: z.strictObject({ action: z.enum(['sleep', 'wake']), at: z.iso.datetime(), reason: z.string() }).nullable(),
});
const apps = z.strictObject({ apps: z.array(app).min(1), failed: z.array(z.unknown()).length(0) });
const results = z.strictObject({
  results: z
    .array(
      z.object({
        ref: z.string(),
        name: z.string(),
        before: z.string(),
        after: z.string(),
        changed: z.boolean(),
        seconds: z.number(),
        reason: z.string(),
        url: z.string().nullable(),
        error: error.nullable(),
      }),
    )
    .min(1),
});
const events = z.strictObject({
  events: z
    .array(z.object({ name: z.string(), at: z.iso.datetime(), actor: z.string(), entry_point: z.string() }))
    .min(1),
});
const help = z.strictObject({ commands: z.array(z.object({ name: z.string(), usage: z.string() })).min(1) });

describe('answers in JSON', () => {
  it.concurrent('have the documented keys, one object a line and nothing else, for every command', async () => {
    const commands = [
      'list',
      'status shop-pr42',
      'sleep shop-pr57',
      'wake shop-pr57',
      'wake shop-next',
      'history',
      'help',
    ];

    const ended = await sandbox(commands.map((command) => `${command} --json`));

    const answers = ended.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(answers).toHaveLength(commands.length);
    const schemas = [apps, apps, results, results, results, events, help];
    for (const [index, schema] of schemas.entries()) expect(schema.safeParse(answers[index]).error).toBeUndefined();
    const keys = Array.from(ended.stdout.matchAll(/"([A-Za-z_-]+)":/g), ([, key]) => key ?? '');
    expect(keys.filter((key) => key !== key.toLowerCase())).toEqual([]);
    expect(results.parse(answers[4]).results[0]?.error).toMatchObject({ code: 'wake_refused' });
  });

  it.concurrent('are objects for errors and questions too', async () => {
    const ended = await sandbox(['wake shop-pr420 --json', 'wak --json', 'wake --json']);

    const answers = ended.stdout
      .trim()
      .split('\n')
      .map((line) => z.strictObject({ error }).parse(JSON.parse(line)));
    expect(answers.map((answer) => answer.error.code)).toEqual(['app_unknown', 'command_invalid', 'command_invalid']);
    expect(ended.code).toBe(2);
  });
});

describe('a sandbox that waits for a line', () => {
  it('ends when it is told to stop', async () => {
    const program = await startProgram(['sandbox']);
    await program.saw(/Try: /);

    program.kill('SIGTERM');

    expect((await program.ended).code).toBe(0);
  });
});

describe('a second program', () => {
  it.concurrent('wakes an app of the sandbox with one command and the variables that the sandbox prints', async () => {
    const first = await startProgram(['sandbox', '--speed', '50']);
    await first.saw(/Try: /);
    const env = Object.fromEntries(
      Array.from(first.stderr().matchAll(/^ {2}([A-Z_]+)=(\S+)$/gm), ([, name = '', value = '']) => [name, value]),
    );

    const second = await runProgramOnce(['wake', 'shop-pr42'], { env });

    expect(second).toMatchObject({ code: 0, stdout: expect.stringMatching(/✓ shop-pr42 {2}woke in/) });
    first.type('status shop-pr42\n');
    await first.saw(/runs +web:1:S worker:1:S/);
    first.finish();
    expect((await first.ended).code).toBe(0);
  });
});
